import { ActionBar, Button } from '@mantine/core';
import { IconArrowsDiff, IconDownload, IconPin, IconPinnedOff, IconShieldCheck, IconTrash } from '@tabler/icons-react';
import type { BackupRecord } from '../../core/backup.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { canBePinned } from '../../ui/askPin.tsx';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { hasBytes, hasFile, storedBytes } from '../../ui/formatStatus.ts';
import { canBeVerified } from './canBeVerified.ts';
import type { HistoryActs } from './HistoryCells.tsx';
import classes from './SelectionBar.module.css';

interface Props {
  ticked: BackupRecord[];
  acts: HistoryActs;
  onClear(): void;
}

/** The way to compare the two that are ticked, the older one first; of another number, or without both files, there is none. */
function CompareLink({ ticked, compareHref }: { ticked: readonly BackupRecord[] } & Pick<HistoryActs, 'compareHref'>) {
  const [before, after, ...more] = ticked.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  if (before === undefined || after === undefined || more.length > 0 || !ticked.every(hasFile)) return null;
  return (
    <Button
      size="xs"
      component={AppLink}
      to={compareHref(before.id, after.id)}
      leftSection={<IconArrowsDiff size={16} aria-hidden />}
    >
      Compare
    </Button>
  );
}

/** Floats at the bottom while backups are ticked: how many, how large, and what can be done with all of them. */
export function SelectionBar({ ticked, acts, onClear }: Props) {
  const { verify, download, askDelete, askPin, unpin, compareHref } = acts;
  const verifiable = ticked.filter(canBeVerified);
  const loadable = ticked.filter(hasBytes);
  const pinnable = ticked.filter(canBePinned);
  const allPinned = pinnable.every((record) => record.pin !== null);
  return (
    <ActionBar
      opened={ticked.length > 0}
      onClose={onClear}
      withinPortal={false}
      radius="md"
      shadow="xl"
      transitionProps={{ duration: 150 }}
      aria-label="Selected backups"
      className={classes.bar ?? ''}
    >
      <span>
        <strong className={classes.count}>{formatCount(ticked.length)} selected</strong>{' '}
        <span className={classes.size}>{formatBytes(storedBytes(ticked))} on disk</span>
      </span>
      <ActionBar.Divider />
      {verifiable.length > 0 && (
        <Button size="xs" leftSection={<IconShieldCheck size={16} aria-hidden />} onClick={() => verify(verifiable)}>
          Verify {formatCount(verifiable.length)}
        </Button>
      )}
      {download !== null && loadable.length > 0 && (
        <Button size="xs" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download(loadable)}>
          Download {formatCount(loadable.length)}
        </Button>
      )}
      <CompareLink ticked={ticked} compareHref={compareHref} />
      {askPin !== null && pinnable.length > 0 && !allPinned && (
        <Button size="xs" leftSection={<IconPin size={16} aria-hidden />} onClick={() => askPin(pinnable)}>
          Pin {formatCount(pinnable.length)}…
        </Button>
      )}
      {unpin !== null && pinnable.length > 0 && allPinned && (
        <Button size="xs" leftSection={<IconPinnedOff size={16} aria-hidden />} onClick={() => unpin(pinnable)}>
          Unpin {formatCount(pinnable.length)}
        </Button>
      )}
      {askDelete !== null && (
        <Button
          size="xs"
          c="var(--hf-red-text)"
          className={classes.delete ?? ''}
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => askDelete(ticked)}
        >
          {ticked.length === 1 ? 'Delete 1 backup…' : `Delete ${formatCount(ticked.length)} backups…`}
        </Button>
      )}
      <ActionBar.Divider />
      <ActionBar.CloseButton aria-label="Clear selection" />
    </ActionBar>
  );
}

import { ActionBar, Button } from '@mantine/core';
import { IconDownload, IconPin, IconPinnedOff, IconTrash } from '@tabler/icons-react';
import type { BackupRecord } from '../../core/backup.ts';
import { canBePinned } from '../../ui/askPin.tsx';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { hasBytes, storedBytes } from '../../ui/formatStatus.ts';
import type { HistoryActs } from './HistoryCells.tsx';
import classes from './SelectionBar.module.css';

interface Props {
  ticked: BackupRecord[];
  acts: HistoryActs;
  onClear(): void;
}

/** Floats at the bottom while backups are ticked: how many, how large, and what can be done with all of them. */
export function SelectionBar({ ticked, acts, onClear }: Props) {
  const { download, askDelete, askPin, unpin } = acts;
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
      {download !== null && loadable.length > 0 && (
        <Button size="xs" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download(loadable)}>
          Download {formatCount(loadable.length)}
        </Button>
      )}
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

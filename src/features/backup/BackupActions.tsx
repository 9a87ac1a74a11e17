import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArrowsDiff,
  IconClipboardText,
  IconDots,
  IconDownload,
  IconFileExport,
  IconListSearch,
  IconPin,
  IconPinnedOff,
  IconRestore,
  IconShieldCheck,
  IconTrash,
} from '@tabler/icons-react';
import type { BackupRecord } from '../../core/backup.ts';
import type { Permission } from '../../ports/Project.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { canBePinned } from '../../ui/askPin.tsx';
import { hasBytes, hasFile } from '../../ui/formatStatus.ts';
import classes from './BackupActions.module.css';

interface Props {
  record: BackupRecord;
  /** What the signed-in person may do. */
  may: ReadonlySet<Permission>;
  /** The file is being checked. */
  checking: boolean;
  /** Addresses of the comparison with the backup before, and of a search in this one. */
  compareHref: string;
  findHref: string;
  /** Address of restoring it; undefined where the person may not. */
  restoreHref?: string | undefined;
  onVerify(): void;
  onDownload(): void;
  onExportRestoreSql(): void;
  onPin(): void;
  onUnpin(): void;
  onDelete(): void;
  onCopyDiagnostics(): void;
}

function MoreMenu({ record, may, compareHref, findHref, ...on }: Props) {
  const pinned = record.pin !== null;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon variant="default" className={classes.more ?? ''} aria-label={`More for ${record.filename}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {hasFile(record) && (
          <>
            <Menu.Item component={AppLink} to={compareHref} leftSection={<IconArrowsDiff size={16} aria-hidden />}>
              Compare with the one before…
            </Menu.Item>
            <Menu.Item component={AppLink} to={findHref} leftSection={<IconListSearch size={16} aria-hidden />}>
              Find a value…
            </Menu.Item>
          </>
        )}
        {may.has('download') && hasBytes(record) && (
          <Menu.Item leftSection={<IconFileExport size={16} aria-hidden />} onClick={on.onExportRestoreSql}>
            Export restore.sql…
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconClipboardText size={16} aria-hidden />} onClick={on.onCopyDiagnostics}>
          Copy diagnostics
        </Menu.Item>
        {may.has('download') && hasFile(record) && !hasBytes(record) && (
          <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={on.onDownload}>
            Download the damaged file
          </Menu.Item>
        )}
        {may.has('create') && canBePinned(record) && (
          <Menu.Item
            leftSection={pinned ? <IconPinnedOff size={16} aria-hidden /> : <IconPin size={16} aria-hidden />}
            aria-label={`${pinned ? 'Unpin' : 'Pin'} ${record.filename}`}
            onClick={pinned ? on.onUnpin : on.onPin}
          >
            {pinned ? 'Unpin' : 'Pin…'}
          </Menu.Item>
        )}
        {may.has('delete') && record.status !== 'in progress' && record.removed === null && (
          <>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              aria-label={`Delete ${record.filename}`}
              onClick={on.onDelete}
            >
              Delete…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What can be done with a backup: what is used most as buttons, the rest in a menu. */
export function BackupActions(props: Props) {
  const { record, may, checking, restoreHref, onVerify, onDownload } = props;
  return (
    <div className={classes.actions}>
      <MoreMenu {...props} />
      {record.archive !== null && record.status !== 'in progress' && record.removed === null && (
        <Button
          leftSection={<IconShieldCheck size={16} aria-hidden />}
          aria-label={`Verify ${record.filename}`}
          loading={checking}
          onClick={onVerify}
        >
          Verify
        </Button>
      )}
      {restoreHref !== undefined && hasFile(record) && (
        <Button
          component={AppLink}
          to={restoreHref}
          leftSection={<IconRestore size={16} aria-hidden />}
          aria-label={`Restore ${record.filename}`}
        >
          Restore…
        </Button>
      )}
      {may.has('download') && hasBytes(record) && (
        <Button
          variant="filled"
          leftSection={<IconDownload size={16} aria-hidden />}
          aria-label={`Download ${record.filename}`}
          onClick={onDownload}
        >
          Download
        </Button>
      )}
    </div>
  );
}

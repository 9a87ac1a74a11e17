import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsDiff, IconCopy, IconDots, IconFileExport, IconListSearch, IconTable } from '@tabler/icons-react';
import type { BackupRecord, TableResult } from '../../core/backup.ts';
import type { ExportFormat } from '../../core/exportFormat.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatNames } from './exportFormats.ts';
import { tableState } from './tableState.ts';

/** What can be done with a table of the backup. */
export interface TableActs {
  /** Address of this page with a table open. */
  tableHref(table: string): string;
  /** Address of a search in this table of this backup. */
  findHref(table: string): string;
  /** Address of its comparison with the backup before. */
  compareHref(table: string): string;
  export(table: string, format: ExportFormat): void;
  copyDigest(digest: string): void;
}

const formats: readonly ExportFormat[] = ['json', 'csv', 'sql'];

/** The "…" at the end of a table's line; nothing where nothing can be done. */
export function TableMenu({
  record,
  table: result,
  acts,
}: {
  record: BackupRecord;
  table: TableResult;
  acts: TableActs;
}) {
  const { table, contentSha256 } = result;
  const open = tableState(record, result).kind === 'open';
  if (!open && contentSha256 === null) return null;
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <ActionIcon aria-label={`More for ${table}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {open && (
          <>
            <Menu.Item component={AppLink} to={acts.tableHref(table)} leftSection={<IconTable size={16} aria-hidden />}>
              Open rows
            </Menu.Item>
            {formats.map((format) => (
              <Menu.Item
                key={format}
                leftSection={<IconFileExport size={16} aria-hidden />}
                onClick={() => acts.export(table, format)}
              >
                Export as {formatNames[format]}
              </Menu.Item>
            ))}
            <Menu.Item
              component={AppLink}
              to={acts.findHref(table)}
              leftSection={<IconListSearch size={16} aria-hidden />}
            >
              Find in this table…
            </Menu.Item>
            <Menu.Item
              component={AppLink}
              to={acts.compareHref(table)}
              leftSection={<IconArrowsDiff size={16} aria-hidden />}
            >
              Compare with the backup before
            </Menu.Item>
          </>
        )}
        {contentSha256 !== null && (
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => acts.copyDigest(contentSha256)}>
            Copy digest
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

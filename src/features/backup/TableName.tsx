import { IconFileX } from '@tabler/icons-react';
import type { BackupRecord, TableResult } from '../../core/backup.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import classes from './TableName.module.css';
import { tableState } from './tableState.ts';

interface Props {
  record: BackupRecord;
  table: TableResult;
  /** Address of this page with a table open. */
  tableHref(table: string): string;
}

/** A table's name: a link to its rows where they can be read, with a mark where they are damaged. */
export function TableName({ record, table: result, tableHref }: Props) {
  const { table } = result;
  const state = tableState(record, result);
  if (state.kind === 'open')
    return (
      <AppLink
        to={tableHref(table)}
        className={`${classes.name} ${classes.link}`}
        aria-label={`Open ${table}`}
        title={table}
        data-table={table}
      >
        {table}
      </AppLink>
    );
  return (
    <span className={classes.pair}>
      <span className={classes.name} title={table}>
        {table}
      </span>
      {state.kind === 'damaged' && (
        <span className={classes.damaged} title={`${state.why} It cannot be opened.`}>
          <IconFileX size={14} aria-hidden />
          Damaged
        </span>
      )}
    </span>
  );
}

import { Button, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { RestoredTable, RestoreMode, RestoreRecord } from '../../core/restore.ts';
import { canTakeBack } from '../../tasks/takeBackRestore.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { exactTime, formatMoment } from '../../ui/formatTime.ts';
import { askTakeBack, askUndo } from './askUndo.tsx';
import classes from './ReportCard.module.css';

const kinds = [
  { kind: 'inserted', word: 'Inserted', colour: 'insert' },
  { kind: 'updated', word: 'Updated', colour: 'update' },
  { kind: 'deleted', word: 'Deleted', colour: 'delete' },
  { kind: 'leftOut', word: 'Left out', colour: 'conflict' },
] as const;

type Counted = Pick<RestoredTable, 'table' | 'inserted' | 'updated' | 'deleted' | 'leftOut' | 'rowsAfter'>;

interface AmountsProps {
  row: Omit<Counted, 'table'>;
  takenBack: boolean;
}

function Amounts({ row, takenBack }: AmountsProps) {
  return (
    <>
      {kinds.map(({ kind, colour, word }) => (
        <td key={kind} data-word={word} className={classes.number} data-kind={row[kind] > 0 ? colour : undefined}>
          {formatCount(row[kind])}
        </td>
      ))}
      {!takenBack && (
        <td data-word="Rows after" className={classes.number}>
          {formatCount(row.rowsAfter)}
        </td>
      )}
    </>
  );
}

interface DoneProps {
  tables: readonly Counted[];
  /** It was undone since: the tables no longer have as many rows as they had behind it. */
  takenBack: boolean;
}

/** What was done to each table, as the database counted it; the totals add up. */
export function DoneTable({ tables, takenBack }: DoneProps) {
  if (tables.length === 0) return null;
  const sum = (kind: (typeof kinds)[number]['kind']) => tables.reduce((total, table) => total + table[kind], 0);
  const after = tables.map(({ rowsAfter }) => rowsAfter);
  const known = after.filter((rows) => rows !== null);
  const total = {
    inserted: sum('inserted'),
    updated: sum('updated'),
    deleted: sum('deleted'),
    leftOut: sum('leftOut'),
    rowsAfter: known.length === after.length ? known.reduce((all, rows) => all + rows, 0) : null,
  };
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label="What was done">
        <thead>
          <tr>
            <th scope="col">Table</th>
            {kinds.map(({ kind, word }) => (
              <th key={kind} scope="col" className={classes.number}>
                {word}
              </th>
            ))}
            {!takenBack && (
              <th scope="col" className={classes.number}>
                Rows after
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {tables.map((row) => (
            <tr key={row.table}>
              <th scope="row">{row.table}</th>
              <Amounts row={row} takenBack={takenBack} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <Amounts row={total} takenBack={takenBack} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface ActsProps {
  record: RestoreRecord;
  /** ISO instant until which the project can undo it; null when it cannot. */
  undoUntil: string | null;
  undoing: boolean;
  now: number;
  backupHref(id: string): string;
  /** Address of a restore of these tables of a backup. */
  restoreHref(backup: string, tables: readonly string[], mode: RestoreMode): string;
  onUndo(): void;
  onConflicts(): void;
}

/** What can be done after a restore: undo, see what was left out, look at the backup that was made before it. */
export function ReportActs(props: ActsProps) {
  const { record, undoUntil, undoing, now, backupHref, restoreHref, onUndo, onConflicts } = props;
  const { tables, conflicts, preRestoreBackupId } = record;
  const left = tables.reduce((sum, { leftOut }) => sum + leftOut, 0);
  const torn = record.state === 'in-between';
  const byRows = canTakeBack(record);
  const canUndo = byRows || (record.state === 'restored' && undoUntil !== null);
  const offersBackup = preRestoreBackupId !== null && !canUndo && (record.state === 'restored' || torn);
  return (
    <div className={classes.acts}>
      {canUndo && (
        <Button
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          loading={undoing}
          title={undoUntil === null ? undefined : exactTime(undoUntil)}
          onClick={() => {
            const ask = async () => {
              if (await (byRows ? askTakeBack(tables) : askUndo(tables, undoUntil, record.request.triggers, now)))
                onUndo();
            };
            void ask(); // never rejects
          }}
        >
          {torn ? 'Take back what it wrote…' : 'Undo…'}
        </Button>
      )}
      {offersBackup && (
        <Button
          component={AppLink}
          to={restoreHref(
            preRestoreBackupId,
            tables.map(({ table }) => table),
            'replace',
          )}
        >
          Restore the pre-restore backup…
        </Button>
      )}
      <span className={classes.said}>
        {canUndo && undoUntil !== null && `Possible until ${formatMoment(undoUntil, now)}. `}
        {preRestoreBackupId !== null && (
          <AppLink className={classes.link} to={backupHref(preRestoreBackupId)}>
            Pre-restore backup
          </AppLink>
        )}
      </span>
      {(left > 0 || conflicts.length > 0) && (
        <UnstyledButton className={classes.link ?? ''} onClick={onConflicts}>
          Show {formatPlural(Math.max(left, conflicts.length), 'row')} left out
        </UnstyledButton>
      )}
    </div>
  );
}

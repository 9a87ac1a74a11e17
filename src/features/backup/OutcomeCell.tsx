import type { TableResult } from '../../core/backup.ts';
import { formatList, formatPlural } from '../../ui/formatNumber.ts';
import { outcomeReason } from '../../ui/formatStatus.ts';
import { OutcomeBadge } from '../../ui/OutcomeBadge.tsx';
import classes from './OutcomeCell.module.css';

function notesOf(table: TableResult): string[] {
  const notes = [outcomeReason(table)];
  if (table.inexactColumns.length > 0) notes.push(`may not be exact: ${formatList(table.inexactColumns)}`);
  if (table.overrides > 0) notes.push(`${formatPlural(table.overrides, 'value')} kept aside to be exact`);
  return notes.filter((note) => note !== null);
}

/** The outcome of one table, and what there is to know about it. */
export function OutcomeCell({ table }: { table: TableResult }) {
  const notes = notesOf(table).join(', ');
  return (
    <span className={classes.cell}>
      <OutcomeBadge outcome={table.outcome} />
      {notes !== '' && (
        <span className={classes.note} title={notes}>
          {notes}
        </span>
      )}
    </span>
  );
}

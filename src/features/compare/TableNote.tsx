import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { TableDifference } from '../../core/comparison.ts';
import { noteOf } from './compareWords.ts';
import classes from './TableNote.module.css';

/** What has to stand beside the figures of a table: why it was not compared, and what of the figures is doubtful. Nothing where all is said. */
export function TableNote({ table }: { table: TableDifference }) {
  const note = noteOf(table);
  if (note === '' && table.doubts.length === 0) return null;
  return (
    <span className={classes.note}>
      {note !== '' && <span>{note}</span>}
      {table.doubts.map(({ why }) => (
        <span key={why} className={classes.doubt}>
          <IconAlertTriangleFilled size={14} aria-hidden /> {why}
        </span>
      ))}
    </span>
  );
}

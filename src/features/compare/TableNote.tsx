import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { Doubt, TableDifference } from '../../core/comparison.ts';
import { changeWords, noteOf } from './compareWords.ts';
import classes from './TableNote.module.css';

interface Props {
  table: TableDifference;
  /** What is said above for several tables, and here only in short. */
  common: readonly Doubt[];
}

/** What has to stand beside the figures of a table: why it was not compared, and what of the figures is doubtful. Nothing where all is said. */
export function TableNote({ table, common }: Props) {
  const note = noteOf(table);
  if (note === '' && table.doubts.length === 0) return null;
  const problem = table.verdict === 'not-compared' || table.verdict === 'only-before';
  const short = new Set(common.map(({ why }) => why));
  return (
    <span className={classes.note}>
      {note !== '' && (
        <span className={problem ? classes.doubt : undefined}>
          {problem && <IconAlertTriangleFilled size={14} aria-hidden />} {note}
        </span>
      )}
      {table.doubts.map(({ about, why }) => (
        <span key={why} className={classes.doubt}>
          <IconAlertTriangleFilled size={14} aria-hidden />{' '}
          {short.has(why) ? `${changeWords[about]} rows are doubtful, see above.` : why}
        </span>
      ))}
    </span>
  );
}

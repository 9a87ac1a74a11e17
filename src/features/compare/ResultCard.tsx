import type { Comparison } from '../../tasks/compareBackups.ts';
import { Card } from '../../ui/Card.tsx';
import { formatAge } from '../../ui/formatTime.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { CompareStore } from './compareStore.ts';
import { nameSide, sideWarnings, summarizeComparison } from './compareWords.ts';
import { ExportMenu } from './ExportMenu.tsx';
import classes from './ResultCard.module.css';
import { ResultList } from './ResultList.tsx';
import { ResultTable } from './ResultTable.tsx';

interface Props {
  store: CompareStore;
  comparison: Comparison;
  /** ms since the epoch. */
  comparedAt: number;
  now: number;
  narrow: boolean;
  mayExport: boolean;
  onOpen(table: string): void;
}

/** What a comparison found: a sentence, what is doubtful about it, and a line per table. */
export function ResultCard({ store, comparison, comparedAt, now, narrow, mayExport, onOpen }: Props) {
  const { before, after, tables } = comparison;
  const warnings = sideWarnings(comparison, now);
  const Result = narrow ? ResultList : ResultTable;
  const { main, more } = summarizeComparison(tables);
  const sides = `From ${nameSide(before, now)} to ${nameSide(after, now)}.`;
  return (
    <Card label="Result" flush>
      <div className={classes.head}>
        <div className={classes.words}>
          <h2 className={classes.title}>{main}.</h2>
          {more.length > 0 && <p className={classes.more}>{more.join('. ')}.</p>}
          <p className={classes.line}>
            {sides} Compared {formatAge(new Date(comparedAt).toISOString(), now)}.
          </p>
        </div>
        {mayExport && <ExportMenu store={store} table={null} filter={null} label="Export all" />}
      </div>
      {warnings.length > 0 && (
        <div className={classes.warnings}>
          {warnings.map((warning) => (
            <Notice key={warning} kind="warning">
              {warning}
            </Notice>
          ))}
        </div>
      )}
      {tables.length > 0 && <Result tables={tables} onOpen={onOpen} />}
    </Card>
  );
}

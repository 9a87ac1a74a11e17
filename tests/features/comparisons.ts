import type { RowCounts, TableDifference } from '../../src/core/comparison.ts';

/** What a comparison found of a table with a key: `counts` of `rowsBefore` rows, unless told otherwise. */
export function tableDifference(
  table: string,
  { counts = {}, ...given }: Partial<Omit<TableDifference, 'counts'>> & { counts?: Partial<RowCounts> | null } = {},
): TableDifference {
  const whole = counts === null ? null : { added: 0, removed: 0, changed: 0, ...counts };
  const differs = whole !== null && whole.added + whole.removed + whole.changed > 0;
  const rowsBefore = given.rowsBefore === undefined ? 100 : given.rowsBefore;
  return {
    table,
    verdict: differs ? 'different' : 'equal',
    counts: whole,
    rowsBefore,
    rowsAfter: whole === null || rowsBefore === null ? null : rowsBefore - whole.removed + whole.added,
    key: ['id'],
    keyChange: null,
    columns: [],
    doubts: [],
    note: null,
    ...given,
  };
}

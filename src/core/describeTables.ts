import type { ComparedSide, Doubt, RowCounts, TableDifference } from './comparison.ts';
import { doubtOf, nameSide, type SideTable, whyPartial } from './comparisonDoubts.ts';
import type { Manifest, ManifestTable } from './manifest.ts';
import type { TableComparisonPlan } from './planComparison.ts';
import { formatTable } from './tableName.ts';

/** One side of a comparison, as its manifest describes it. */
export interface SideFacts {
  side: Pick<ComparedSide, 'kind'>;
  place: 'before' | 'after';
  manifest: Pick<Manifest, 'status' | 'coverage' | 'left_out'>;
}

const nothingKnown = {
  counts: null,
  rowsBefore: null,
  rowsAfter: null,
  key: [],
  keyChange: null,
  columns: [],
  doubts: [],
} satisfies Partial<TableDifference>;

const rowsOf = ({ outcome, rows }: ManifestTable) => (outcome === 'exported' || outcome === 'partial' ? rows : null);

/** A table that is not compared, although both sides list it. */
export function describeNotCompared(
  table: string,
  before: ManifestTable,
  after: ManifestTable,
  note: string,
): TableDifference {
  return {
    ...nothingKnown,
    table,
    verdict: 'not-compared',
    rowsBefore: rowsOf(before),
    rowsAfter: rowsOf(after),
    note,
  };
}

/**
 * A table that only one side has. Where the other side was read without the helper, it may only not have been asked for.
 * @param found null for a table of the live project of which nothing but the name was read.
 */
export function describeOneSided(
  table: string,
  found: ManifestTable | null,
  having: SideFacts,
  other: SideFacts,
): TableDifference {
  const rows = found === null ? null : rowsOf(found);
  const isNew = having.place === 'after';
  return {
    ...nothingKnown,
    table,
    verdict: isNew ? 'only-after' : 'only-before',
    rowsBefore: isNew ? null : rows,
    rowsAfter: isNew ? rows : null,
    note: [whyMissing(table, other), found === null ? 'Its rows were not read.' : null]
      .filter((text) => text !== null)
      .join(' '),
  };
}

function whyMissing(table: string, other: SideFacts): string {
  const leftOut = other.manifest.left_out.find((left) => formatTable(left) === table);
  if (leftOut !== undefined) return `${nameSide(other)} left it out: ${leftOut.reason}.`;
  if (other.manifest.coverage === 'declared') {
    return `${nameSide(other)} was read without the helper and does not name it, so nobody knows whether it was there.`;
  }
  return `${nameSide(other)} did not have it.`;
}

/** A table whose rows were compared, or of which it is known without reading that they are equal. */
export function describeCompared(
  table: string,
  before: SideTable & { table: ManifestTable },
  after: SideTable & { table: ManifestTable },
  plan: TableComparisonPlan,
  counts: RowCounts,
): TableDifference {
  const rowsDiffer = counts.added > 0 || counts.removed > 0 || counts.changed > 0;
  const differs = rowsDiffer || plan.columns.length > 0 || plan.keyChange !== null;
  const doubts = [doubtOf(before), doubtOf(after)].filter((doubt): doubt is Doubt => doubt !== null);
  return {
    table,
    verdict: differs ? 'different' : 'equal',
    counts,
    rowsBefore: before.table.rows,
    rowsAfter: after.table.rows,
    key: plan.fingerprint?.key ?? [],
    keyChange: plan.keyChange,
    columns: plan.columns,
    doubts: doubts.filter(({ about }) => counts[about] > 0),
    note: notesOf([before, after], counts, plan.fingerprint?.rules.inexact ?? []),
  };
}

/** What the counts do not tell, and no doubt about them does. */
function notesOf(sides: readonly SideTable[], counts: RowCounts, inexact: readonly string[]): string | null {
  const unseen = sides
    .filter((side) => counts[side.place === 'before' ? 'added' : 'removed'] === 0)
    .map(whyPartial)
    .filter((text) => text !== null);
  const lost = `What JSON cannot carry of ${inexact.join(', ')}, such as white space in a json value, could not be compared.`;
  const notes = inexact.length === 0 ? unseen : [...unseen, lost];
  return notes.length === 0 ? null : notes.join(' ');
}

/** Tables with differences first, most first; then those that only one side has, those that were not compared, and equal ones. */
export function inOrder(tables: readonly TableDifference[]): TableDifference[] {
  const ranks = ['different', 'only-after', 'only-before', 'not-compared', 'equal'];
  const weight = ({ counts, rowsBefore, rowsAfter }: TableDifference) =>
    counts === null ? (rowsBefore ?? rowsAfter ?? 0) : counts.added + counts.removed + counts.changed;
  return tables.toSorted(
    (one, other) =>
      ranks.indexOf(one.verdict) - ranks.indexOf(other.verdict) ||
      (one.verdict === 'equal' ? 0 : weight(other) - weight(one)) ||
      (one.table < other.table ? -1 : 1),
  );
}

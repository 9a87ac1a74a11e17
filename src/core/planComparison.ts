import type { ColumnDifference } from './comparison.ts';
import type { FingerprintPlan } from './fingerprints.ts';
import type { ManifestTable } from './manifest.ts';

/** What of a table its comparison is planned by. */
export interface ComparableTable extends Pick<ManifestTable, 'columns' | 'primary_key' | 'inexact_columns'> {
  /** Whether it was read with the helper. */
  helper: boolean;
  /**
   * Columns of its rows as they were found, in their order, and whether all of its parts have the same; null to go by `columns`. The
   * manifest may be wrong: a table without rows was described when it had none, a table may have been altered while it was read.
   */
  found: { columns: readonly string[]; uniform: boolean } | null;
}

/** How two readings of a table are compared. */
export interface TableComparisonPlan {
  keyChange: { before: readonly string[]; after: readonly string[] } | null;
  columns: ColumnDifference[];
  /** Columns of both sides, in the order of the later one; those that are gone come last. */
  shown: string[];
  /** Null when the sides have no column in common, so that rows cannot be told apart. */
  fingerprint: Omit<FingerprintPlan, 'seed'> | null;
}

/** What the manifest says where it does not know a type: without the helper. */
const unknownType = 'unknown';

/** Plans the comparison of a table that both sides have. */
export function planComparison(before: ComparableTable, after: ComparableTable): TableComparisonPlan {
  const [old, now] = [namesOf(before), namesOf(after)];
  const columns = compareColumns(before, after);
  const asText = columns.filter(({ change }) => change === 'retyped').map(({ column }) => column);
  // A side without rows and without a description has no columns to miss.
  const shared = old.length === 0 ? now : now.length === 0 ? old : now.filter((column) => old.includes(column));
  const sameRows = JSON.stringify(old) === JSON.stringify(now) && isUniform(before) && isUniform(after);
  return {
    keyChange: compareKeys(before, after),
    columns,
    shown: [...now, ...old.filter((column) => !now.includes(column))],
    fingerprint:
      shared.length === 0 && (old.length > 0 || now.length > 0)
        ? null
        : {
            key: chooseKey(before, after, shared),
            columns: sameRows && asText.length === 0 ? null : shared,
            rules: {
              inexact: [...new Set([...before.inexact_columns, ...after.inexact_columns])],
              onlyNulls: !before.helper || !after.helper,
              asText,
            },
          },
  };
}

/** Whether the columns of a part's rows are those that the plan was made by; `found` is null for a part without rows. */
export function isAsPlanned(table: ComparableTable, found: readonly string[] | null): boolean {
  if (found === null || !isUniform(table)) return true;
  return JSON.stringify(found) === JSON.stringify(namesOf(table));
}

function namesOf({ columns, found }: ComparableTable): readonly string[] {
  return found?.columns ?? columns.map(({ name }) => name);
}

const isUniform = ({ found }: ComparableTable) => found?.uniform ?? true;

function compareColumns(before: ComparableTable, after: ComparableTable): ColumnDifference[] {
  const [old, now] = [namesOf(before), namesOf(after)];
  if (old.length === 0 || now.length === 0) return [];
  const types = (table: ComparableTable) =>
    new Map(table.columns.map(({ name, type }) => [name, type === unknownType ? null : type]));
  const [oldTypes, nowTypes] = [types(before), types(after)];
  const differences: ColumnDifference[] = [];
  for (const column of new Set([...now, ...old])) {
    const sides = { before: oldTypes.get(column) ?? null, after: nowTypes.get(column) ?? null };
    if (!old.includes(column)) differences.push({ column, change: 'new', before: null, after: sides.after });
    else if (!now.includes(column)) differences.push({ column, change: 'gone', before: sides.before, after: null });
    else if (sides.before !== null && sides.after !== null && sides.before !== sides.after)
      differences.push({ column, change: 'retyped', ...sides });
  }
  return differences;
}

/** Without the helper the key is one that somebody named, so a difference says nothing about the table. */
function compareKeys(before: ComparableTable, after: ComparableTable): TableComparisonPlan['keyChange'] {
  if (!before.helper || !after.helper) return null;
  const [old, now] = [before.primary_key, after.primary_key];
  return JSON.stringify(old) === JSON.stringify(now) ? null : { before: old, after: now };
}

/** The key of either side that both have the columns of; rows need not be unique by it. Without one, whole rows are compared. */
function chooseKey(before: ComparableTable, after: ComparableTable, shared: readonly string[]): readonly string[] {
  const keys = [after.primary_key, before.primary_key];
  return keys.find((key) => key.length > 0 && key.every((column) => shared.includes(column))) ?? [];
}

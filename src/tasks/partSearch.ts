import type { MatchedRow, MatchesWanted } from '../core/matchedRow.ts';
import type { RowOverride } from '../core/page.ts';
import type { RowQuery } from '../core/rowQuery.ts';
import type { RowReader, StoredPart } from '../ports/RowReader.ts';

/** A matching row of a part. */
export interface FoundPartRow extends MatchedRow {
  /** Counts from 0 in the part. */
  row: number;
  /** First column in which the text stands; null without a text. */
  column: string | null;
}

/** What was found in a part. */
export interface PartFinding {
  /** Rows that match. */
  count: number;
  /** The first of them, as many as were wanted. */
  first: FoundPartRow[];
}

/** Searches parts for one query. */
export interface PartSearch {
  /** Content that was searched before, in whatever backup, is not read again. @throws HoldfastError `archive-damaged`; AbortError. */
  find(part: StoredPart, wanted: MatchesWanted, signal: AbortSignal): Promise<PartFinding>;
}

interface Known {
  overrides: readonly RowOverride[];
  key: readonly string[];
  finding: PartFinding;
}

function sameOverrides(one: readonly RowOverride[], other: readonly RowOverride[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ row, column, text }, index) => {
      const that = other[index];
      return that !== undefined && row === that.row && column === that.column && text === that.text;
    })
  );
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/**
 * Remembers what was found by the digest of the part and its overrides: an unchanged table costs nothing in forty backups. Of the rows only
 * the wanted ones are kept.
 */
export function createPartSearch(reader: Pick<RowReader, 'find'>, query: RowQuery): PartSearch {
  const known = new Map<string, Known[]>();
  return {
    async find(part, wanted, signal) {
      signal.throwIfAborted();
      const list = known.get(part.sha256) ?? [];
      const before = list.find(
        ({ overrides, key }) => sameOverrides(overrides, part.overrides) && sameNames(key, wanted.key),
      );
      if (before !== undefined) {
        const { count, first } = before.finding;
        if (first.length >= Math.min(count, wanted.first)) return { count, first: first.slice(0, wanted.first) };
      }
      const found = await reader.find(part, query, wanted, signal);
      const finding: PartFinding = {
        count: found.rows.length,
        first: found.first.map((matched, index) => ({
          ...matched,
          row: found.rows[index] as number,
          column: found.columns[found.columnOf[index] ?? -1] ?? null,
        })),
      };
      known.set(part.sha256, [
        ...list.filter((each) => each !== before),
        { overrides: part.overrides, key: wanted.key, finding },
      ]);
      return finding;
    },
  };
}

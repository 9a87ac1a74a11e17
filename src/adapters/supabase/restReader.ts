import type { CatalogTable } from '../../core/catalog.ts';
import { HoldfastError, isAbort } from '../../core/HoldfastError.ts';
import { keysetQuery, quoteFilter } from '../../core/keysetFilter.ts';
import type { Cursor, KeyRange, Page, RowOverride } from '../../core/page.ts';
import { type RowFacts, readRow, sameKey } from '../../core/rowKey.ts';
import { splitByValue } from '../../core/splitByValue.ts';
import { formatTable } from '../../core/tableName.ts';
import type { TableCount, TableReader } from '../../ports/Project.ts';
import { readBlockPage } from './blockPages.ts';
import { type ColumnProbe, createColumnProbe, jsonNullCondition } from './columnProbe.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import { readRows, type ScannedRows } from './readBody.ts';
import { countOf, restQuery } from './restQuery.ts';

/** Fewest rows worth several ranges: below, one range after the other is as quick. */
const worthSplitting = 50_000;

/** The facts of every row, with the keys checked to rise: equal neighbours in key order mean that the key is not unique. */
function readKeys(rows: ScannedRows, table: CatalogTable): RowFacts[] {
  const facts: RowFacts[] = [];
  for (let row = 0; row < rows.starts.length; row += 1) {
    const fact = readRow(rows.bytes, rows.starts[row] as number, rows.ends[row] as number, table.key);
    const before = facts.at(-1);
    if (before !== undefined && sameKey(before.key, fact.key)) {
      throw new HoldfastError('key-not-usable', `${table.key.join(', ')} is not unique in ${formatTable(table)}.`, {
        hint: 'Name the columns of a unique key for this table in Settings.',
      });
    }
    facts.push(fact);
  }
  return facts;
}

/** JSON nulls of jsonb columns among these rows, which look like SQL NULL on the wire. */
async function findJsonNulls(
  send: GuardedFetch,
  probe: ColumnProbe,
  table: CatalogTable,
  facts: readonly RowFacts[],
  signal: AbortSignal,
): Promise<RowOverride[]> {
  const first = facts[0];
  const last = facts.at(-1);
  if (first === undefined || last === undefined) return [];
  const structured = new Set(facts.flatMap((fact) => fact.structured));
  const overrides: RowOverride[] = [];
  for (const column of new Set(facts.flatMap((fact) => fact.nulls))) {
    if ((await probe.classify(table, column, structured.has(column), signal)) !== 'jsonb') continue;
    const query = keysetQuery(table.key, { after: first.key, until: last.key }, [jsonNullCondition(column)]);
    query.set('select', [...table.key, column].map(quoteFilter).join(','));
    const found = await send(restQuery(table, query), signal, readRows);
    const keys = new Set<string>();
    for (let row = 0; row < found.starts.length; row += 1) {
      keys.add(
        JSON.stringify(readRow(found.bytes, found.starts[row] as number, found.ends[row] as number, table.key).key),
      );
    }
    facts.forEach((fact, row) => {
      if (fact.nulls.includes(column) && keys.has(JSON.stringify(fact.key)))
        overrides.push({ row, column, text: 'null' });
    });
  }
  return overrides;
}

/**
 * Reads through plain REST, for projects without the helper: keyset pages under the server's row cap. Each page begins with
 * the last row of the one before, so that a key that is not unique cannot hide a row between two pages; a range ends at a
 * page that brings nothing new, never at a short one.
 */
export function createRestReader(send: GuardedFetch): TableReader {
  const probe = createColumnProbe(send);
  const inexact = new Map<string, Set<string>>();
  /** Most rows that one answer held, per table: the server's cap, once a page was cut by it. */
  const largest = new Map<string, number>();

  /** Remembers the columns whose values may have lost something. Without a key, JSON nulls cannot be told apart either. */
  async function noteInexact(table: CatalogTable, facts: readonly RowFacts[], signal: AbortSignal): Promise<void> {
    const structured = new Set(facts.flatMap((fact) => fact.structured));
    const nulls = new Set(facts.flatMap((fact) => fact.nulls));
    const doubtful = inexact.get(formatTable(table)) ?? new Set<string>();
    for (const column of new Set([...structured, ...nulls])) {
      const found = await probe.classify(table, column, structured.has(column), signal);
      const hidden = found === 'jsonb' && table.key.length === 0 && nulls.has(column);
      if (found === 'inexact' || hidden) doubtful.add(column);
    }
    inexact.set(formatTable(table), doubtful);
  }

  async function readBlocks(
    table: CatalogTable,
    range: KeyRange,
    pageRows: number,
    signal: AbortSignal,
  ): Promise<Page> {
    const page = await readBlockPage(send, table, range, pageRows, signal);
    const facts = [...page.starts].map((start, row) => readRow(page.bytes, start, page.ends[row] as number, []));
    await noteInexact(table, facts, signal);
    return page;
  }

  /** Whether the project sends fewer rows than it has of these: a table of one row looks as one that is sent row by row. */
  async function isCut(query: URLSearchParams, table: CatalogTable, signal: AbortSignal): Promise<boolean> {
    const { sent, there } = await send(restQuery(table, query, 'count=exact'), signal, async (response, touch) => {
      return { sent: (await readRows(response, touch)).starts.length, there: countOf(response) };
    });
    return there === null || there > sent;
  }

  async function readKeysetPage(
    table: CatalogTable,
    range: KeyRange,
    pageRows: number,
    signal: AbortSignal,
  ): Promise<Page> {
    const query = keysetQuery(table.key, range);
    query.set('limit', String(pageRows + (range.after === null ? 0 : 1)));
    const rows = await send(restQuery(table, query), signal, readRows);
    const all = readKeys(rows, table);
    const overlaps = range.after !== null && all[0] !== undefined && sameKey(all[0].key, range.after);
    const skip = overlaps ? 1 : 0;
    const name = formatTable(table);
    largest.set(name, Math.max(largest.get(name) ?? 0, all.length));
    if (overlaps && all.length === 1 && largest.get(name) === 1 && (await isCut(query, table, signal))) {
      throw new HoldfastError('server', 'The project sends only one row per request.', {
        hint: 'Raise "Max rows" in the project’s API settings, or install the helper.',
      });
    }
    const facts = all.slice(skip);
    await noteInexact(table, facts, signal);
    return {
      bytes: rows.bytes,
      starts: rows.starts.subarray(skip),
      ends: rows.ends.subarray(skip),
      overrides: await findJsonNulls(send, probe, table, facts, signal),
      next: facts.at(-1)?.key ?? null,
    };
  }

  async function edgeKey(table: CatalogTable, direction: 'asc' | 'desc', signal: AbortSignal): Promise<Cursor | null> {
    const order = table.key.map((column) => `${quoteFilter(column)}.${direction}`).join(',');
    const query = new URLSearchParams({ select: table.key.map(quoteFilter).join(','), order, limit: '1' });
    const rows = await send(restQuery(table, query), signal, readRows);
    if (rows.starts.length === 0) return null;
    return readRow(rows.bytes, rows.starts[0] as number, rows.ends[0] as number, table.key).key;
  }

  return {
    paging: 'keyset',
    async split(table, pageRows, signal) {
      const whole: KeyRange[] = [{ after: null, until: null }];
      if (table.key.length !== 1 || (table.estimated_rows ?? 0) < worthSplitting) return whole;
      try {
        const low = await edgeKey(table, 'asc', signal);
        const high = await edgeKey(table, 'desc', signal);
        if (low?.[0] === undefined || high?.[0] === undefined) return whole;
        // A few pages a range: one request each for the edges of the range would cost more than it brings.
        return splitByValue(low[0], high[0], Math.ceil((table.estimated_rows ?? 0) / (pageRows * 4)));
      } catch (error) {
        if (isAbort(error)) throw error;
        return whole; // cutting is only for speed; what is wrong shows again when the rows are read
      }
    },
    readPage(table, range, pageRows, signal) {
      const read = table.paging === 'blocks' ? readBlocks : readKeysetPage;
      return read(table, range, pageRows, signal);
    },
    async count(tables, signal) {
      const result = new Map<string, TableCount>();
      for (const table of tables) {
        const query = new URLSearchParams({ select: table.key.map(quoteFilter).join(',') || 'ctid', limit: '1' });
        const visible = await send(restQuery(table, query, 'count=exact'), signal, async (response) => {
          await response.arrayBuffer();
          return countOf(response);
        });
        result.set(formatTable(table), { visible, total: null });
      }
      return result;
    },
    inexactColumns: (table) => [...(inexact.get(formatTable(table)) ?? [])].sort(),
  };
}

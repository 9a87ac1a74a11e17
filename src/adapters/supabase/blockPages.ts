import type { CatalogTable } from '../../core/catalog.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { KeyRange, Page } from '../../core/page.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import { readRows } from './readBody.ts';
import { countOf, restQuery } from './restQuery.ts';

/** Fewest blocks in a window. One 8 kB block holds at most 291 rows (PostgreSQL, MaxHeapTuplesPerPage), less than any usual cap. */
const fewestBlocks = 1;
/** Rows that a block is taken to hold when a number of rows is turned into a number of blocks. */
const rowsPerBlock = 60;

/** Number of the last block that holds a row; -1 where there is none. Rows are ordered by their place on disk. */
async function lastBlock(send: GuardedFetch, table: CatalogTable, signal: AbortSignal): Promise<number> {
  const query = new URLSearchParams({ select: 'ctid', order: 'ctid.desc', limit: '1' });
  const rows = await send(restQuery(table, query), signal, readRows);
  const text = new TextDecoder().decode(rows.bytes);
  const block = /\((\d+),\d+\)/.exec(text)?.[1];
  return block === undefined ? -1 : Number(block);
}

/**
 * Reads a window of physical blocks of a table without a key: `after` holds the first block not yet read and the last block
 * there was when the reading began. Rows that move meanwhile may be missed or doubled, so the caller reads twice.
 */
export async function readBlockPage(
  send: GuardedFetch,
  table: CatalogTable,
  range: KeyRange,
  pageRows: number,
  signal: AbortSignal,
): Promise<Page> {
  const from = Number(range.after?.[0] ?? 0);
  const last = range.after?.[1] === undefined ? await lastBlock(send, table, signal) : Number(range.after[1]);
  for (let blocks = Math.max(fewestBlocks, Math.floor(pageRows / rowsPerBlock)); ; blocks = Math.floor(blocks / 2)) {
    const query = new URLSearchParams({
      and: `(ctid.gte."(${from},0)",ctid.lt."(${from + blocks},0)")`,
      order: 'ctid.asc',
    });
    const [rows, counted] = await send(restQuery(table, query, 'count=exact'), signal, async (response, touch) => {
      return [await readRows(response, touch), countOf(response)] as const;
    });
    if (counted !== null && rows.starts.length >= counted) {
      const reached = from + blocks;
      const next = reached > last ? null : [String(reached), String(last)];
      return { bytes: rows.bytes, starts: rows.starts, ends: rows.ends, overrides: [], next };
    }
    if (blocks <= fewestBlocks) {
      throw new HoldfastError(
        'server',
        'The project sends fewer rows per request than one block of this table holds.',
        {
          hint: 'Raise "Max rows" in the project’s API settings, or install the helper.',
        },
      );
    }
  }
}

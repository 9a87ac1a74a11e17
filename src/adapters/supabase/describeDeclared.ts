import type { CatalogTable } from '../../core/catalog.ts';
import { columnNames } from '../../core/columnNames.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { quoteFilter } from '../../core/keysetFilter.ts';
import { formatTable, type TableName } from '../../core/tableName.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import { readRows } from './readBody.ts';
import { countOf, restQuery } from './restQuery.ts';

/** The first row that the caller sees and, unless counting took too long, how many there are. */
async function peek(send: GuardedFetch, table: TableName, signal: AbortSignal) {
  const query = new URLSearchParams({ limit: '1' });
  const ask = (prefer?: string) =>
    send(restQuery(table, query, prefer), signal, async (response, touch) => {
      return { rows: await readRows(response, touch), count: countOf(response) };
    });
  try {
    return await ask('count=exact');
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'timed-out') return await ask();
    throw error;
  }
}

/** @throws HoldfastError `key-not-usable` when a row has no value in the key. */
async function refuseEmptyKeys(
  send: GuardedFetch,
  table: TableName,
  key: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const empty = key.map((column) => `${quoteFilter(column)}.is.null`).join(',');
  const query = new URLSearchParams({ select: key.map(quoteFilter).join(','), or: `(${empty})`, limit: '1' });
  const found = await send(restQuery(table, query), signal, readRows);
  if (found.starts.length === 0) return;
  throw new HoldfastError('key-not-usable', `Some rows of ${formatTable(table)} have no ${key.join(', ')}.`, {
    hint: 'Name a unique column without empty values as the key of this table in Settings.',
  });
}

/**
 * What plain REST tells of a table that an admin declared. Column types stay unknown; sizes are guessed from the first row.
 * @param key columns of its unique key; empty to read it by physical block.
 * @throws HoldfastError `not-found`, `denied`, `key-not-usable`, and as GuardedFetch.
 */
export async function describeDeclared(
  send: GuardedFetch,
  table: TableName,
  key: readonly string[],
  signal: AbortSignal,
): Promise<CatalogTable> {
  const { rows, count } = await peek(send, table, signal);
  const [start, end] = [rows.starts[0] ?? 0, rows.ends[0] ?? 0];
  const columns = start === end ? [] : columnNames(rows.bytes.subarray(start, end));
  const unknownColumn = columns.length === 0 ? undefined : key.find((column) => !columns.includes(column));
  if (unknownColumn !== undefined) {
    throw new HoldfastError('key-not-usable', `${formatTable(table)} has no column ${unknownColumn}.`, {
      hint: 'Name the columns of its unique key in Settings, or leave the key empty to read it by physical block.',
    });
  }
  if (key.length > 0 && columns.length > 0) await refuseEmptyKeys(send, table, key, signal);
  return {
    ...table,
    kind: 'table',
    readable: true,
    rls_filters: true, // nothing over REST can tell, so the worst is assumed
    countable: false,
    primary_key: [...key],
    key: [...key],
    paging: key.length === 0 ? 'blocks' : 'export',
    columns: columns.map((name) => ({ name, type: 'unknown', nullable: true, generated: 'never', identity: 'never' })),
    foreign_keys: [],
    bytes: (count ?? 0) * (end - start),
    estimated_rows: count,
  };
}

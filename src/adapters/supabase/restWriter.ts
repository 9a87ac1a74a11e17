import { asSentence } from '../../core/asSentence.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { keyCondition } from '../../core/keyCondition.ts';
import { quoteFilter } from '../../core/keysetFilter.ts';
import { RowsRefused } from '../../core/RowsRefused.ts';
import { readRow } from '../../core/rowKey.ts';
import { parseTable, type TableName } from '../../core/tableName.ts';
import type { RestWriter, WrittenTable } from '../../ports/RestWriter.ts';
import { complaintOf } from './errorFromResponse.ts';
import type { GuardedFetch, GuardedRequest } from './guardedFetch.ts';
import { readRows } from './readBody.ts';
import { countOf, restQuery } from './restQuery.ts';

/** The database counts what a statement touched; PostgREST tells it in Content-Range. */
const counted = 'return=minimal,count=exact';

const list = (columns: readonly string[]) => columns.map(quoteFilter).join(',');

/** Writes over plain REST; see the port. https://postgrest.org/en/stable/references/api/preferences.html */
export function createRestWriter(send: GuardedFetch): RestWriter {
  /** @returns rows that the statement touched. */
  async function write(request: GuardedRequest, signal: AbortSignal): Promise<number> {
    try {
      return await send(request, signal, async (response) => {
        await response.arrayBuffer();
        const count = countOf(response);
        if (count !== null) return count;
        throw new HoldfastError('bad-answer', 'The project did not say how many rows it wrote.', { retryable: true });
      });
    } catch (error) {
      throw refusalOf(error);
    }
  }

  function statement(
    method: 'POST' | 'PATCH' | 'DELETE',
    table: string,
    query: Record<string, string>,
    rows: BlobPart | null,
    prefer = counted,
  ): GuardedRequest {
    const { schema, name } = named(table);
    return {
      path: `/rest/v1/${encodeURIComponent(name)}?${new URLSearchParams(query).toString()}`,
      method,
      headers: { accept: 'application/json', 'content-profile': schema, prefer },
      ...(rows === null ? {} : { json: new Blob([rows]) }),
    };
  }

  /** Everything goes into one tree, since a column may be called like a parameter. */
  const among = (columns: readonly string[], values: readonly (readonly string[])[]) =>
    `(${keyCondition(columns, values)})`;

  return {
    async probe({ table, key, columns }, kind, signal) {
      // No row has a key that is null and not null.
      const [first] = key as [string];
      const none = `(${quoteFilter(first)}.is.null,${quoteFilter(first)}.not.is.null)`;
      const set = columns.filter((column) => !key.includes(column));
      if (kind === 'insert') await write(statement('POST', table, { columns: list(columns) }, '[]'), signal);
      else if (kind === 'delete') await write(statement('DELETE', table, { and: none }, null), signal);
      else if (set.length > 0) {
        await write(statement('PATCH', table, { columns: list(set), and: none }, '{}'), signal);
      }
    },

    insert: ({ table, columns }, rows, signal) =>
      write(statement('POST', table, { columns: list(columns) }, rows), signal),

    upsert({ table, key, columns }, rows, signal) {
      const all = [...new Set([...key, ...columns])];
      const query = { columns: list(all), on_conflict: list(key) };
      return write(statement('POST', table, query, rows, `${counted},resolution=merge-duplicates`), signal);
    },

    update({ table, key: columns, columns: written }, key, row, signal) {
      const set = written.filter((column) => !columns.includes(column));
      return write(statement('PATCH', table, { columns: list(set), and: among(columns, [key]) }, row), signal);
    },

    delete: ({ table, key }, keys, signal) =>
      write(statement('DELETE', table, { and: among(key, keys) }, null), signal),

    async count(table, columns, values, signal) {
      const query = new URLSearchParams({ select: list(columns), and: among(columns, values), limit: '1' });
      const count = await send(restQuery(named(table), query, 'count=exact'), signal, async (response) => {
        await response.arrayBuffer();
        return countOf(response);
      });
      if (count !== null) return count;
      throw new HoldfastError('bad-answer', 'The project did not count its rows.', { retryable: true });
    },

    async find(table, columns, values, signal) {
      const query = new URLSearchParams({ select: list(columns), and: among(columns, values) });
      const rows = await send(restQuery(named(table), query), signal, readRows);
      return [...rows.starts].map((start, row) => readRow(rows.bytes, start, rows.ends[row] as number, columns).key);
    },
  };
}

function named(table: WrittenTable['table']): TableName {
  const name = parseTable(table);
  if (name === null) throw new HoldfastError('not-found', `${table} is no name of a table.`);
  return name;
}

/** What the database itself refused is told in its words. Other errors pass, and so do rights, which have an error of their own. */
function refusalOf(error: unknown): unknown {
  const complaint = complaintOf(error);
  if (complaint === null || !(error instanceof HoldfastError)) return error;
  const { code, message, details } = complaint;
  if (code === timedOut) {
    // Other than for a reading, trying the same again would not help, but fewer rows at once may.
    return new RowsRefused('The database took too long, and gave up.', { sqlState: code, cause: complaint });
  }
  if (error.code !== 'server' || error.retryable) return error;
  const said =
    message === '' ? error.message : `${sentence(message)}${details === null ? '' : ` ${sentence(details)}`}`;
  const generatedColumn = code === '428C9' ? (generated.exec(details ?? '')?.[1] ?? null) : null;
  return new RowsRefused(said, { sqlState: code, generatedColumn, cause: complaint });
}

/** SQLSTATE of a statement that was cancelled, as for its time limit: nothing was written by it. */
const timedOut = '57014';

/** Postgres' details of 428C9; identity columns have others. */
const generated = /^Column "(.+)" is a generated column\.$/s;

/** Postgres writes no full stop behind its messages, but behind its details. */
function sentence(text: string): string {
  return asSentence(text.charAt(0).toUpperCase() + text.slice(1));
}

import { z } from 'zod';
import type { CatalogTable } from '../../core/catalog.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { Cursor, KeyRange, Page } from '../../core/page.ts';
import { formatTable, quoteTable } from '../../core/tableName.ts';
import type { TableCount, TableReader } from '../../ports/Project.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import { readJson, readRows } from './readBody.ts';

const cursor = z.array(z.string());

/** What `holdfast_export` writes after the rows. */
const tail = z.object({
  overrides: z.array(z.object({ row: z.number().int(), column: z.string(), text: z.string() })),
  count: z.number().int(),
  next: cursor.nullable(),
});

const counts = z.array(z.object({ table: z.string(), visible: z.number().nullable(), total: z.number().nullable() }));

function callOf(name: string, body: Record<string, unknown>) {
  return { path: `/rest/v1/rpc/${name}`, method: 'POST' as const, body };
}

/** Calls a function of the helper and checks the shape of its answer. @throws HoldfastError `bad-answer`, as GuardedFetch. */
export async function callHelper<T>(
  send: GuardedFetch,
  name: string,
  body: Record<string, unknown>,
  shape: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const answer = shape.safeParse(await send(callOf(name, body), signal, readJson));
  if (answer.success) return answer.data;
  throw new HoldfastError('bad-answer', `${name} answered in a form that this version does not know.`, {
    hint: 'Run the helper SQL again, so that it fits this version of Holdfast.',
    cause: answer.error,
  });
}

/**
 * The page that an answer of `holdfast_export`, or one in its form, holds.
 * @throws HoldfastError `bad-answer` when it was cut short, or when it leads back to where it began.
 */
export function asPage(rows: Awaited<ReturnType<typeof readRows>>, after: Cursor | null): Page {
  if (!rows.tail.startsWith(',') || !rows.tail.endsWith('}]')) {
    throw new HoldfastError('bad-answer', 'The answer was cut short.', { retryable: true });
  }
  const { overrides, count, next } = parseTail(rows.tail);
  if (count !== rows.starts.length) {
    throw new HoldfastError('bad-answer', `The answer holds ${rows.starts.length} of ${count} rows.`, {
      retryable: true,
    });
  }
  if (next !== null && JSON.stringify(next) === JSON.stringify(after)) {
    throw new HoldfastError('bad-answer', 'The keys of this table do not rise.');
  }
  return { bytes: rows.bytes, starts: rows.starts, ends: rows.ends, overrides, next };
}

function parseTail(text: string): z.infer<typeof tail> {
  try {
    return tail.parse(JSON.parse(`{${text.slice(1, -1)}`));
  } catch (cause) {
    throw new HoldfastError('bad-answer', 'The answer was cut short.', { cause, retryable: true });
  }
}

/** Reads through the helper's export function: one URL for all pages, so one CORS preflight, and pages of any size. */
export function createExportReader(send: GuardedFetch): TableReader {
  return {
    paging: 'export',

    async split(table, pageRows, signal) {
      if (table.paging === 'blocks') return [{ after: null, until: null }];
      const body = { table_name: quoteTable(table), page_rows: pageRows };
      const cuts = await callHelper(send, 'holdfast_split', body, z.array(cursor), signal);
      const bounds: (Cursor | null)[] = [null, ...cuts, null];
      return bounds.slice(1).map((until, index) => ({ after: bounds[index] ?? null, until }));
    },

    async readPage(table: CatalogTable, range: KeyRange, pageRows: number, signal: AbortSignal): Promise<Page> {
      const body = { table_name: quoteTable(table), after: range.after, page_rows: pageRows, until: range.until };
      const rows = await send(callOf('holdfast_export', body), signal, (response, touch) =>
        readRows(response, touch, '[{"rows":'),
      );
      return asPage(rows, range.after);
    },

    async count(tables, signal) {
      const names = new Map(tables.map((table) => [quoteTable(table), formatTable(table)]));
      const answer = await callHelper(send, 'holdfast_counts', { tables: [...names.keys()] }, counts, signal);
      const result = new Map<string, TableCount>();
      for (const { table, visible, total } of answer) result.set(names.get(table) ?? table, { visible, total });
      return result;
    },

    inexactColumns: () => [],
  };
}

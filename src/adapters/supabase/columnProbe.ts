import type { CatalogTable } from '../../core/catalog.ts';
import { quoteFilter } from '../../core/keysetFilter.ts';
import { formatTable } from '../../core/tableName.ts';
import { complaintOf } from './errorFromResponse.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import { readJson } from './readBody.ts';
import { restQuery } from './restQuery.ts';

/**
 * What plain REST can find out about a column whose values may not survive JSON.
 * exact: what the wire shows is what is stored. jsonb: JSON null and SQL NULL look alike, and can be told apart.
 * inexact: white space, array bounds or nested nulls may be lost, and nothing over REST can tell.
 */
export type ColumnClass = 'exact' | 'jsonb' | 'inexact';

/** Whether a request with this condition is valid for the column's type; null rows do not matter. */
async function accepts(
  send: GuardedFetch,
  table: CatalogTable,
  condition: string,
  signal: AbortSignal,
): Promise<true | string> {
  const query = new URLSearchParams({
    select: table.key.map(quoteFilter).join(',') || 'ctid',
    and: `(${condition})`,
    limit: '1',
  });
  try {
    await send(restQuery(table, query), signal, readJson);
    return true;
  } catch (error) {
    const complaint = complaintOf(error);
    // Only a complaint about types is an answer; a time-out or a lost connection is asked again by the caller.
    if (complaint === null || complaint.status >= 500 || complaint.code === '57014' || complaint.status === 401)
      throw error;
    return complaint.code ?? '';
  }
}

/** Finds and remembers the class of columns, by asking the server to compare each with `null` and `{}`. */
export function createColumnProbe(send: GuardedFetch) {
  const known = new Map<string, ColumnClass>();

  async function ask(
    table: CatalogTable,
    column: string,
    structured: boolean,
    signal: AbortSignal,
  ): Promise<ColumnClass> {
    const equal = await accepts(send, table, `${quoteFilter(column)}.eq."null"`, signal);
    if (structured) return equal === true ? 'jsonb' : 'inexact';
    if (equal === '42883') return 'inexact'; // no `=`: type json, where a null may be either
    if (equal !== true) return 'exact'; // the type has no value written `null`
    const contains = await accepts(send, table, `${quoteFilter(column)}.cs."{}"`, signal);
    return contains === true ? 'jsonb' : 'exact';
  }

  return {
    /** @param structured the column showed an object or array, not only nulls. */
    async classify(
      table: CatalogTable,
      column: string,
      structured: boolean,
      signal: AbortSignal,
    ): Promise<ColumnClass> {
      const id = `${formatTable(table)} ${column} ${structured}`;
      const found = known.get(id) ?? (await ask(table, column, structured, signal));
      known.set(id, found);
      return found;
    },
  };
}

export type ColumnProbe = ReturnType<typeof createColumnProbe>;

/** The condition that finds JSON nulls, and only those, in a jsonb column. */
export function jsonNullCondition(column: string): string {
  return `${quoteFilter(column)}.eq."null"`;
}

import type { CatalogTable } from '../../core/catalog.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { Cursor } from '../../core/page.ts';
import type { Snapshot, SnapshotTable } from '../../core/snapshot.ts';
import { formatTable, quoteTable, type TableName } from '../../core/tableName.ts';
import type { TableReader } from '../../ports/Project.ts';
import { asPage } from './exportReader.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import { readRows } from './readBody.ts';
import { snapshotError } from './snapshotServer.ts';

/** A cursor is the number of the next chunk. */
const chunkOf = (cursor: Cursor | null) => Number(cursor?.[0] ?? 0);

/** Reads the chunks of a snapshot: one URL for all of them, and the pages of the export function, so that the same code takes them. */
export function createSnapshotReader(send: GuardedFetch, snapshot: Snapshot): TableReader {
  const tables = new Map(snapshot.tables.map((table) => [table.table, table]));

  function find(table: TableName): SnapshotTable {
    const known = tables.get(quoteTable(table));
    if (known === undefined) throw new HoldfastError('not-found', 'The snapshot does not have this table.');
    if (known.error === null) return known;
    if (known.error.code === '42501') throw new HoldfastError('denied', known.error.message);
    throw new HoldfastError('server', `The project could not read it: ${known.error.message}`);
  }

  async function read(table: CatalogTable, chunk: number, signal: AbortSignal) {
    const body = { id: snapshot.id, table_name: quoteTable(table), chunk_no: chunk };
    const call = { path: '/rest/v1/rpc/holdfast_snapshot_read', method: 'POST' as const, body };
    try {
      return await send(call, signal, (response, touch) => readRows(response, touch, '[{"rows":'));
    } catch (error) {
      throw snapshotError(error);
    }
  }

  return {
    paging: 'snapshot',
    takenAt: snapshot.taken_at,

    async split(table) {
      const { chunks } = find(table);
      return Array.from({ length: chunks }, (_chunk, number) => ({
        after: number === 0 ? null : [String(number)],
        until: number === chunks - 1 ? null : [String(number + 1)],
      }));
    },

    async readPage(table, { after, until }, _pageRows, signal) {
      const { chunks } = find(table);
      const chunk = chunkOf(after);
      const page = asPage(await read(table, chunk, signal), after);
      const end = until === null ? chunks : chunkOf(until);
      if ((page.next === null) !== chunk + 1 >= chunks) {
        throw new HoldfastError('bad-answer', `The snapshot has other chunks than the ${chunks} that it told of.`);
      }
      return chunk + 1 >= end ? { ...page, next: null } : page;
    },

    /** They were counted when it was taken. */
    async count(wanted) {
      const counted = wanted.map((table) => {
        const { visible = null, total = null } = tables.get(quoteTable(table)) ?? {};
        return [formatTable(table), { visible, total }] as const;
      });
      return new Map(counted);
    },

    inexactColumns: () => [],
  };
}

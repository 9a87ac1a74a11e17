import { z } from 'zod';
import { formatTable, parseTable, quoteTable } from '../../core/tableName.ts';
import type { RestoreOrder, RestoreServer } from '../../ports/RestoreServer.ts';
import { callHelper } from './exportReader.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import * as answers from './restoreAnswers.ts';
import { longCallError, restoreError } from './restoreErrors.ts';

/** The name as `to_regclass` resolves it. */
function sqlName(table: string): string {
  const name = parseTable(table);
  return name === null ? table : quoteTable(name);
}

function planOf({ tables, unchanged, ...order }: RestoreOrder) {
  const named = tables.map((table) => ({ ...table, table: sqlName(table.table) }));
  return { ...order, tables: named, unchanged: unchanged.map(sqlName) };
}

/** The restore functions of `public/holdfast.sql`; see the port. */
export function createRestoreServer(send: GuardedFetch): RestoreServer {
  async function call<T>(
    name: string,
    body: Record<string, unknown>,
    shape: z.ZodType<T>,
    signal: AbortSignal,
    inWords = restoreError,
  ): Promise<T> {
    try {
      return await callHelper(send, `holdfast_${name}`, body, shape, signal);
    } catch (error) {
      throw inWords(error);
    }
  }

  return {
    async facts(tables, signal) {
      const names = new Map(tables.map((table) => [sqlName(table), table]));
      const found = await call('restore_facts', { tables: [...names.keys()] }, answers.facts, signal);
      return found.map((each) => ({ ...each, table: names.get(each.table) ?? each.table }));
    },

    async digests(tables, signal) {
      const names = new Map(tables.map((table) => [sqlName(table), table]));
      const found = await call('digests', { tables: [...names.keys()] }, answers.digests, signal, longCallError);
      return new Map(found.map(({ table, rows, hash }) => [names.get(table) ?? table, { rows, hash }]));
    },

    async begin(order, signal) {
      await call('restore_begin', { plan: planOf(order) }, z.unknown(), signal);
    },

    async put(id, { tableNo, kind, chunkNo, rows, overrides }, signal) {
      const head = { id, table_no: tableNo, kind, chunk_no: chunkNo, overrides };
      // Rows go as they are: parsed and written again, they would not be the same.
      const body = new Blob([`${JSON.stringify(head).slice(0, -1)},"rows":`, rows, '}']);
      // Told the arguments, PostgREST passes the body on without parsing it: a third of the time otherwise.
      const path = `/rest/v1/rpc/holdfast_restore_put?columns=${[...Object.keys(head), 'rows'].join(',')}`;
      try {
        await send({ path, method: 'POST', json: body }, signal, async (response) => response.text());
      } catch (error) {
        throw restoreError(error);
      }
    },

    async rehearse(id, signal) {
      return await call('restore_rehearse', { id }, answers.rehearsal, signal, longCallError);
    },

    async apply(id, signal) {
      return named(await call('restore_apply', { id }, answers.report, signal, longCallError));
    },

    async status(id, signal) {
      const { report, ...status } = await call('restore_status', { id }, answers.status, signal);
      return { ...status, report: report === null ? null : named(report) };
    },

    async list(signal) {
      const found = await call('restores', {}, answers.restores, signal);
      return found.map((each) => ({ ...each, report: named(each.report) }));
    },

    async undo(id, signal) {
      return named(await call('restore_undo', { id }, answers.report, signal, longCallError));
    },

    async end(id, signal) {
      const request = { path: '/rest/v1/rpc/holdfast_restore_end', method: 'POST' as const, body: { id } };
      try {
        await send(request, signal, async (response) => response.text());
      } catch (error) {
        throw restoreError(error);
      }
    },

    async setMaintenance(on, message, minutes, signal) {
      return await call('set_maintenance', { is_on: on, message, minutes }, answers.maintenance, signal);
    },

    async maintenance(signal) {
      return await call('maintenance_status', {}, answers.maintenance, signal);
    },
  };
}

/** A report with its tables named as everywhere; the database has them as they were asked for. */
function named<T extends { tables: { table: string }[] }>(report: T): T {
  const tables = report.tables.map((each) => ({ ...each, table: plainName(each.table) }));
  return { ...report, tables };
}

const quoted = /^"((?:[^"]|"")+)"\."((?:[^"]|"")+)"$/s;

function plainName(text: string): string {
  const [, schema, name] = quoted.exec(text) ?? [];
  if (schema === undefined || name === undefined) return text;
  return formatTable({ schema: schema.replaceAll('""', '"'), name: name.replaceAll('""', '"') });
}

import { z } from 'zod';
import { type ErrorCode, HoldfastError } from '../../core/HoldfastError.ts';
import { restoreHelperVersion } from '../../core/helperSql.ts';
import { formatTable, parseTable, quoteTable } from '../../core/tableName.ts';
import type { RestoreOrder, RestoreServer } from '../../ports/RestoreServer.ts';
import { complaintOf } from './errorFromResponse.ts';
import { callHelper } from './exportReader.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import * as answers from './restoreAnswers.ts';

/** What the restore functions refuse, by the SQLSTATE that they raise. */
const refusals: Record<string, { code: ErrorCode; hint: string }> = {
  HFR01: { code: 'restore-changed', hint: 'Nothing was written. Rehearse the restore again.' },
  HFR02: { code: 'restore-refused', hint: 'Nothing was written. Try again.' },
  HFR03: {
    code: 'restore-busy',
    hint: 'Wait until it is done, then rehearse again: it may have changed the same tables.',
  },
  HFR07: { code: 'restore-expired', hint: 'What is sent is kept for an hour. Begin again.' },
  HFR08: {
    code: 'undo-impossible',
    hint: 'Restore the pre-restore backup instead: its rehearsal shows what would change.',
  },
  '55P03': { code: 'restore-busy', hint: 'Nothing was written. Try again in a moment, or stop what uses the table.' },
};
/** Constraints that strike, values that do not fit, and everything else that these functions say themselves. */
const refused = /^(HFR|22|23|428C9)/;

/** An error of the restore functions in the words of the port; every other one as it is. */
function restoreError(error: unknown): unknown {
  if (!(error instanceof HoldfastError)) return error;
  if (error.code === 'helper-missing') {
    const message = `Restoring in one transaction needs version ${restoreHelperVersion} of the helper.`;
    const hint = 'Copy the helper’s SQL on the Backups page and run it again.';
    return new HoldfastError('helper-missing', message, { hint, cause: error });
  }
  const complaint = complaintOf(error);
  if (complaint?.code == null) return error;
  const known = refusals[complaint.code];
  const { message } = complaint;
  if (known !== undefined) return new HoldfastError(known.code, message, { hint: known.hint, cause: complaint });
  if (!refused.test(complaint.code)) return error;
  return new HoldfastError('restore-refused', message, { hint: 'Nothing was written.', cause: complaint });
}

/** The name as `to_regclass` resolves it. */
function sqlName(table: string): string {
  const name = parseTable(table);
  return name === null ? table : quoteTable(name);
}

function planOf({ tables, ...order }: RestoreOrder) {
  return { ...order, tables: tables.map((table) => ({ ...table, table: sqlName(table.table) })) };
}

/** The restore functions of `public/holdfast.sql`; see the port. */
export function createRestoreServer(send: GuardedFetch): RestoreServer {
  async function call<T>(
    name: string,
    body: Record<string, unknown>,
    shape: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    try {
      return await callHelper(send, `holdfast_${name}`, body, shape, signal);
    } catch (error) {
      throw restoreError(error);
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
      const found = await call('digests', { tables: [...names.keys()] }, answers.digests, signal);
      return new Map(found.map(({ table, rows, hash }) => [names.get(table) ?? table, { rows, hash }]));
    },

    async begin(order, signal) {
      await call('restore_begin', { plan: planOf(order) }, z.unknown(), signal);
    },

    async put(id, { tableNo, kind, chunkNo, rows, overrides }, signal) {
      const head = { id, table_no: tableNo, kind, chunk_no: chunkNo, overrides };
      // Rows go as they are: parsed and written again, they would not be the same.
      const body = new Blob([`${JSON.stringify(head).slice(0, -1)},"rows":`, rows, '}']);
      const path = '/rest/v1/rpc/holdfast_restore_put';
      try {
        await send({ path, method: 'POST', json: body }, signal, async (response) => response.text());
      } catch (error) {
        throw restoreError(error);
      }
    },

    async rehearse(id, signal) {
      return await call('restore_rehearse', { id }, answers.rehearsal, signal);
    },

    async apply(id, signal) {
      return named(await call('restore_apply', { id }, answers.report, signal));
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
      return named(await call('restore_undo', { id }, answers.report, signal));
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

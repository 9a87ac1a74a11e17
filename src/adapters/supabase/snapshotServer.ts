import { z } from 'zod';
import { type ErrorCode, HoldfastError } from '../../core/HoldfastError.ts';
import { snapshotHelperVersion } from '../../core/helperSql.ts';
import { snapshotSchema } from '../../core/snapshot.ts';
import { quoteTable } from '../../core/tableName.ts';
import type { SnapshotServer } from '../../ports/SnapshotServer.ts';
import { complaintOf } from './errorFromResponse.ts';
import { callHelper } from './exportReader.ts';
import type { GuardedFetch } from './guardedFetch.ts';

const found = z.object({ state: z.enum(['unknown', 'reading', 'ready']), snapshot: snapshotSchema.nullable() });

/** What the snapshot functions refuse, by the SQLSTATE that they raise. */
const refusals: Record<string, { code: ErrorCode; retryable?: boolean; hint?: string }> = {
  HFS00: { code: 'server', hint: 'The API of this project is too old for it. Make the backup page by page.' },
  HFS01: {
    code: 'snapshot-too-large',
    hint: 'Choose fewer tables, or make the backup page by page.',
  },
  HFS02: { code: 'snapshot-busy', retryable: true, hint: 'Make the backup again.' },
  HFS03: { code: 'snapshot-gone', hint: 'Snapshots are kept for an hour. Make the backup again.' },
  HFS04: { code: 'snapshot-gone' },
};

/** An error of the snapshot functions in the words of the port; every other one as it is. */
export function snapshotError(error: unknown): unknown {
  if (!(error instanceof HoldfastError)) return error;
  if (error.code === 'helper-missing') {
    const hint = 'Copy the helper’s SQL on the Backups page and run it again, or make the backup page by page.';
    const message = `Reading all tables at one moment needs version ${snapshotHelperVersion} of the helper.`;
    return new HoldfastError('helper-missing', message, { hint, cause: error });
  }
  const complaint = complaintOf(error);
  const refusal = refusals[complaint?.code ?? ''];
  if (complaint === null || refusal === undefined) return error;
  const { code, ...details } = refusal;
  return new HoldfastError(code, complaint.message, { ...details, cause: complaint });
}

/** The time that the function itself has, rather than the way to it, was not enough: it would not be again. */
function notTooLong(error: unknown): unknown {
  if (complaintOf(error)?.code !== '57014') return snapshotError(error);
  return new HoldfastError('timed-out', 'Reading all tables at one moment took longer than the project allows.', {
    hint: 'Choose fewer tables, or make the backup page by page.',
    cause: error,
  });
}

/** The snapshots of `public/holdfast.sql`; see the port. */
export function createSnapshotServer(send: GuardedFetch): SnapshotServer {
  return {
    async begin({ id, tables, schemas, mostBytes, pageBytes }, signal) {
      const names = tables.map(quoteTable);
      const body = { id, tables: names, schemas, most_bytes: mostBytes, page_bytes: pageBytes };
      try {
        return await callHelper(send, 'holdfast_snapshot_begin', body, snapshotSchema, signal);
      } catch (error) {
        throw notTooLong(error);
      }
    },

    async find(id, signal) {
      try {
        const { state, snapshot } = await callHelper(send, 'holdfast_snapshot_status', { id }, found, signal);
        return state === 'reading' ? state : snapshot;
      } catch (error) {
        throw snapshotError(error);
      }
    },

    async end(id, signal) {
      try {
        await callHelper(send, 'holdfast_snapshot_end', { id }, z.boolean(), signal);
      } catch (error) {
        throw snapshotError(error);
      }
    },
  };
}

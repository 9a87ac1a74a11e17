import { describeError, HoldfastError } from '../core/HoldfastError.ts';
import type { RestoredTable, RestorePlan } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import type { RestoreChanges } from './restoreChanges.ts';
import type { RetryContext } from './withRetries.ts';

/** Rows of a table that are not as they were before the restore. */
export interface LeftOver {
  /** `schema.table` */
  table: string;
  /** Rows that differ from the pre-restore backup; null where the table could not be read again. */
  rows: number | null;
  /** Keys of the first of them, as text in the order of the key's columns. */
  keys: readonly (readonly string[])[];
  /** A sentence. */
  reason: string;
}

/** A restore over REST that failed or was cancelled after it had begun to write, with what became of taking it back. */
export class RestRestoreError extends HoldfastError {
  /** Everything is as it was before: read again and compared, not assumed. */
  readonly rolledBack: boolean;
  /** Whether anything had been written at all. */
  readonly written: boolean;
  /** What could not be taken back; empty when `rolledBack`. */
  readonly left: readonly LeftOver[];

  /** @param cause what stopped the restore; an AbortError when a person did. */
  constructor(cause: unknown, outcome: { rolledBack: boolean; written: boolean; left: readonly LeftOver[] }) {
    const { code, message, hint } = describeError(cause);
    super(code ?? 'restore-refused', message, hint === null ? { cause } : { cause, hint });
    this.rolledBack = outcome.rolledBack;
    this.written = outcome.written;
    this.left = outcome.left;
  }
}

export interface RestProgress {
  phase: 'checking' | 'writing' | 'rolling back';
  rowsDone: number;
  rows: number;
}

export interface RestRestore {
  /** Its session's `writer` is used; its signal cancels, and once something was written that means rolling back. */
  context: RetryContext;
  plan: RestorePlan;
  /** Between the pre-restore backup (live) and the backup. */
  changes: RestoreChanges;
  preRestore: ComparedArchive;
  backup: ComparedArchive;
  onProgress?: (progress: RestProgress) => void;
}

/**
 * Writes changes over REST, request by request: deletes with children first, then inserts and updates with parents first. What the database
 * counted is compared with what was sent; at the first difference, error or abort all that was written is taken back, and read again.
 * Rows that cannot be written as things stand are left out as the plan says.
 * @returns what was done, by table, in the order of `changes`.
 * @throws HoldfastError `restore-changed` when the rows to write are not those of the plan, or whatever is found before anything is written;
 *   AbortError before that. RestRestoreError afterwards: `rolledBack` says whether everything is as before, `left` what is not.
 */
export async function restoreOverRest(_services: Services, _restore: RestRestore): Promise<RestoredTable[]> {
  throw new HoldfastError('helper-missing', 'Restoring without the helper is not there yet.');
}

import type { Refusal, RestoreRequest } from '../core/restore.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import type { RestoreChanges } from './restoreChanges.ts';

/** What a restore over REST cannot do, said before. */
export interface RestLimits {
  /** Sentences: what will not be exact. */
  limits: string[];
  /** Code `cannot`: what forbids it. */
  refusals: Refusal[];
}

/** What of these changes cannot be written over REST: identities, generated columns, cycles, overrides, tables without a key. */
export function restLimits(
  _request: RestoreRequest,
  _sides: { live: ComparedArchive; backup: ComparedArchive },
  _changes: RestoreChanges,
): RestLimits {
  return { limits: [], refusals: [] };
}

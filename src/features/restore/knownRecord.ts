import type { RestoreRecord } from '../../core/restore.ts';
import type { ListedRestore } from '../../tasks/restoreHistory.ts';

/** This browser's record of a restore, with what the project knows better: whether it was written or undone, and what was done. */
export function knownRecord({ record, shared, state }: ListedRestore): RestoreRecord | null {
  if (record === null) return null;
  const { undoneAt = record.undoneAt, report } = shared ?? {};
  const same = state === record.state && undoneAt === record.undoneAt;
  return same ? record : { ...record, state, undoneAt, tables: report?.tables ?? record.tables };
}

import type { RestorePlan, RestoreRecord, RestoreRequest } from '../../core/restore.ts';
import type { Maintenance } from '../../ports/RestoreServer.ts';
import type { ExecuteOptions, RestoreMoment } from '../../tasks/executeRestore.ts';
import type { Rehearsal, RehearsalProgress } from '../../tasks/prepareRestore.ts';
import type { UndoneRestore } from '../../tasks/undoRestore.ts';

/** The tasks behind the pages of restoring, of one project: as the functions of these names in tasks/. */
export interface RestoreTasks {
  prepareRestore(
    request: RestoreRequest,
    signal: AbortSignal,
    onProgress: (progress: RehearsalProgress) => void,
  ): Promise<Rehearsal>;
  executeRestore(
    plan: RestorePlan,
    signal: AbortSignal,
    onProgress: (record: RestoreRecord, moment: RestoreMoment) => void,
    options: ExecuteOptions,
  ): Promise<RestoreRecord>;
  undoRestore(restoreId: string, signal: AbortSignal): Promise<UndoneRestore>;
  settleRestores(signal: AbortSignal): Promise<RestoreRecord[]>;
  /** What the project's application is told; null where the project has no helper that knows. */
  readMaintenance(signal: AbortSignal): Promise<Maintenance | null>;
  endMaintenance(signal: AbortSignal): Promise<void>;
}

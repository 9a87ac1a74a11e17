import type { RestorePlan, RestoreRecord, RestoreRequest } from '../../src/core/restore.ts';
import type { Services } from '../../src/ports/Services.ts';
import { type ExecuteOptions, executeRestore, type RestoreMoment } from '../../src/tasks/executeRestore.ts';
import { prepareRestore } from '../../src/tasks/prepareRestore.ts';

/** The plan of a restore that replaces all that a backup holds, unless told otherwise. */
export async function rehearse(
  services: Services,
  backupId: string,
  change: Partial<RestoreRequest> = {},
): Promise<RestorePlan> {
  const request: RestoreRequest = {
    backupId,
    scope: { kind: 'tables', tables: null },
    mode: 'replace',
    conflicts: 'leave out',
    triggers: 'off',
    ...change,
  };
  const rehearsal = await prepareRestore(services, request, new AbortController().signal);
  await rehearsal.dispose();
  return rehearsal.plan;
}

interface Executing extends Partial<ExecuteOptions> {
  signal?: AbortSignal;
  onProgress?: (record: RestoreRecord, moment: RestoreMoment) => void;
}

export async function execute(
  services: Services,
  plan: RestorePlan,
  executing: Executing = {},
): Promise<RestoreRecord> {
  const { signal = new AbortController().signal, onProgress = () => undefined, maintenance = null } = executing;
  return await executeRestore(services, plan, signal, onProgress, { maintenance });
}

/** "verify done", … */
export function phasesOf({ phases }: RestoreRecord): string[] {
  return phases.map(({ name, state }) => `${name} ${state}`);
}

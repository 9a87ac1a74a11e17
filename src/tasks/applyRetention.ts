import type { BackupRecord } from '../core/backup.ts';
import { type Pause, planRetention } from '../core/planRetention.ts';
import { countOf } from '../core/retentionReasons.ts';
import type { Services } from '../ports/Services.ts';
import { holdLock } from './holdLock.ts';
import { pinLastGood } from './protectLastGood.ts';
import { recordAct } from './recordAct.ts';
import { removeBackup } from './removeBackup.ts';
import { jobLock } from './runLock.ts';

export interface RetentionResult {
  /** Backups. */
  removed: number;
  freedBytes: number;
  /** Why nothing was removed; null when cleanup did its work. */
  paused: Pause | null;
}

interface Options {
  /** Who started it: goes into the audit trail. */
  by: 'person' | 'schedule';
  signal?: AbortSignal;
}

/**
 * Cleans up as the policy says, after waiting for its turn among the jobs that write. While the last runs give reason for caution,
 * it removes nothing and pins the last good backup instead.
 * @throws AbortError when the signal aborts, or another tab took its turn; what was removed until then stays removed.
 *   HoldfastError `bad-settings`, `storage-full`, `storage-failed`.
 */
export async function applyRetention(services: Services, { by, signal }: Options): Promise<RetentionResult> {
  return await holdLock(
    services,
    jobLock(services.project.id),
    (lost) => cleanUp(services, by, signal === undefined ? lost : AbortSignal.any([signal, lost])),
    signal === undefined ? {} : { signal },
  );
}

interface Planned {
  record: BackupRecord;
  reason: string;
}

async function cleanUp(services: Services, by: Options['by'], signal: AbortSignal): Promise<RetentionResult> {
  const { planned, paused } = await plan(services);
  if (paused !== null) {
    await pinLastGood(services, paused);
    await recordCleanup(services, by, 'paused', `Nothing was removed. ${paused.message}`);
    return { removed: 0, freedBytes: 0, paused };
  }
  let removed = 0;
  let freedBytes = 0;
  for (const { record, reason } of planned) {
    if (signal.aborted) break;
    const allows = (latest: BackupRecord) => isAsPlanned(latest, record);
    const freed = await removeBackup(services, { id: record.id, by: 'retention', actor: by, reason, allows });
    if (freed === null) continue;
    removed += 1;
    freedBytes += freed;
  }
  const words = `Removed ${countOf(removed, 'backup')}, freed ${(freedBytes / 1_000_000).toFixed(1)} MB.`;
  await recordCleanup(services, by, signal.aborted ? 'cancelled' : 'done', words);
  signal.throwIfAborted();
  return { removed, freedBytes, paused: null };
}

/**
 * What has to go, oldest first. Planned twice, by what the records say and by the bytes that are really there, and only what both
 * plans remove goes: bytes that the browser has lost unnoticed must not make others superfluous.
 */
async function plan({
  backups,
  settings,
  store,
  clock,
  project,
}: Services): Promise<{ planned: Planned[]; paused: Pause | null }> {
  const { retention } = await settings.load(project.id);
  const records = await backups.list(project.id);
  const sizes = new Map((await store.list()).map(({ id, sizeBytes }) => [id, sizeBytes]));
  const found = records.map((record): BackupRecord => {
    const { id, archive } = record;
    if (archive === null || sizes.get(id) === archive.sizeBytes) return record;
    return { ...record, archive: { ...archive, bytes: 'missing' } };
  });
  const byRecords = planRetention(records, retention, clock.now());
  const byBytes = planRetention(found, retention, clock.now());
  const superfluous = new Set(byBytes.decisions.filter(({ keep }) => !keep).map(({ record }) => record.id));
  const planned = byRecords.decisions
    .filter(({ record, keep }) => !keep && superfluous.has(record.id))
    .map(({ record, reasons }) => ({ record, reason: reasons.join(', ') }));
  return { planned: planned.reverse(), paused: byBytes.paused };
}

/** Whether nothing changed in another tab that could have made the backup stay; pins aside, which `removeBackup` heeds. */
function isAsPlanned(latest: BackupRecord, planned: BackupRecord): boolean {
  return (
    latest.keep === planned.keep && latest.status === planned.status && latest.archive?.bytes === planned.archive?.bytes
  );
}

async function recordCleanup(services: Services, by: Options['by'], result: string, details: string): Promise<void> {
  const who = by === 'person' ? 'Cleanup by hand' : 'Cleanup by schedule';
  await recordAct(services, 'cleanup', null, result, `${who}: ${details}`, { by });
}

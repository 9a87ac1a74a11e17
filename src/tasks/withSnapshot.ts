import { HoldfastError } from '../core/HoldfastError.ts';
import { snapshotHelperVersion } from '../core/helperSql.ts';
import { mostSnapshotBytes, type Snapshot } from '../core/snapshot.ts';
import type { SnapshotRequest } from '../ports/SnapshotServer.ts';
import type { Run } from './backupRun.ts';
import type { BackupPlan } from './planBackup.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/** Pause between two questions whether a snapshot is there by now, ms. */
const pollMs = 2_000;

/**
 * Stops a run whose project cannot read all tables at one moment, before anything is read.
 * @throws HoldfastError `helper-missing`
 */
export function demandSnapshots({ catalog }: Pick<BackupPlan, 'catalog'>): void {
  if (catalog !== null && catalog.helper_version >= snapshotHelperVersion) return;
  const message =
    catalog === null
      ? 'Reading all tables at one moment needs the helper.'
      : `Reading all tables at one moment needs version ${snapshotHelperVersion} of the helper; this project has version ${catalog.helper_version}.`;
  const hint =
    'Copy the helper’s SQL on the Backups page and run it in the SQL editor, or make the backup page by page.';
  throw new HoldfastError('helper-missing', message, { hint });
}

/**
 * Has the project read the tables of a plan at one moment, and `read` take them from there. However that ends, the snapshot is dropped;
 * where that fails too, the next one drops it an hour later.
 * @throws HoldfastError `snapshot-too-large`, `snapshot-busy`, `timed-out`, as `TableReader.readPage`; AbortError; what `read` throws.
 */
export async function withSnapshot<T>(
  { services, context, settings, progress }: Pick<Run, 'services' | 'context' | 'settings' | 'progress'>,
  plan: BackupPlan,
  read: (plan: BackupPlan) => Promise<T>,
): Promise<T> {
  if (plan.tables.length === 0) return await read(plan);
  progress.enter('snapshot');
  const request: SnapshotRequest = {
    id: services.host.newId(),
    tables: plan.tables,
    schemas: plan.catalog?.schemas ?? [],
    mostBytes: mostSnapshotBytes,
    pageBytes: settings.pageBytes,
  };
  try {
    const snapshot = await takeSnapshot(context, request);
    return await read({ ...plan, snapshot, reader: context.session.reader(snapshot) });
  } finally {
    const ended = endSnapshot(context, request.id);
    // A cancelled run does not wait for the project, which may still be reading.
    if (!context.signal.aborted) await ended;
  }
}

/** Asks first what became of the snapshot wherever an answer was lost: the way to a project ends after a minute, the reading need not. */
async function takeSnapshot(context: RetryContext, request: SnapshotRequest): Promise<Snapshot> {
  const { session, signal } = context;
  let asked = false;
  return await withRetries(context, async () => {
    const there = asked ? await waitForSnapshot(context, request.id) : null;
    asked = true;
    return there ?? (await session.snapshots.begin(request, signal));
  });
}

async function waitForSnapshot({ session, clock, signal }: RetryContext, id: string): Promise<Snapshot | null> {
  for (;;) {
    const found = await session.snapshots.find(id, signal);
    if (found !== 'reading') return found;
    await clock.sleep(pollMs, signal);
  }
}

/** Never rejects: what cannot be dropped now is dropped by the project later, and the backup is no worse for it. */
async function endSnapshot({ session }: RetryContext, id: string): Promise<void> {
  try {
    await session.snapshots.end(id, new AbortController().signal);
  } catch (error) {
    console.warn('The snapshot could not be dropped; the project does it an hour from now, at the next one.', error);
  }
}

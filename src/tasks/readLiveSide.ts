import type { BackupProgress } from '../core/backupProgress.ts';
import { buildManifest } from '../core/buildManifest.ts';
import type { Manifest } from '../core/manifest.ts';
import type { ProjectSettings } from '../core/settings.ts';
import { formatTable } from '../core/tableName.ts';
import type { ArchiveSink } from '../ports/ArchiveStore.ts';
import type { Services } from '../ports/Services.ts';
import { beginRun, type Run } from './backupRun.ts';
import { type ComparedArchive, tablesByName } from './comparedArchive.ts';
import { demandRoomFor } from './demandRoom.ts';
import { holdRunLock } from './holdRunLock.ts';
import { type OpenArchive, readArchive } from './openArchive.ts';
import { type BackupPlan, planBackup } from './planBackup.ts';
import { type ReadArchive, readIntoArchive } from './readIntoArchive.ts';

/** Nothing of this reading goes into the history. */
const noRecords = { put: async () => undefined };

/**
 * Reads the tables that a backup has from the project as it is now, as a backup would, into an archive that is never published. Its run lock
 * keeps other tabs from clearing it; should this tab die, they clear it as any leftover.
 * @throws HoldfastError as `createBackup`'s reading: `sign-in-required`, `identity-changed`, `storage-full`, …; AbortError.
 */
export async function readLiveSide(
  services: Services,
  { manifest: compared, sizeBytes }: Pick<ComparedArchive, 'manifest' | 'sizeBytes'>,
  signal: AbortSignal,
  report: (progress: BackupProgress) => void,
): Promise<ComparedArchive> {
  await demandRoomFor(services, sizeBytes, 'Reading the live project');
  const stopping = new AbortController();
  const options = { type: 'manual' as const, reason: 'Compared with a backup' };
  const begun = await beginRun(services, options, AbortSignal.any([signal, stopping.signal]), report, noRecords);
  const run: Run = { ...begun, settings: settingsFor(compared, begun.settings) };
  const { id } = run.record;
  const release = await holdRunLock(services.lock, id);
  let sink: ArchiveSink | null = null;
  const dispose = async () => {
    try {
      await sink?.abort();
    } catch (error) {
      console.warn('The live rows of a comparison could not be removed; the next start of the app does it.', error);
    } finally {
      release();
    }
  };
  try {
    run.progress.enter('preparing');
    const { plan, created } = await planLive(run, compared);
    sink = await services.store.create(id);
    const read = await readIntoArchive(run, plan, sink);
    const open = read.manifest === null ? null : await readArchive(services.archiver, await sink.seal(), signal);
    return asSide(run, read.manifest ?? describeUnread(run, plan, read), open, created, dispose);
  } catch (error) {
    stopping.abort();
    await dispose();
    throw error;
  } finally {
    await run.progress.settle();
  }
}

const wasRead = ({ outcome }: Manifest['tables'][number]) => outcome === 'exported' || outcome === 'partial';

/** Without the helper, tables are read by the keys that the backup has; with it, just its schemas are looked into, named or not in Settings. */
export function settingsFor({ tables }: Manifest, settings: ProjectSettings): ProjectSettings {
  const read = tables.filter(wasRead);
  return {
    ...settings,
    schemas: [...new Set(read.map(({ schema }) => schema))],
    declaredTables: read.map((table) => ({ table: formatTable(table), key: table.primary_key })),
  };
}

/** The plan of reading what the backup has; `created` are tables that it does not list at all. */
async function planLive(run: Run, compared: Manifest): Promise<{ plan: BackupPlan; created: string[] }> {
  const wanted = compared.tables.filter(wasRead).map(formatTable);
  const plan = await planBackup(run.context, run.settings, { mode: 'only', names: wanted });
  if (plan.catalog === null) return { plan, created: [] };
  const listed = new Set(compared.tables.map(formatTable));
  const there = new Set(plan.catalog.tables.map(formatTable));
  // What the catalog does not list is gone, not unreadable; what the backup does not list is nothing that was left out.
  const unread = plan.unread.filter(({ table }) => there.has(formatTable(table)) && listed.has(formatTable(table)));
  return { plan: { ...plan, unread }, created: [...there].filter((name) => !listed.has(name)) };
}

/** What the manifest would say of a project of which no table could be read. */
function describeUnread({ record, services }: Run, plan: BackupPlan, { read }: ReadArchive): Manifest {
  const finishedAt = new Date(services.clock.now()).toISOString();
  const { id: backupId, createdAt, reason, createdBy, platform, projectUrl } = record;
  const about = { backupId, createdAt, finishedAt, reason, createdBy, platform, projectUrl };
  return buildManifest({ ...plan, ...about, type: 'manual', status: 'partial', read }, []);
}

function asSide(
  { record }: Run,
  manifest: Manifest,
  open: OpenArchive | null,
  created: string[],
  dispose: () => Promise<void>,
): ComparedArchive {
  return {
    side: {
      kind: 'live',
      id: record.id,
      at: record.createdAt,
      filename: null,
      type: null,
      reason: null,
      status: manifest.status,
      coverage: manifest.coverage,
    },
    manifest,
    sizeBytes: open?.archive.size ?? 0,
    tables: tablesByName(manifest),
    unread: created,
    parts: async (table, signal) => (open === null ? [] : await open.parts(table, signal)),
    dispose,
  };
}

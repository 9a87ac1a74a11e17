import type { BackupRecord } from '../core/backup.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { isAffected } from '../core/restoreDifferences.ts';
import { countOf } from '../core/retentionReasons.ts';
import type { RestoreFacts, VersionDigest } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import { type ComparedArchive, openBackupSide } from './comparedArchive.ts';
import { createBackup } from './createBackup.ts';
import { settingsFor } from './readLiveSide.ts';
import { removeBackup } from './removeBackup.ts';
import type { RestoreRun } from './restoreRun.ts';
import { withRetries } from './withRetries.ts';

/** The project's tables just before a restore, kept as a backup. */
export interface PreRestoreBackup {
  side: ComparedArchive;
  /** The state of the tables that it holds, for the transaction to compare with; null without the helper. */
  digests: ReadonlyMap<string, VersionDigest> | null;
}

/** Readings, each of which somebody may spoil by writing. */
const mostReadings = 3;

/**
 * Backs up the tables of a plan as they are now: the way back, and what the restore is compared with. With the helper it is known that nobody
 * wrote to them while they were read; a reading during which somebody did is thrown away and made again.
 * @param facts what the database says of the tables; empty without the helper.
 * @throws HoldfastError `restore-changed` when somebody keeps writing, the error of a backup that is not complete; as RestoreServer; AbortError.
 */
export async function makePreRestoreBackup(
  run: RestoreRun,
  backup: ComparedArchive,
  facts: readonly RestoreFacts[],
): Promise<PreRestoreBackup> {
  const { services, plan, context } = run;
  const watched = watchedTables(run, facts);
  const ask = async () =>
    plan.way === 'helper'
      ? await withRetries(context, () => context.session.restore.digests(watched, context.signal))
      : new Map<string, VersionDigest>();
  let before = await ask();
  for (let readings = 1; ; readings += 1) {
    const record = await backUp(run, backup);
    await run.note({ preRestoreBackupId: record.id });
    const after = await ask();
    const changed = watched.filter((table) => !isSame(before.get(table), after.get(table)));
    if (plan.way === 'rest' || changed.length === 0) {
      run.say(`${record.filename}: ${countOf(record.totalRows, 'row')} of ${countOf(record.tablesBackedUp, 'table')}.`);
      const side = await openBackupSide(services, record.id, context.signal);
      return { side, digests: plan.way === 'helper' ? after : null };
    }
    await run.note({ preRestoreBackupId: null });
    await removeBackup(services, {
      id: record.id,
      by: 'person',
      reason: 'somebody wrote to its tables while they were read',
    });
    if (readings === mostReadings) throw keepsChanging(changed);
    before = after;
  }
}

/** Tables that must stand still while they are read. Replacing promises something of all of them, other ways only of what they write. */
function watchedTables({ plan }: RestoreRun, facts: readonly RestoreFacts[]): string[] {
  const owned = new Set(facts.filter((each) => each.owned).map(({ table }) => table));
  const replacing = plan.request.mode === 'replace';
  return plan.tables
    .filter((table) => isAffected(table) || (replacing && owned.has(table.table)))
    .map(({ table }) => table);
}

function isSame(one: VersionDigest | undefined, other: VersionDigest | undefined): boolean {
  return one !== undefined && one.rows === other?.rows && one.hash === other.hash;
}

/** @throws HoldfastError unless it holds every row of every table. */
async function backUp(run: RestoreRun, backup: ComparedArchive): Promise<BackupRecord> {
  const { plan, context } = run;
  const names = plan.tables.map(({ table }) => table);
  const record = await createBackup(
    narrowed(run, backup, names),
    {
      type: 'pre-restore',
      reason: `Before restoring ${plan.backup.filename}`,
      tables: { mode: 'only', names },
    },
    context.signal,
    ({ fraction, phase }) => run.tell({ share: fraction, signIn: phase === 'sign-in' }),
  );
  context.signal.throwIfAborted();
  const exported = new Set(record.tables.filter(({ outcome }) => outcome === 'exported').map(({ table }) => table));
  const lacking = names.filter((name) => !exported.has(name));
  const isEnough = record.status === 'completed' || (plan.way === 'rest' && record.status === 'unproven');
  if (isEnough && lacking.length === 0) return record;
  const why = record.error?.message ?? (lacking.length === 0 ? '' : `Not read as a whole: ${lacking.join(', ')}.`);
  throw new HoldfastError(
    'restore-refused',
    `The backup before the restore is ${record.status}, so there would be no way back. ${why}`.trim(),
    { hint: record.error?.hint ?? 'Look at that backup on the Backups page, mend what it says, and restore again.' },
  );
}

/** The services with settings under which every table of the plan is read, whatever schemas and tables are set up for backups. */
function narrowed({ services }: RestoreRun, { manifest, tables }: ComparedArchive, names: readonly string[]): Services {
  const only = { ...manifest, tables: names.flatMap((name) => tables.get(name) ?? []) };
  const load: Services['settings']['load'] = async (id) => settingsFor(only, await services.settings.load(id));
  return { ...services, settings: { ...services.settings, load } };
}

function keepsChanging(tables: readonly string[]): HoldfastError {
  const message = `Somebody keeps writing to ${tables.join(', ')}, so there is no moment to restore at.`;
  const hint = 'Stop what writes there, such as your application or a job, and restore again. Nothing was written.';
  return new HoldfastError('restore-changed', message, { hint });
}

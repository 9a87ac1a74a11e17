import { manifestPath } from '../core/archiveFaults.ts';
import type { ArchiveFault } from '../core/backup.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { restoreHelperVersion } from '../core/helperSql.ts';
import { findInconsistencies, type ManifestTable } from '../core/manifest.ts';
import { findRefusals, type RestoreGround, refuseNothing } from '../core/planRestore.ts';
import type { RestorePlan, RestoreRequest, RestoreWay } from '../core/restore.ts';
import type { RestoreFacts } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import { type ComparedArchive, openBackupSide } from './comparedArchive.ts';
import { describePlan } from './describePlan.ts';
import { createDifferencesByTable } from './differencesByTable.ts';
import { readLiveSide } from './readLiveSide.ts';
import {
  type Found,
  type RehearsalProgress,
  type RestoreSides,
  rehearseOverRest,
  rehearseWithHelper,
} from './rehearse.ts';
import { findChanges, type RestoreChanges } from './restoreChanges.ts';
import { foreignKeysOf, namedTables, readRestoreFacts, tablesInScope } from './restoreScope.ts';
import type { RowDifferences } from './rowDifferences.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

export type { RehearsalProgress };

/** A restore that was rehearsed. It holds some bytes for every row that differs, and the live project's archive, until it is disposed of. */
export interface Rehearsal {
  plan: RestorePlan;
  /** The rows of a table that differ: `before` is the project, `after` the backup. Null where none does. */
  rows(table: string): RowDifferences | null;
  /** Removes what was only made for the rehearsal. Safe to call more than once. Never rejects. */
  dispose(): Promise<void>;
}

/**
 * Finds out what a restore would do. Nothing of the project's tables is written; what was staged with the helper is removed again.
 * @throws HoldfastError `not-found` when the backup or its file is not in this browser, or it has none of the tables; `denied` without the
 *   permission to restore; `archive-damaged` when its manifest cannot be read; of the live project as `createBackup`'s reading; as
 *   RestoreServer; AbortError. What forbids the restore as it was asked for is no error: see `RestorePlan.refusals`.
 */
export async function prepareRestore(
  services: Services,
  request: RestoreRequest,
  signal: AbortSignal,
  onProgress: (progress: RehearsalProgress) => void = () => undefined,
): Promise<Rehearsal> {
  const progress: RehearsalProgress = { phase: 'opening', live: null, share: null, signIn: false };
  const report = (change: Partial<RehearsalProgress>) => {
    Object.assign(progress, change);
    onProgress({ ...progress });
  };
  report({});
  const context: RetryContext = {
    session: services.project.openSession(),
    clock: services.clock,
    host: services.host,
    signal,
    onSignInNeeded: (signIn) => report({ signIn }),
  };
  const backup = await openBackupSide(services, request.backupId, signal);
  const way = await chooseWay(services, context);
  const facts = way === 'rest' ? [] : await readRestoreFacts(context, request, backup);
  const scope = tablesInScope(request, backup, foreignKeysOf(facts, [backup.tables]));
  const live = await readLiveSide(services, narrowedTo(scope, backup), signal, (reading) =>
    report({ phase: 'reading', live: reading, share: reading.fraction }),
  );
  const sides = { live, backup };
  try {
    const changes = await findChanges(services, live, backup, request, facts, {
      signal,
      onProgress: ({ bytesDone, bytes }) =>
        report({ phase: 'comparing', share: bytes === 0 ? null : bytesDone / bytes }),
    });
    const ground = groundOf(request, sides, changes, facts, await knownFaults(services, backup));
    const forbidden = findRefusals(ground);
    let found: Found | null = null;
    // Of a restore that is refused anyway, the database would judge another one: without the tables that are in the way.
    if (forbidden.length === 0 && changes.tables.length > 0) {
      found =
        way === 'helper'
          ? await rehearseWithHelper(services, context, request, sides, changes, report)
          : await rehearseOverRest(services, context, request, sides, changes);
    }
    const plan = describePlan(services.project, { request, way, sides, ground, changes, facts, found });
    const refusals = [...forbidden, ...(found?.refusals ?? [])];
    const nothing = refuseNothing(request, plan.tables);
    return {
      plan: { ...plan, refusals: refusals.length > 0 ? refusals : nothing },
      rows: createDifferencesByTable(services, changes.differing),
      dispose: live.dispose,
    };
  } catch (error) {
    await live.dispose();
    throw error;
  }
}

function groundOf(
  request: RestoreRequest,
  { live, backup }: RestoreSides,
  { tables, unchanged, uncompared }: RestoreChanges,
  facts: readonly RestoreFacts[],
  faults: readonly ArchiveFault[],
): RestoreGround {
  const notOwned = facts.filter(({ owned, exists }) => exists && !owned);
  return {
    ...{ request, live, backup, faults, uncompared },
    named: namedTables(request, backup),
    compared: [
      ...tables.map(({ table }) => ({ table, changes: true })),
      ...unchanged.map(({ table }) => ({ table, changes: false })),
    ],
    notOwned: new Map(notOwned.map(({ table, owner }) => [table, owner])),
  };
}

/** What the last verification found, and what the manifest says against itself: nobody may have verified an archive that came from elsewhere. */
async function knownFaults({ backups }: Services, { side, manifest }: ComparedArchive): Promise<ArchiveFault[]> {
  const record = await backups.get(side.id);
  const contradictions = findInconsistencies(manifest).map((what) => ({ path: manifestPath, table: null, what }));
  return [...(record?.archive?.faults ?? []), ...contradictions];
}

/** With the helper where it can restore, else over REST. @throws HoldfastError `denied`. */
async function chooseWay({ project }: Services, context: RetryContext): Promise<RestoreWay> {
  const { permissions, helperVersion } = await withRetries(context, () => project.access(context.signal));
  if (!permissions.includes('restore')) {
    throw new HoldfastError('denied', 'You may not restore anything in this project.', {
      hint: 'Somebody who manages its admins can give you the permission “restore”.',
    });
  }
  return helperVersion !== null && helperVersion >= restoreHelperVersion ? 'helper' : 'rest';
}

const hasRows = ({ outcome }: ManifestTable) => outcome === 'exported' || outcome === 'partial';

/** The backup with no other tables than these, as far as reading the same from the project goes. */
function narrowedTo(scope: readonly string[], { manifest, tables, sizeBytes }: ComparedArchive) {
  const wanted = scope.flatMap((name) => tables.get(name) ?? []);
  if (!wanted.some(hasRows)) {
    throw new HoldfastError('not-found', 'The backup has no rows of these tables.', {
      hint: 'Choose other tables, or another backup.',
    });
  }
  const bytesOf = (list: readonly ManifestTable[]) =>
    list.reduce((sum, { parts }) => sum + parts.reduce((total, { bytes }) => total + bytes, 0), 0);
  const share = bytesOf(wanted) / Math.max(1, bytesOf(manifest.tables));
  return { manifest: { ...manifest, tables: wanted }, sizeBytes: Math.ceil(sizeBytes * share) };
}

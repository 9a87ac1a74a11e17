import { manifestPath } from '../core/archiveFaults.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { restoreHelperVersion } from '../core/helperSql.ts';
import { findInconsistencies, type ManifestTable } from '../core/manifest.ts';
import { findRefusals, refuseNothing } from '../core/planRestore.ts';
import type { Refusal, RestorePlan, RestoreRequest, RestoreWay } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';
import { type ComparedArchive, openBackupSide } from './comparedArchive.ts';
import { describePlan } from './describePlan.ts';
import { createPartCache } from './partCache.ts';
import { readLiveSide } from './readLiveSide.ts';
import { type Found, type RehearsalProgress, rehearseOverRest, rehearseWithHelper } from './rehearse.ts';
import { findChanges } from './restoreChanges.ts';
import { foreignKeysOf, namedTables, readRestoreFacts, tablesInScope } from './restoreScope.ts';
import { createRowDifferences, type RowDifferences } from './rowDifferences.ts';
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
  const report = (change: Partial<RehearsalProgress>) => onProgress(Object.assign(progress, change) && { ...progress });
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
  try {
    const changes = await findChanges(services, live, backup, request, facts, {
      signal,
      onProgress: ({ bytesDone, bytes }) =>
        report({ phase: 'comparing', share: bytes === 0 ? null : bytesDone / bytes }),
    });
    const record = await services.backups.get(request.backupId);
    const ground = {
      request,
      backup,
      live,
      faults: [
        ...(record?.archive?.faults ?? []),
        ...findInconsistencies(backup.manifest).map((what) => ({ path: manifestPath, table: null, what })),
      ],
      named: namedTables(request, backup),
      compared: [
        ...changes.tables.map(({ table }) => ({ table, changes: true })),
        ...changes.unchanged.map(({ table }) => ({ table, changes: false })),
      ],
      uncompared: changes.uncompared,
      notOwned: new Map(
        facts.filter(({ owned, exists }) => exists && !owned).map(({ table, owner }) => [table, owner]),
      ),
    };
    const refusals: Refusal[] = findRefusals(ground);
    const sides = { live, backup };
    let found: Found | null = null;
    // Of a restore that is refused anyway, the database would judge another one: without the tables that are in the way.
    if (refusals.length === 0 && changes.tables.length > 0) {
      found =
        way === 'helper'
          ? await rehearseWithHelper(services, context, request, sides, changes, (rehearsed) => report(rehearsed))
          : await rehearseOverRest(services, context, request, sides, changes);
      refusals.push(...found.refusals);
    }
    const plan = describePlan(services.project, { request, way, sides, ground, changes, facts, found });
    const named = refusals.length === 0 ? refuseNothing(plan.tables.map(({ counts }) => counts)) : refusals;
    const cache = createPartCache(services.rows);
    const opened = new Map<string, RowDifferences>();
    return {
      plan: { ...plan, refusals: named },
      rows(name) {
        const table = changes.differing.get(name);
        if (table === undefined) return null;
        const rows = opened.get(name) ?? createRowDifferences(services, cache, table);
        opened.set(name, rows);
        return rows;
      },
      dispose: live.dispose,
    };
  } catch (error) {
    await live.dispose();
    throw error;
  }
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

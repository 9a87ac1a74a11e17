import type { BackupProgress } from '../core/backupProgress.ts';
import { refusalsOfRehearsal } from '../core/planRestore.ts';
import type { OutsideEffect, Refusal, RestoreConflict, RestorePlan, RestoreRequest } from '../core/restore.ts';
import type { RestoreOrder } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { findRestConflicts } from './findRestConflicts.ts';
import { restLimits } from './restLimits.ts';
import type { RestoreChanges } from './restoreChanges.ts';
import { stageRestore } from './stageRestore.ts';
import type { RetryContext } from './withRetries.ts';

/** How far a rehearsal is; made anew at every report. */
export interface RehearsalProgress {
  phase: 'opening' | 'reading' | 'comparing' | 'sending' | 'checking';
  /** The reading of the live project; its phase `sign-in` waits for the person. Null before. */
  live: BackupProgress | null;
  /** Share of the phase that is done, 0 to 1; null where it is not known. */
  share: number | null;
  /** Waits for the person to sign in again. */
  signIn: boolean;
}

export interface RestoreSides {
  live: ComparedArchive;
  backup: ComparedArchive;
}

/** What was found out about changes by asking whether they can be made. */
export interface Found {
  /** What is left of each table once conflicts are left out. */
  tables: ReadonlyMap<
    string,
    { insert: number; update: number; delete: number; conflict: number; rowsNow: number | null }
  >;
  conflicts: readonly RestoreConflict[];
  outside: readonly OutsideEffect[];
  sequences: RestorePlan['sequences'];
  refusals: readonly Refusal[];
  limits: readonly string[];
  afterwards: readonly string[];
}

/** All that the backup knows of sequences: the database picks those of the tables that are written. */
export function sequencesOf({ manifest }: Pick<ComparedArchive, 'manifest'>): RestoreOrder['sequences'] {
  return manifest.sequences.map(({ name, last_value, is_called }) => ({ name, last_value, is_called }));
}

/** Stages changes with the helper, asks the database, and removes them again. @throws as `stageRestore`. */
export async function rehearseWithHelper(
  services: Pick<Services, 'rows' | 'clock' | 'host'>,
  context: RetryContext,
  request: RestoreRequest,
  sides: RestoreSides,
  changes: RestoreChanges,
  report: (progress: Partial<RehearsalProgress>) => void,
): Promise<Found> {
  const id = services.host.newId();
  try {
    const { answer, conflicts, order } = await stageRestore(services, context, changes, {
      id,
      request,
      digests: null,
      filename: sides.backup.side.filename ?? '',
      sequences: sequencesOf(sides.backup),
      onProgress: ({ rowsDone, rows }) =>
        report(rowsDone < rows ? { phase: 'sending', share: rowsDone / rows } : { phase: 'checking', share: null }),
    });
    const nameOf = (tableNo: number) => order.tables[tableNo]?.table ?? null;
    const findings = {
      problems: answer.problems.map(({ tableNo, ...problem }) => ({
        ...problem,
        table: tableNo === null ? null : nameOf(tableNo),
      })),
      outside: answer.outside,
      conflicts: answer.tables.reduce((sum, { conflict }) => sum + conflict, 0),
    };
    const tables = {
      inBackup: new Set(sides.backup.tables.keys()),
      inScope: new Set(sides.live.tables.keys()),
    };
    return {
      tables: new Map(answer.tables.map(({ tableNo, ...counts }) => [nameOf(tableNo) ?? '', counts])),
      conflicts,
      outside: answer.outside,
      sequences: answer.sequences,
      refusals: refusalsOfRehearsal(request, findings, tables),
      limits: [],
      afterwards: [],
    };
  } finally {
    const removing = removeStaged(context, id);
    // Whoever cancels is not kept waiting.
    if (!context.signal.aborted) await removing;
  }
}

/** Also after an abort, so with a signal of its own. What is left in spite of it, the helper drops after an hour. Never rejects. */
async function removeStaged(context: RetryContext, id: string): Promise<void> {
  try {
    await context.session.restore.end(id, new AbortController().signal);
  } catch (error) {
    console.warn('The rows of a rehearsal could not be removed from the project; its helper does it later.', error);
  }
}

/** What can be known over REST. @throws as `TableReader.readPage`. */
export async function rehearseOverRest(
  services: Pick<Services, 'rows' | 'clock'>,
  context: RetryContext,
  request: RestoreRequest,
  sides: RestoreSides,
  changes: RestoreChanges,
): Promise<Found> {
  const { limits, afterwards, refusals } = restLimits(request, sides, changes);
  const { conflicts, leftOut, ...asked } = await findRestConflicts(services, context, sides, changes);
  const tables = new Map(
    changes.tables.map((change) => {
      const left = leftOut.get(change.table);
      const [inserts, updates] = [left?.insert.size ?? 0, left?.update.size ?? 0];
      return [
        change.table,
        {
          insert: change.insert.length - inserts,
          update: change.update.length - updates,
          delete: change.all ? change.rowsNow : change.delete.length,
          conflict: inserts + updates,
          rowsNow: null,
        },
      ];
    }),
  );
  const total = [...tables.values()].reduce((sum, { conflict }) => sum + conflict, 0);
  const findings = { problems: [], outside: [], conflicts: total };
  const found = refusalsOfRehearsal(request, findings, { inBackup: new Set(), inScope: new Set() });
  return {
    tables,
    conflicts,
    outside: [],
    sequences: [],
    refusals: [...refusals, ...asked.refusals, ...found],
    limits: [...limits, ...asked.limits],
    afterwards,
  };
}

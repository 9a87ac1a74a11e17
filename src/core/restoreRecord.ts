import type { RestorePhase, RestorePhaseName, RestorePlan, RestoreRecord, RestoreWay } from './restore.ts';

/** The phases of a restore in their order, as far as it has them. */
function phasesOf(way: RestoreWay, maintenance: boolean): RestorePhaseName[] {
  const phases: RestorePhaseName[] =
    way === 'helper'
      ? ['verify', 'maintenance on', 'pre-restore backup', 'compare', 'send', 'apply', 'recount', 'maintenance off']
      : ['verify', 'pre-restore backup', 'compare', 'apply', 'roll back', 'recount'];
  return maintenance ? phases : phases.filter((name) => !name.startsWith('maintenance'));
}

interface Beginning {
  id: string;
  plan: RestorePlan;
  by: RestoreRecord['by'];
  /** ISO instant. */
  startedAt: string;
  maintenance: boolean;
}

/** The record of a restore that begins. */
export function beginRecord({ id, plan, by, startedAt, maintenance }: Beginning): RestoreRecord {
  return {
    id,
    projectId: plan.target.projectId,
    platform: plan.target.platform,
    state: 'running',
    way: plan.way,
    request: plan.request,
    backup: plan.backup,
    by,
    startedAt,
    endedAt: null,
    phases: phasesOf(plan.way, maintenance).map((name) => ({
      name,
      state: 'waiting',
      startedAt: null,
      endedAt: null,
      message: null,
    })),
    planned: plan.tables.map(({ table, counts }) => ({ table, counts })),
    tables: [],
    conflicts: plan.conflicts,
    afterwards: plan.afterwards ?? [],
    preRestoreBackupId: null,
    maintenanceUntil: null,
    error: null,
    undoUntil: null,
    undoneAt: null,
  };
}

/** The record with another state of one of its phases; as it is where it has no such phase. */
export function withPhase(record: RestoreRecord, name: RestorePhaseName, change: Partial<RestorePhase>): RestoreRecord {
  const phases = record.phases.map((phase) => (phase.name === name ? { ...phase, ...change } : phase));
  return { ...record, phases };
}

/** The phase of a record by its name; null where it has none. */
export function phaseOf({ phases }: Pick<RestoreRecord, 'phases'>, name: RestorePhaseName): RestorePhase | null {
  return phases.find((phase) => phase.name === name) ?? null;
}

/** Whether anybody tried to take back what a restore over REST wrote: where its tab died before, nobody did. */
export function wasTakingBackTried(record: Pick<RestoreRecord, 'phases'>): boolean {
  const state = phaseOf(record, 'roll back')?.state;
  return state !== 'skipped' && state !== 'waiting';
}

/**
 * The record with no phase that waits or is under way: those that did not begin are skipped, one that did not end has failed.
 * @param endedAt ISO instant; null where nobody knows when it stopped.
 */
export function withPhasesEnded(record: RestoreRecord, endedAt: string | null): RestoreRecord {
  const phases = record.phases.map((phase): RestorePhase => {
    if (phase.state === 'waiting') return { ...phase, state: 'skipped' };
    return phase.state === 'running' ? { ...phase, state: 'failed', endedAt } : phase;
  });
  return { ...record, phases };
}

/**
 * Whether the tables were as planned after the restore. With the helper the database counts what it writes in the same transaction; without it,
 * what was not read again is not known.
 */
export function isAsPlanned({ way, asPlanned, tables }: RestoreRecord): 'yes' | 'no' | 'unknown' {
  if (asPlanned === false || tables.some(({ differing = 0 }) => differing > 0)) return 'no';
  return asPlanned === true || way === 'helper' ? 'yes' : 'unknown';
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import { describeError, isAbort } from '../../core/HoldfastError.ts';
import type { PickedRows, RestorePlan, RestoreRecord } from '../../core/restore.ts';
import type { RestoreMoment } from '../../tasks/executeRestore.ts';
import type { Rehearsal, RehearsalProgress } from '../../tasks/prepareRestore.ts';
import {
  emptyDraft,
  modesFor,
  type RestoreAddress,
  type RestoreDraft,
  type RestoreStep,
  requestOf,
  restoreSteps,
  scopeOfRows,
  scopeOfTables,
} from './restoreDraft.ts';
import type { RestoreTasks } from './restoreTasks.ts';

type Failure = ReturnType<typeof describeError>;

/** The rehearsal of what is asked for. */
export type RehearsalRun =
  | { status: 'running'; progress: RehearsalProgress | null }
  | { status: 'done'; rehearsal: Rehearsal }
  | { status: 'failed'; error: Failure }
  | { status: 'cancelled' };

/** The restore itself. `record` is null until it has begun. */
export type RestoreRun =
  | {
      status: 'running';
      plan: RestorePlan;
      record: RestoreRecord | null;
      moment: RestoreMoment;
      /** The person asked for it to stop. */
      cancelling: boolean;
    }
  | { status: 'ended'; plan: RestorePlan; record: RestoreRecord }
  /** It never began, so nothing was written: `error` is null when it was cancelled. */
  | { status: 'not-begun'; plan: RestorePlan; record: null; error: Failure | null };

interface RestoreStoreState {
  step: RestoreStep;
  draft: RestoreDraft;
  /** Null before the first, and when something else is asked for since. */
  rehearsal: RehearsalRun | null;
  run: RestoreRun | null;
  /** Begins with what an address says, unless that is what is there or a restore is on. */
  open(address: RestoreAddress): void;
  /** Begins with rows of a backup that were ticked. */
  pick(backupId: string, rows: readonly PickedRows[]): void;
  /** Asks for something else; a rehearsal of what was asked for before is let go. */
  change(change: Partial<RestoreDraft>): void;
  goTo(step: RestoreStep): void;
  /** Finds out what would change. Never rejects. */
  rehearse(): Promise<void>;
  /** Rehearses once more with more tables. Never rejects. */
  addTables(tables: readonly string[]): Promise<void>;
  cancelRehearsal(): void;
  /** Does what was rehearsed. Never rejects. */
  execute(): Promise<void>;
  /** Asks the restore to stop; it does until it writes. */
  cancelRestore(): void;
  /** Back to an empty draft, unless a restore is on. */
  startOver(): void;
  /** Lets a rehearsal go; a restore that is on goes on. */
  close(): void;
}

export type RestoreStore = StoreApi<RestoreStoreState>;

const atFirst: RestoreMoment = { share: null, signIn: false, cancellable: true };

const isRunning = (run: RestoreRun | null) => run?.status === 'running';

/** State and acts of the Restore page. It lives longer than the page: a restore goes on wherever the person looks. */
export function createRestoreStore(
  tasks: RestoreTasks,
  onEnded: (record: RestoreRecord) => void = () => undefined,
): RestoreStore {
  let rehearsing = new AbortController();
  let restoring = new AbortController();

  return createStore<RestoreStoreState>()((set, get) => {
    /** Ends a rehearsal and removes what it made. */
    function letGo(): void {
      rehearsing.abort();
      const { rehearsal } = get();
      if (rehearsal?.status === 'done') void rehearsal.rehearsal.dispose(); // never rejects
      set({ rehearsal: null });
    }

    function begin(draft: RestoreDraft, step: RestoreStep): void {
      letGo();
      set({ draft, step, run: null });
    }

    return {
      step: 'backup',
      draft: emptyDraft,
      rehearsal: null,
      run: null,

      open({ backup, tables, mode = emptyDraft.mode }) {
        const { run, draft } = get();
        if (isRunning(run) || backup === undefined) return;
        const scope = scopeOfTables(tables);
        const same = draft.backupId === backup && (draft.scope.kind === 'rows' || equalScopes(draft.scope, scope));
        if (same && run === null) return;
        begin({ ...emptyDraft, backupId: backup, scope, mode }, tables.length === 0 ? 'tables' : 'how');
      },

      pick(backupId, rows) {
        if (isRunning(get().run)) return;
        begin({ ...emptyDraft, backupId, ...scopeOfRows(rows) }, 'tables');
      },

      change(change) {
        const { draft, run } = get();
        if (isRunning(run)) return;
        const next = { ...draft, ...change };
        const mode = modesFor(next.scope).includes(next.mode) ? next.mode : 'merge';
        // Maintenance says nothing about rows: what was found stays true.
        if (Object.keys(change).some((name) => name !== 'maintenance')) letGo();
        set({ draft: { ...next, mode }, run: null });
      },

      goTo(step) {
        if (!isRunning(get().run)) set({ step });
      },

      async rehearse() {
        const request = requestOf(get().draft);
        if (request === null || isRunning(get().run)) return;
        letGo();
        rehearsing = new AbortController();
        const { signal } = rehearsing;
        const show = (rehearsal: RehearsalRun) => {
          if (!signal.aborted) set({ rehearsal });
        };
        set({ step: 'rehearsal', run: null, rehearsal: { status: 'running', progress: null } });
        try {
          const rehearsal = await tasks.prepareRestore(request, signal, (progress) =>
            show({ status: 'running', progress }),
          );
          if (signal.aborted) await rehearsal.dispose();
          show({ status: 'done', rehearsal });
        } catch (error) {
          if (isAbort(error)) return;
          show({ status: 'failed', error: describeError(error) });
        }
      },

      async addTables(tables) {
        const { scope } = get().draft;
        if (scope.kind === 'rows' || scope.tables === null) return;
        get().change({ scope: { kind: 'tables', tables: [...new Set([...scope.tables, ...tables])] } });
        await get().rehearse();
      },

      cancelRehearsal() {
        if (get().rehearsal?.status !== 'running') return;
        rehearsing.abort();
        set({ rehearsal: { status: 'cancelled' } });
      },

      async execute() {
        const { rehearsal, draft, run } = get();
        if (rehearsal?.status !== 'done' || isRunning(run)) return;
        const { plan } = rehearsal.rehearsal;
        if (plan.refusals.length > 0) return;
        restoring = new AbortController();
        letGo();
        set({ step: 'restore', run: { status: 'running', plan, record: null, moment: atFirst, cancelling: false } });
        const tell = (record: RestoreRecord, moment: RestoreMoment) => {
          const current = get().run;
          if (current?.status === 'running') set({ run: { ...current, record, moment } });
        };
        const { on, message, minutes } = draft.maintenance;
        const maintenance = on && plan.way === 'helper' ? { message, minutes } : null;
        try {
          const record = await tasks.executeRestore(plan, restoring.signal, tell, { maintenance });
          set({ run: { status: 'ended', plan, record } });
          onEnded(record);
        } catch (error) {
          set({ run: endedBy(error, plan, get().run?.record ?? null) });
        }
      },

      cancelRestore() {
        const { run } = get();
        if (run?.status !== 'running' || !run.moment.cancellable) return;
        set({ run: { ...run, cancelling: true } });
        restoring.abort();
      },

      startOver() {
        if (!isRunning(get().run)) begin(emptyDraft, restoreSteps[0]);
      },

      close: letGo,
    };
  });
}

function equalScopes(one: RestoreDraft['scope'], other: RestoreDraft['scope']): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** How a restore stands that ended without a word of its own. Of one that had begun, only the project knows. */
function endedBy(error: unknown, plan: RestorePlan, record: RestoreRecord | null): RestoreRun {
  if (record === null) {
    return { status: 'not-begun', plan, record: null, error: isAbort(error) ? null : describeError(error) };
  }
  const state = record.state === 'running' ? 'unknown' : record.state;
  const { code, message, hint } = describeError(error);
  return { status: 'ended', plan, record: { ...record, state, error: { code, message, hint } } };
}

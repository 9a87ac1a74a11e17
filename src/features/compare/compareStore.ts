import { createStore, type StoreApi } from 'zustand/vanilla';
import { describeError, isAbort } from '../../core/HoldfastError.ts';
import type { Services } from '../../ports/Services.ts';
import { type CompareProgress, type Comparison, compareBackups } from '../../tasks/compareBackups.ts';
import { type ComparisonFileRequest, exportComparison } from '../../tasks/exportComparison.ts';
import { notify } from '../../ui/notify.tsx';
import { type ComparePair, live } from './comparePair.ts';

/** The comparison of one pair, from its start on. */
export type CompareRun =
  | { status: 'running'; pair: ComparePair; progress: CompareProgress | null }
  /** `comparedAt`: ms since the epoch. */
  | { status: 'done'; pair: ComparePair; comparison: Comparison; comparedAt: number }
  | { status: 'failed'; pair: ComparePair; error: ReturnType<typeof describeError> }
  | { status: 'cancelled'; pair: ComparePair };

/** A file that is being written; `share` is done, 0 to 1. */
interface Exporting extends ComparisonFileRequest {
  share: number;
}

interface CompareState {
  /** Null before the first. */
  run: CompareRun | null;
  /** Null when no file is being written. */
  exporting: Exporting | null;
  /** Compares; a comparison that is on or there is ended and let go. Of a pair that is being compared it does nothing. Never rejects. */
  compare(pair: ComparePair): Promise<void>;
  /** Ends the comparison that is on. */
  cancel(): void;
  /** Writes differences into a file and hands it out. Never rejects; a failure is told. */
  exportFile(request: ComparisonFileRequest): Promise<void>;
  cancelExport(): void;
  /** @throws HoldfastError `denied` when the browser refuses the clipboard. */
  copy(text: string): Promise<void>;
  /** Ends what is on and lets the result go. */
  close(): void;
}

export type CompareStore = StoreApi<CompareState>;

export const samePair = (one: ComparePair, other: ComparePair) =>
  one.before === other.before && one.after === other.after;

/** State and acts of the Compare page. It lives longer than the page, so that a result is still there after a look elsewhere. */
export function createCompareStore(services: Services): CompareStore {
  let running = new AbortController();
  let exporting = new AbortController();

  return createStore<CompareState>()((set, get) => {
    /** What the page may still be told of: not what was ended meanwhile. */
    const show = (run: CompareRun, signal: AbortSignal) => {
      if (!signal.aborted) set({ run });
    };

    function letGo(): void {
      running.abort();
      exporting.abort();
      const { run } = get();
      if (run?.status === 'done') void run.comparison.dispose(); // never rejects
    }

    return {
      run: null,
      exporting: null,

      async compare(pair) {
        const before = get().run;
        if (before?.status === 'running' && samePair(before.pair, pair)) return;
        letGo();
        running = new AbortController();
        const { signal } = running;
        set({ run: { status: 'running', pair, progress: null } });
        try {
          const request = { before: pair.before, after: pair.after === live ? ({ live: true } as const) : pair.after };
          const comparison = await compareBackups(services, request, signal, (progress) =>
            show({ status: 'running', pair, progress }, signal),
          );
          if (signal.aborted) await comparison.dispose();
          show({ status: 'done', pair, comparison, comparedAt: services.clock.now() }, signal);
        } catch (error) {
          if (isAbort(error)) return;
          show({ status: 'failed', pair, error: describeError(error) }, signal);
        }
      },

      cancel() {
        const { run } = get();
        if (run?.status !== 'running') return;
        running.abort();
        set({ run: { status: 'cancelled', pair: run.pair } });
      },

      async exportFile(request) {
        const { run } = get();
        if (run?.status !== 'done' || get().exporting !== null) return;
        exporting = new AbortController();
        set({ exporting: { ...request, share: 0 } });
        try {
          const { filename, blob } = await exportComparison(
            services,
            run.comparison,
            request,
            exporting.signal,
            (done, rows) => set({ exporting: { ...request, share: rows === 0 ? 0 : done / rows } }),
          );
          services.host.download(blob, filename);
        } catch (error) {
          notify.failure('The differences could not be exported', error);
        } finally {
          set({ exporting: null });
        }
      },

      cancelExport: () => exporting.abort(),
      copy: (text) => services.host.copyText(text),

      close() {
        letGo();
        set({ run: null });
      },
    };
  });
}

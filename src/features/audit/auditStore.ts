import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TrailEntry } from '../../core/auditEntry.ts';
import { exportTrail, type TrailFormat } from '../../core/auditExport.ts';
import { describeError, isAbort } from '../../core/HoldfastError.ts';
import type { TrailCheck } from '../../ports/AuditLog.ts';
import type { Services } from '../../ports/Services.ts';
import { readTrail, type Trail } from '../../tasks/readTrail.ts';
import { recordAct } from '../../tasks/recordAct.ts';
import { createRereading, type ReadingError } from '../../tasks/rereading.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { notify } from '../../ui/notify.tsx';
import { type AuditFilter, periodStart, usualFilter } from './auditFilter.ts';

interface AuditState {
  filter: AuditFilter;
  /** As far back as the filter asks for; null until the first of it was read. */
  trail: Trail | null;
  /** All that the filter asks for was read. */
  loaded: boolean;
  readError: ReadingError | null;
  /** The last check of all chains, and when it ended (ms since the epoch); null before. */
  check: { result: TrailCheck; at: number } | null;
  /** Entries that the check that is on has looked at; null when none is on. */
  checking: number | null;
  checkError: ReadingError | null;
  setFilter(change: Partial<AuditFilter>): void;
  /** The page was opened to look for this, of all time; null when not, which takes back what another address looked for. */
  lookFor(search: string | null): void;
  /** Reads the trail, again after every change, and checks its chains unless that was done lately. Returns what ends it. */
  watch(): () => void;
  /** Reads it again after it failed. Never rejects. */
  refresh(): Promise<void>;
  /** Checks all chains from the first entry to the last. Never rejects. */
  checkAgain(): Promise<void>;
  /** Hands out a file of these entries, or of all there are. Never rejects; a failure is told. */
  exportFile(format: TrailFormat, entries: readonly TrailEntry[] | 'all'): Promise<void>;
}

export type AuditStore = StoreApi<AuditState>;

type Needs = Pick<Services, 'audit' | 'project' | 'clock' | 'host'>;

/** A check that is younger is not repeated because the page was opened again, ms. */
const freshMs = 5 * 60_000;

const types: Record<TrailFormat, string> = { csv: 'text/csv;charset=utf-8', json: 'application/json' };

/** State and acts of the page Audit trail. */
export function createAuditStore(services: Needs): AuditStore {
  const { audit, project, clock, host } = services;
  let addressed = false; // the filter is that of an address
  return createStore<AuditState>()((set, get) => {
    const reading = createRereading<Pick<AuditState, 'trail' | 'loaded'>>({
      async read(show) {
        const { trail: known, filter } = get();
        const from = periodStart(filter.days, clock.now());
        // What is on screen already stays while the rest is read; then it is shown each time it has doubled, since every showing sorts all.
        let shown = known?.entries.length ?? 0;
        const onPage = (trail: Trail) => {
          if (trail.entries.length < 2 * shown) return;
          shown = trail.entries.length;
          show({ trail, loaded: false });
        };
        show({ trail: await readTrail(services, { known, from, onPage }), loaded: true });
      },
      show: (read) => set({ ...read, readError: null }),
      fail: (readError) => set({ readError }),
    });

    return {
      filter: usualFilter,
      trail: null,
      loaded: false,
      readError: null,
      check: null,
      checking: null,
      checkError: null,

      setFilter(change) {
        const { filter, trail } = get();
        set({ filter: { ...filter, ...change } });
        if (change.days !== undefined && trail?.more !== false) {
          set({ loaded: false });
          void reading.again(); // never rejects
        }
      },

      lookFor(search) {
        if (search === null && !addressed) return;
        addressed = search !== null;
        get().setFilter(search === null ? usualFilter : { ...usualFilter, search, days: null });
      },

      watch() {
        const { check, checking } = get();
        const fresh = check !== null && clock.now() - check.at < freshMs;
        void reading.again(); // never rejects
        if (!fresh && checking === null) void get().checkAgain(); // never rejects
        return audit.subscribe(() => void reading.again());
      },

      refresh: reading.again,

      async checkAgain() {
        if (get().checking !== null) return;
        set({ checking: 0, checkError: null });
        try {
          const result = await audit.check(project.id, undefined, (checking) => set({ checking }));
          set({ check: { result, at: clock.now() } });
        } catch (error) {
          if (!isAbort(error)) set({ checkError: describeError(error) });
        } finally {
          set({ checking: null });
        }
      },

      async exportFile(format, chosen) {
        try {
          const entries = chosen === 'all' ? (await readTrail(services, { from: null })).entries : chosen;
          const name = new URL(project.url).host.replaceAll(/[^a-z0-9.-]/gi, '-');
          const file = new Blob([exportTrail(entries, format)], { type: types[format] });
          host.download(file, `holdfast-audit-trail-${name}.${format}`);
          const what = `${formatPlural(entries.length, 'entry', 'entries')} of the audit trail as ${format.toUpperCase()}`;
          await recordAct(services, 'export', null, 'done', `Exported ${what}.`);
        } catch (error) {
          notify.failure('The trail was not exported', error);
        }
      },
    };
  });
}

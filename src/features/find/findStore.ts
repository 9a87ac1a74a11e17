import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BackupRecord } from '../../core/backup.ts';
import type { Findings } from '../../core/findings.ts';
import { describeError, isAbort } from '../../core/HoldfastError.ts';
import { isOfProject } from '../../core/sameProject.ts';
import type { Services } from '../../ports/Services.ts';
import { findRows } from '../../tasks/findRows.ts';

/** What is looked for, and where. */
export interface FindCriteria {
  value: string;
  /** Id of a backup; null for all of the project, without those that were imported from another one. */
  backup: string | null;
  /** `schema.table`; null for all of them. */
  table: string | null;
  /** A whole value is this text; else it stands somewhere in one. */
  whole: boolean;
  caseSensitive: boolean;
}

interface FindState {
  status: 'idle' | 'searching' | 'done' | 'cancelled' | 'failed';
  /** What the findings belong to; null before the first search. */
  asked: FindCriteria | null;
  /** What was found so far, which is true in every status. Null before the first report. */
  findings: Findings | null;
  problem: { message: string; hint: string | null } | null;
  /** Searches these backups, in place of the search before. Never rejects. */
  search(criteria: FindCriteria, records: readonly BackupRecord[]): Promise<void>;
  cancel(): void;
}

export type FindStore = StoreApi<FindState>;

/** Whether a backup has, or should have, something to search. */
export function hasContent({ archive, status, removed }: BackupRecord): boolean {
  return archive !== null && status !== 'in progress' && removed === null;
}

export function sameCriteria(a: FindCriteria | null, b: FindCriteria | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.value === b.value &&
    a.backup === b.backup &&
    a.table === b.table &&
    a.whole === b.whole &&
    a.caseSensitive === b.caseSensitive
  );
}

/** State and acts of the Find page. It lives as long as the project, so that a way back from a row finds the results again. */
export function createFindStore(
  services: Pick<Services, 'backups' | 'store' | 'archiver' | 'rows' | 'clock' | 'project'>,
): FindStore {
  let running = new AbortController();
  return createStore<FindState>()((set, get) => ({
    status: 'idle',
    asked: null,
    findings: null,
    problem: null,

    async search(criteria, records) {
      running.abort();
      running = new AbortController();
      const { signal } = running;
      const { value, backup, table, whole, caseSensitive } = criteria;
      const isMeant = (record: BackupRecord) =>
        backup === null ? isOfProject(record, services.project.url) : record.id === backup;
      const backups = records.filter((record) => hasContent(record) && isMeant(record));
      set({ status: 'searching', asked: criteria, findings: null, problem: null });
      try {
        const findings = await findRows(
          services,
          {
            backups: backups.map(({ id }) => id),
            tables: table === null ? null : [table],
            query: { text: value, match: whole ? 'equals' : 'contains', caseSensitive, filters: [] },
          },
          signal,
          (found) => {
            if (!signal.aborted) set({ findings: found });
          },
        );
        if (!signal.aborted) set({ status: 'done', findings });
      } catch (error) {
        if (signal.aborted || isAbort(error)) return; // `cancel` or the next search said so already
        const { message, hint } = describeError(error);
        set({ status: 'failed', problem: { message, hint } });
      }
    },

    cancel() {
      running.abort();
      if (get().status === 'searching') set({ status: 'cancelled' });
    },
  }));
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { helperSqlFor, helperState } from '../../core/helperSql.ts';
import type { Services } from '../../ports/Services.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';

interface HelperState {
  /** A check ended and the helper was not there. */
  notFound: boolean;
  /** A check ended and the helper was still older than the one that this app ships. */
  notUpdated: boolean;
  /** Tables on the declared list; null until it is read. */
  declaredTables: number | null;
  /** Why the declared list could not be read. */
  listError: unknown;
  /**
   * Puts the helper on the clipboard, ending with the line that makes the signed-in person an admin of it.
   * @throws HoldfastError `sign-in-required`, `denied` by the clipboard, `not-found` when the file is not served.
   */
  copySql(): Promise<void>;
  /** Asks the project again. Never rejects: the inspector keeps the error. */
  check(): Promise<void>;
  /** Reads how many tables are declared. Never rejects. */
  loadDeclared(): Promise<void>;
}

export type HelperStore = StoreApi<HelperState>;

/** `loadSql` fetches the text of holdfast.sql as this app serves it. */
export function createHelperStore(
  { project, host, settings }: Pick<Services, 'project' | 'host' | 'settings'>,
  inspector: ProjectInspector,
  loadSql: () => Promise<string>,
): HelperStore {
  return createStore((set) => ({
    notFound: false,
    notUpdated: false,
    declaredTables: null,
    listError: null,
    async copySql() {
      const identity = project.identity();
      if (identity === null) throw new HoldfastError('sign-in-required', 'Sign in again to go on.');
      await host.copyText(helperSqlFor(await loadSql(), identity));
    },
    async check() {
      set({ notFound: false, notUpdated: false });
      await inspector.refresh();
      const { status, access } = inspector.get();
      if (status !== 'ready' || access === null) return;
      const found = helperState(access.helperVersion);
      set({ notFound: found === 'missing', notUpdated: found === 'older' });
    },
    async loadDeclared() {
      try {
        const { declaredTables } = await settings.load(project.id);
        set({ declaredTables: declaredTables.length, listError: null });
      } catch (listError) {
        set({ listError });
      }
    },
  }));
}

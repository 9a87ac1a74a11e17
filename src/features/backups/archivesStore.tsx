import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BackupRecord } from '../../core/backup.ts';
import { describeError, isAbort } from '../../core/HoldfastError.ts';
import type { Services } from '../../ports/Services.ts';
import { type ImportProgress, type ImportResult, importArchive } from '../../tasks/importArchive.ts';
import type { VerificationRunner } from '../../tasks/verificationRunner.ts';
import { notify } from '../../ui/notify.tsx';
import { askEvidence } from './askEvidence.tsx';
import { type AddedFile, tellImports } from './tellImport.tsx';
import { tellVerification } from './tellVerification.tsx';

/** A file that was not added. */
export interface ImportProblem {
  filename: string;
  message: string;
  hint: string | null;
}

/** The file that is being added. */
export interface ImportState {
  filename: string;
  /** Place among the files of this time, from 1, and how many they are. */
  number: number;
  total: number;
  /** Null while it waits for its turn; `asking` while the person is asked about it. */
  progress: ImportProgress | 'asking' | null;
}

interface ArchivesState {
  /** Null when none is. */
  importing: ImportState | null;
  /** Files that were refused; they stay until they are dismissed, or other files are added. */
  problems: readonly ImportProblem[];
  /**
   * Reads the files of these backups again, or of all that have one, and tells what was found. `backupHref` is the address of a backup's
   * own page. Never rejects.
   */
  verify(records: readonly BackupRecord[] | 'all', backupHref: (id: string) => string): Promise<void>;
  /** Adds files to the history one after the other, behind those that are being added. Asks about damaged ones. Never rejects. */
  addFiles(files: readonly File[], backupHref: (id: string) => string): Promise<void>;
  /** Ends adding; what was added stays. */
  cancelAdding(): void;
  dismissProblems(): void;
}

export type ArchivesStore = StoreApi<ArchivesState>;

/** Acts on stored archives and on archives from elsewhere. Who verifies is `tasks/verificationRunner.ts`, which pages watch. */
export function createArchivesStore(services: Services, verifications: VerificationRunner): ArchivesStore {
  let waiting: File[] = [];
  let adding: Promise<void> | null = null;
  let abort = new AbortController();

  return createStore<ArchivesState>()((set, get) => {
    /** Null when it was left out or refused. */
    async function addOne(file: File, signal: AbortSignal): Promise<AddedFile | null> {
      const show = (progress: ImportState['progress']) => {
        const { importing } = get();
        if (importing !== null) set({ importing: { ...importing, progress } });
      };
      const add = (asEvidence: boolean): Promise<ImportResult> =>
        importArchive(services, { name: file.name, blob: file }, { asEvidence }, signal, show);
      try {
        let result = await add(false);
        if (result.outcome === 'damaged') {
          show('asking');
          if (!(await askEvidence(file.name, result, services.clock.now()))) return null;
          signal.throwIfAborted();
          show(null);
          result = await add(true);
        }
        return result.outcome === 'damaged' ? null : { filename: file.name, result };
      } catch (error) {
        if (isAbort(error)) throw error;
        const { message, hint } = describeError(error);
        set({ problems: [...get().problems, { filename: file.name, message, hint }] });
        return null;
      }
    }

    async function addAll(backupHref: (id: string) => string): Promise<void> {
      abort = new AbortController();
      let number = 0;
      // Told in the end, so that no toast lies over the question about a later one.
      const added: AddedFile[] = [];
      try {
        for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
          number += 1;
          const total = number + waiting.length;
          set({ importing: { filename: file.name, number, total, progress: null } });
          const done = await addOne(file, abort.signal);
          if (done !== null) added.push(done);
        }
      } catch (error) {
        if (!isAbort(error)) throw error;
        notify.info({ title: 'Adding archives was cancelled', message: 'Nothing of the last file was kept.' });
      } finally {
        waiting = [];
        adding = null;
        set({ importing: null });
        tellImports(added, backupHref);
      }
    }

    return {
      importing: null,
      problems: [],

      async verify(records, backupHref) {
        try {
          const ids = records === 'all' ? null : records.map(({ id }) => id);
          const results = await (ids === null ? verifications.verifyAll() : verifications.verify(ids));
          tellVerification(results, backupHref);
        } catch (error) {
          if (!isAbort(error)) return notify.failure('The verification failed', error);
          const { results, total } = verifications.get();
          tellVerification(results, backupHref, total);
        }
      },

      addFiles(files, backupHref) {
        if (adding === null) set({ problems: [] });
        waiting.push(...files);
        const { importing } = get();
        if (importing !== null) set({ importing: { ...importing, total: importing.number + waiting.length } });
        adding ??= addAll(backupHref);
        return adding;
      },

      cancelAdding: () => abort.abort(),
      dismissProblems: () => set({ problems: [] }),
    };
  });
}

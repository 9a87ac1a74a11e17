import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Services } from '../../ports/Services.ts';
import { exportRestoreSql, type RestoreSqlRequest } from '../../tasks/exportRestoreSql.ts';
import { exportTableFile, type TableFileProgress, type TableFileRequest } from '../../tasks/exportTableFile.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { notify } from '../../ui/notify.tsx';
import { formatNames } from './exportFormats.ts';

/** An export that is on. */
export interface RunningExport {
  /** What is written: "public.users as CSV". */
  what: string;
  /** 0 to 1. */
  share: number;
}

interface ExportState {
  /** Null when none is on. */
  running: RunningExport | null;
  /** Writes a table of a backup into a file and hands it out; one at a time. Never rejects; how it ended is told. */
  start(request: TableFileRequest): Promise<void>;
  /** Writes a file that restores tables of a backup by psql alone; as `start`. */
  startRestoreSql(request: RestoreSqlRequest): Promise<void>;
  cancel(): void;
}

export type ExportStore = StoreApi<ExportState>;

interface Written {
  files: readonly { filename: string; blob: Blob }[];
  /** "1,500 rows" */
  content: string;
}

/** Acts that take tables out of a backup. Lives as long as the project, so that an export goes on when its page is left. */
export function createExportStore(services: Services): ExportStore {
  let running = new AbortController();
  return createStore<ExportState>()((set, get) => {
    async function run(
      name: string,
      what: string,
      write: (signal: AbortSignal, onProgress: (progress: TableFileProgress) => void) => Promise<Written>,
    ): Promise<void> {
      const now = get().running;
      if (now !== null) {
        notify.info({ title: 'One export at a time', message: `${now.what} is still being written.` });
        return;
      }
      running = new AbortController();
      set({ running: { what, share: 0 } });
      try {
        const { files, content } = await write(running.signal, ({ bytesDone, bytes }) =>
          set({ running: { what, share: bytes === 0 ? 1 : bytesDone / bytes } }),
        );
        for (const { blob, filename } of files) services.host.download(blob, filename);
        notify.success({
          title: `${name} exported`,
          message: `${content}, ${files.map(({ filename }) => filename).join(' and ')}`,
        });
      } catch (error) {
        notify.failure(`${name} was not exported`, error);
      } finally {
        set({ running: null });
      }
    }

    return {
      running: null,

      start: (request) =>
        run(request.table, `${request.table} as ${formatNames[request.format]}`, async (signal, onProgress) => {
          const { files, rows } = await exportTableFile(services, request, signal, onProgress);
          return { files, content: formatPlural(rows, 'row') };
        }),

      startRestoreSql: (request) =>
        run('restore.sql', 'restore.sql', async (signal, onProgress) => {
          const { filename, blob, tables, rows } = await exportRestoreSql(services, request, signal, onProgress);
          const content = `${formatPlural(tables, 'table')}, ${formatPlural(rows, 'row')}`;
          return { files: [{ filename, blob }], content };
        }),

      cancel: () => running.abort(),
    };
  });
}

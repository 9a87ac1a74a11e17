import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Services } from '../../ports/Services.ts';
import { exportTableFile, type TableFileRequest } from '../../tasks/exportTableFile.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { notify } from '../../ui/notify.tsx';

/** An export that is on. */
export interface RunningExport {
  table: string;
  format: TableFileRequest['format'];
  /** 0 to 1. */
  share: number;
}

interface ExportState {
  /** Null when none is on. */
  running: RunningExport | null;
  /** Writes a table of a backup into a file and hands it out; one at a time. Never rejects; how it ended is told. */
  start(request: TableFileRequest): Promise<void>;
  cancel(): void;
}

export type ExportStore = StoreApi<ExportState>;

/** Acts that take a table out of a backup. Lives as long as the project, so that an export goes on when its page is left. */
export function createExportStore(services: Services): ExportStore {
  let running = new AbortController();
  return createStore<ExportState>()((set, get) => ({
    running: null,

    async start(request) {
      const { table, format } = request;
      if (get().running !== null) {
        notify.info({ title: 'One export at a time', message: `${get().running?.table} is still being written.` });
        return;
      }
      running = new AbortController();
      set({ running: { table, format, share: 0 } });
      try {
        const { files, rows } = await exportTableFile(services, request, running.signal, ({ bytesDone, bytes }) =>
          set({ running: { table, format, share: bytes === 0 ? 1 : bytesDone / bytes } }),
        );
        for (const { blob, filename } of files) services.host.download(blob, filename);
        notify.success({
          title: `${table} exported`,
          message: `${formatPlural(rows, 'row')}, ${files.map(({ filename }) => filename).join(' and ')}`,
        });
      } catch (error) {
        notify.failure(`${table} was not exported`, error);
      } finally {
        set({ running: null });
      }
    },

    cancel: () => running.abort(),
  }));
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Cell, cellsOf, keyOf } from '../../../core/rowCells.ts';
import { textOf } from '../../../core/rowFields.ts';
import type { RowQuery } from '../../../core/rowQuery.ts';
import type { Services } from '../../../ports/Services.ts';
import { openArchive } from '../../../tasks/openArchive.ts';
import { createPartCache } from '../../../tasks/partCache.ts';
import { createTableRows, type TableRow, type TableRows } from '../../../tasks/tableRows.ts';
import { createRowFollower, type ViewerChanges } from './rowFollower.ts';
import { createRowLoader, type RowLoader, type UnreadablePart } from './rowLoader.ts';
import { rowOrder } from './rowOrder.ts';
import { createTableSearch, noQuery, type ViewerSearch } from './tableSearch.ts';
import { type ViewerColumn, viewerColumns } from './viewerColumns.ts';
import { isOver, problemOf, type ViewerProblem } from './viewerProblem.ts';

/** The row that is looked at, whole. */
export interface ViewerRow {
  row: number;
  /** As the server wrote it. */
  bytes: Uint8Array;
  cells: readonly Cell[];
}

export interface ViewerState {
  state: 'opening' | 'ready' | 'failed';
  problem: ViewerProblem | null;
  columns: readonly ViewerColumn[];
  /** Rows of the table in this backup. */
  rowCount: number;
  unreadable: readonly UnreadablePart[];
  /** Counts up when rows came into memory. */
  turn: number;
  query: RowQuery;
  /** Null while nothing is looked for: then all rows are listed. */
  search: ViewerSearch | null;
  /** Number in the table, from 0. */
  selected: number | null;
  /** Rows that are ticked, by their numbers in the table; kept while others are looked for. */
  ticked: ReadonlySet<number>;
  /** The selected row; null while it is read, and when it cannot be. */
  row: ViewerRow | null;
  pane: 'json' | 'changes';
  /** Null until they are asked for. */
  changes: ViewerChanges | null;

  /** Opens the table with this row selected, and looks for this text, unless it is empty. Never rejects. */
  open(row: number | null, text?: string): Promise<void>;
  /** Ends all reading. */
  close(): void;
  /** The cells of a row if they are in memory. */
  cells(row: number): readonly Cell[] | null;
  /** Reads these rows, which are near the window. */
  want(rows: readonly number[]): void;
  select(row: number | null): void;
  /** Ticks these rows, or takes their ticks away. */
  tick(rows: Iterable<number>, on: boolean): void;
  /** Lists the rows that match: the text in any column, and all of the filters. Never rejects. */
  find(change: Partial<RowQuery>): Promise<void>;
  /** Ends the search; what was found stays. */
  stopSearch(): void;
  showPane(pane: 'json' | 'changes'): void;
  /** Reads again what could not be read. */
  retry(): void;
  /** Reads again what became of the selected row. */
  followAgain(): void;
  /** The selected row in the server's own bytes. @throws HoldfastError `denied` when the browser refuses the clipboard. */
  copyRow(): Promise<void>;
  /** @throws as copyRow. */
  copy(text: string): Promise<void>;
}

export type ViewerStore = StoreApi<ViewerState>;

/** Where the viewer is: a table of a backup. */
export interface ViewerPlace {
  backupId: string;
  /** `schema.table` */
  table: string;
}

/** Rows that decide how wide columns are. */
const sampleRows = 40;

const nothingOpen = {
  state: 'opening',
  problem: null,
  columns: [],
  rowCount: 0,
  unreadable: [],
  turn: 0,
  query: noQuery,
  search: null,
  selected: null,
  ticked: new Set<number>(),
  row: null,
  pane: 'json',
  changes: null,
} satisfies Partial<ViewerState>;

/** State and acts of the viewer of one table of one backup. Parts are read when their rows come near the window. */
export function createViewerStore(
  services: Pick<Services, 'backups' | 'store' | 'archiver' | 'rows' | 'clock' | 'project' | 'host'>,
  { backupId, table }: ViewerPlace,
): ViewerStore {
  let closing = new AbortController();
  let rows: TableRows | null = null;
  let loader: RowLoader | null = null;
  let primaryKey: readonly string[] = [];

  return createStore<ViewerState>()((set, get) => {
    const follower = createRowFollower(services, (changes) => set({ changes }));
    const searching = createTableSearch(services.rows, (search) => {
      set({ search });
      showMatch(search);
    });

    /** Goes to the first match, unless the row that is looked at matches or may still be found to. */
    function showMatch(search: ViewerSearch | null): void {
      const { selected, rowCount } = get();
      const found = search?.matches?.rows;
      if (found === undefined || found[0] === undefined) return;
      const listed = selected !== null && rowOrder(rowCount, found).placeOf(selected) >= 0;
      if (!listed && (selected === null || search?.state === 'done')) get().select(found[0]);
    }

    function show({ row, bytes, overrides }: TableRow): void {
      // A copy: a view would keep its whole part in memory.
      set({ row: { row, bytes: bytes.slice(), cells: cellsOf(bytes, overrides) } });
      if (get().pane === 'changes') follow();
    }

    async function readSelected(): Promise<void> {
      const { selected } = get();
      if (rows === null || selected === null) return;
      const near = rows.peek(selected);
      if (near !== null) return show(near);
      const { signal } = closing;
      try {
        const [read] = await rows.read(selected, 1, signal);
        if (read !== undefined && get().selected === selected) show(read);
      } catch (error) {
        // The list needs the same part, and tells why it cannot be read.
        if (!isOver(error, signal)) await loader?.want([selected]);
      }
    }

    /** Reads what became of the selected row in all backups. */
    function follow(): void {
      const { row } = get();
      if (row === null) return;
      const key = keyOf(row.cells, primaryKey);
      void follower.follow({ table, by: key === null ? { backupId, row: row.row } : { key } }); // never rejects
    }

    return {
      ...nothingOpen,

      async open(row, text = '') {
        get().close();
        closing = new AbortController();
        const { signal } = closing;
        set({ ...nothingOpen, selected: row });
        try {
          const archive = await openArchive(services, backupId, signal);
          const parts = await archive.parts(table, signal);
          if (signal.aborted) return;
          const opened = createTableRows(createPartCache(services.rows), parts);
          const { count } = opened;
          const near = createRowLoader(opened, signal, (unreadable) => set({ unreadable, turn: get().turn + 1 }));
          [rows, loader] = [opened, near];
          primaryKey = archive.tables.get(table)?.primary_key ?? [];
          const selected = row === null || count === 0 ? null : Math.min(row, count - 1);
          const from = Math.max(0, Math.min(selected ?? 0, count - sampleRows));
          const sample = Array.from({ length: Math.min(sampleRows, count) }, (_, index) => from + index);
          await near.want(sample);
          if (signal.aborted) return;
          const columns = viewerColumns(
            archive.tables.get(table)?.columns ?? [],
            sample.map(near.cells).filter((cells) => cells !== null),
          );
          set({ state: 'ready', columns, rowCount: count, selected });
          await readSelected();
          if (text !== '' && !signal.aborted) await get().find({ text });
        } catch (error) {
          if (!isOver(error, signal)) set({ state: 'failed', problem: problemOf(error) });
        }
      },

      close() {
        closing.abort();
        searching.stop();
        follower.stop();
        [rows, loader] = [null, null];
      },

      cells: (row) => loader?.cells(row) ?? null,
      want: (wanted) => void loader?.want(wanted), // never rejects

      select(selected) {
        if (selected === get().selected) return;
        follower.stop();
        set({ selected, row: null, changes: null });
        void readSelected(); // never rejects
      },

      tick(chosen, on) {
        const ticked = new Set(get().ticked);
        for (const row of chosen) {
          if (on) ticked.add(row);
          else ticked.delete(row);
        }
        set({ ticked });
      },

      async find(change) {
        const query = { ...get().query, ...change };
        set({ query });
        if (rows !== null) await searching.run(rows.parts, query);
      },

      stopSearch: searching.stop,

      showPane(pane) {
        if (pane === get().pane) return;
        set({ pane });
        if (pane === 'changes' && get().changes === null) follow();
      },

      retry() {
        loader?.forget();
        set({ unreadable: [], turn: get().turn + 1 });
        if (get().row === null) void readSelected(); // never rejects
      },

      followAgain: follow,

      async copyRow() {
        const { row } = get();
        if (row !== null) await services.host.copyText(textOf(row.bytes, 0, row.bytes.length));
      },
      copy: (text) => services.host.copyText(text),
    };
  });
}

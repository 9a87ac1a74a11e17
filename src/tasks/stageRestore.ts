import { ChunkBuilder } from '../core/ChunkBuilder.ts';
import { planChunks } from '../core/planChunks.ts';
import type { RestoreConflict, RestoreRequest } from '../core/restore.ts';
import type { ChunkKind, RehearsalAnswer, RestoreChunk, RestoreOrder, VersionDigest } from '../ports/RestoreServer.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import type { RestoreChanges, TableToRestore } from './restoreChanges.ts';
import { stopTogether } from './stopTogether.ts';
import { type VisitedRow, visitRows } from './visitRows.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

export interface StageOptions {
  /** UUID of the restore, or of the rehearsal. */
  id: string;
  request: Pick<RestoreRequest, 'scope' | 'mode' | 'triggers' | 'conflicts'>;
  /** What the pre-restore backup read, by table; null in a rehearsal. */
  digests: ReadonlyMap<string, VersionDigest> | null;
  /** File name of the backup. */
  filename: string;
  sequences: RestoreOrder['sequences'];
  /** Bytes of JSON that a chunk aims at. */
  chunkBytes?: number;
  onProgress?: (progress: StageProgress) => void;
}

export interface StageProgress {
  /** Rows that were sent, and in all. */
  rowsDone: number;
  rows: number;
}

/** What was staged, and what the database says to it. */
export interface StagedRestore {
  order: RestoreOrder;
  /** As the server answered; tables by their place in `order`. */
  answer: RehearsalAnswer;
  /** The conflicts of `answer`, with rows by their numbers in the tables of the backup. */
  conflicts: RestoreConflict[];
}

/** Little enough for any proxy, much enough that requests do not count. */
const usualChunkBytes = 1024 * 1024;
/** What a row to be deleted is taken for, for each column of its key, bytes. */
const keyValueBytes = 64;
const chunksInFlight = 3;

/**
 * Sends the rows of a restore to the helper's staging tables and lets it find what cannot be written. No table of the project is touched.
 * May be repeated with the same id. What was staged stays: `RestoreServer.apply` or `end` comes next, also after an error.
 * @param context its session's `restore` is used; its signal stops everything.
 * @throws HoldfastError as RestoreServer, `archive-damaged`; AbortError.
 */
export async function stageRestore(
  services: Pick<Services, 'rows' | 'clock'>,
  context: RetryContext,
  { tables, unchanged }: Pick<RestoreChanges, 'tables' | 'unchanged'>,
  options: StageOptions,
): Promise<StagedRestore> {
  const server = context.session.restore;
  const planned = tables.map((change) => planTable(change, options.chunkBytes ?? usualChunkBytes));
  const order = orderOf(planned, unchanged, options);
  await withRetries(context, () => server.begin(order, context.signal));
  await sendRows(services, context, planned, options);
  const answer = await withRetries(context, () => server.rehearse(options.id, context.signal));
  return { order, answer, conflicts: answer.conflicts.map((conflict) => placeConflict(planned, conflict)) };
}

/** Rows of one kind, cut into chunks: `starts` are the places in `rows` at which each begins. */
interface ChunkList {
  rows: Uint32Array;
  starts: readonly number[];
}

interface PlannedTable {
  change: TableToRestore;
  lists: Record<ChunkKind, ChunkList>;
}

function planTable(change: TableToRestore, chunkBytes: number): PlannedTable {
  const sized = (parts: readonly StoredPart[]) => parts.map(({ rows, entry: { bytes } }) => ({ rows, bytes }));
  const [backup, live] = [sized(change.backup), sized(change.live)];
  const list = (rows: Uint32Array, parts: typeof backup, mostBytes?: number) => ({
    rows,
    starts: planChunks(rows, parts, chunkBytes, mostBytes),
  });
  const lists = {
    insert: list(change.insert, backup),
    update: list(change.update, backup),
    delete: list(change.delete, live, keyValueBytes * change.key.length),
  };
  return { change, lists };
}

function orderOf(
  planned: readonly PlannedTable[],
  unchanged: RestoreChanges['unchanged'],
  options: StageOptions,
): RestoreOrder {
  const { id, request, digests, filename, sequences } = options;
  const { scope, mode, triggers, conflicts } = request;
  const count = ({ rows, starts }: ChunkList) => ({ chunks: starts.length, rows: rows.length });
  return {
    ...{ id, mode, triggers, conflicts, backup: filename, sequences },
    everything: mode === 'replace' && scope.kind === 'tables' && scope.tables === null,
    unchanged: scope.kind === 'tables' ? unchanged.map(({ table }) => table) : [],
    tables: planned.map(({ change, lists }) => ({
      table: change.table,
      key: change.key,
      columns: change.columns,
      overrides: overriddenColumns(change),
      insert: count(lists.insert),
      update: count(lists.update),
      delete: count(lists.delete),
      all: change.all,
      digest: digests?.get(change.table) ?? null,
    })),
  };
}

/** Of rows that are written any column may have values that JSON cannot carry, of those that are deleted only the key is sent. */
function overriddenColumns({ columns, key, backup, live }: TableToRestore): string[] {
  const columnsIn = (parts: readonly StoredPart[]) => {
    const found = new Set<string>();
    for (const { overrides } of parts) for (const { column } of overrides) found.add(column);
    return found;
  };
  const [then, now] = [columnsIn(backup), columnsIn(live)];
  return columns.filter((name) => then.has(name) || (key.includes(name) && now.has(name)));
}

function placeConflict(
  planned: readonly PlannedTable[],
  { tableNo, chunkNo, row, ...conflict }: RehearsalAnswer['conflicts'][number],
): RestoreConflict {
  const { change, lists } = planned[tableNo] as PlannedTable;
  const { rows, starts } = lists[conflict.kind];
  return { ...conflict, table: change.table, row: rows[(starts[chunkNo] as number) + row] as number };
}

async function sendRows(
  services: Pick<Services, 'rows' | 'clock'>,
  context: RetryContext,
  planned: readonly PlannedTable[],
  { id, onProgress = () => undefined }: StageOptions,
): Promise<void> {
  const rows = planned.reduce(
    (sum, { lists }) => sum + lists.insert.rows.length + lists.update.rows.length + lists.delete.rows.length,
    0,
  );
  let rowsDone = 0;
  await stopTogether(context.signal, async (signal) => {
    const inFlight = new Set<Promise<void>>();
    const put = async (chunk: RestoreChunk, count: number) => {
      while (inFlight.size >= chunksInFlight) await Promise.race(inFlight);
      const sending = withRetries({ ...context, signal }, () => context.session.restore.put(id, chunk, signal)).then(
        () => {
          rowsDone += count;
          inFlight.delete(sending);
          onProgress({ rowsDone, rows });
        },
      );
      sending.catch(() => undefined); // whoever waits for a place, or for all of them, gets the error
      inFlight.add(sending);
    };
    for (const [tableNo, { change, lists }] of planned.entries()) {
      const to = (kind: ChunkKind) => new ChunkCutter(lists[kind], { tableNo, kind }, put, change);
      const written = [to('insert'), to('update')] as const;
      const both = joined(written[0].rows, written[1].rows).sort();
      await visitRows(services, change.backup, both, signal, (row, number) =>
        written.find((cutter) => cutter.awaits(number))?.add(row),
      );
      const deleted = to('delete');
      await visitRows(services, change.live, deleted.rows, signal, (row) => deleted.add(row));
    }
    await Promise.all(inFlight);
  });
}

function joined(one: Uint32Array, other: Uint32Array): Uint32Array {
  const both = new Uint32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** Puts the rows of a list into its chunks and passes each on when it is full. */
class ChunkCutter {
  readonly rows: Uint32Array;
  private readonly starts: readonly number[];
  private readonly head: Pick<RestoreChunk, 'tableNo' | 'kind'>;
  private readonly put: (chunk: RestoreChunk, rows: number) => Promise<void>;
  private readonly builder: ChunkBuilder;
  private place = 0;
  private chunkNo = 0;

  constructor(
    { rows, starts }: ChunkList,
    head: Pick<RestoreChunk, 'tableNo' | 'kind'>,
    put: (chunk: RestoreChunk, rows: number) => Promise<void>,
    { key, columns }: Pick<TableToRestore, 'key' | 'columns'>,
  ) {
    this.rows = rows;
    this.starts = starts;
    this.head = head;
    this.put = put;
    this.builder = head.kind === 'delete' ? new ChunkBuilder(key, true) : new ChunkBuilder(columns);
  }

  /** Whether the row with this number is the next of the list. */
  awaits(number: number): boolean {
    return this.rows[this.place] === number;
  }

  add({ bytes, start, end, overrides }: VisitedRow): undefined | Promise<void> {
    this.builder.add(bytes, start, end, overrides);
    this.place += 1;
    if (this.place < (this.starts[this.chunkNo + 1] ?? this.rows.length)) return undefined;
    const { rows: count } = this.builder;
    const chunk = { ...this.head, chunkNo: this.chunkNo, ...this.builder.take() };
    this.chunkNo += 1;
    return this.put(chunk, count);
  }
}

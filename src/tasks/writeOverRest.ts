import { describeError, HoldfastError } from '../core/HoldfastError.ts';
import { RowsRefused } from '../core/RowsRefused.ts';
import type { ChunkKind } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import { orderOfRows, type RowList } from './orderOfRows.ts';
import { cutBatches, type RestBatch, type RestTable } from './restBatches.ts';
import { sendBatch, type WritingWay } from './sendBatch.ts';
import type { RetryContext } from './withRetries.ts';

/** Rows that were sent, whatever became of them, but for those that the database certainly did not write: numbers by table and kind. */
export type SentRows = Map<string, Record<ChunkKind, Set<number>>>;

/** A batch that the database refused in the end. */
export interface RefusedRows {
  table: string;
  /** A sentence. */
  why: string;
}

interface WriteOptions {
  /** stop: the first refusal that order cannot mend ends it. go on: what can be written is, row by row where it has to be. */
  onRefusal: 'stop' | 'go on';
  /** Filled before anything is sent. */
  sent: SentRows;
  /** Told rows that were written. */
  onRows: (rows: number) => void;
}

/** Refusals that may be gone once other rows were written (a parent missing, rows that reference, a value taken), or with fewer rows at once. */
const mended = new Set(['23503', '23505', '23P01', '57014']);
/** Rows of one statement, of those that were put off, one number after the other. */
const rowsAtOnce = [500, 50, 1];

/** Rows that were put off. */
interface PutOff {
  table: RestTable;
  kind: ChunkKind;
  list: RowList;
  error: HoldfastError;
  /** Without naming the rows. */
  why: string;
}

/**
 * Writes rows statement by statement: deletes with children first, then inserts and updates with parents first. A batch that is refused because of
 * others that are still to come is put off until they are written.
 * @param tables parents before children.
 * @param context its signal stops between two statements.
 * @returns what was refused in the end; always empty with `stop`.
 * @throws what stopped it: RowsRefused, as RestWriter, as `visitRows`; AbortError.
 */
export async function writeOverRest(
  services: Pick<Services, 'rows' | 'clock'>,
  context: RetryContext,
  tables: readonly RestTable[],
  options: WriteOptions,
): Promise<RefusedRows[]> {
  const { signal } = context;
  const ways = new Map<string, WritingWay>(tables.map(({ table }) => [table, { byKey: false, computed: new Set() }]));
  let putOff: PutOff[] = [];
  let written = 0;

  const send = async (batch: RestBatch, together: boolean) => {
    signal.throwIfAborted();
    const noted = note(options.sent, batch);
    const trace = { mayBeWritten: false };
    try {
      await sendBatch(context, batch, ways.get(batch.table.table) as WritingWay, trace);
    } catch (failure) {
      // Or rolling back would take a row of somebody else for one of the restore.
      if (!trace.mayBeWritten) forget(options.sent, batch, noted);
      const error = namingRows(failure, batch);
      if (!canWait(error, options.onRefusal)) throw error;
      const list = { numbers: Uint32Array.from(batch.numbers), together };
      putOff.push({ table: batch.table, kind: batch.kind, list, error, why: describeError(failure).message });
      return;
    }
    written += batch.numbers.length;
    options.onRows(batch.numbers.length);
  };

  const write = async (table: RestTable, kind: ChunkKind) => {
    const parts = kind === 'delete' ? table.live : table.backup;
    const first = kind === 'delete' ? 'children' : 'parents';
    // Updates of rows that reference each other stand in each other's way only where both are new, and then they are inserts.
    const selfReferences = kind === 'update' ? [] : table.selfReferences;
    for (const list of await orderOfRows(services, parts, table[kind], selfReferences, first, signal)) {
      await cutBatches(services, table, kind, list, signal, (batch) => send(batch, list.together));
    }
  };

  for (const table of [...tables].reverse()) await write(table, 'delete');
  for (const table of tables) {
    await write(table, 'insert');
    await write(table, 'update');
  }

  // Once more as long as it helps, with fewer and fewer rows at once.
  for (let step = 0; putOff.length > 0 && step < rowsAtOnce.length; ) {
    const [again, before] = [putOff, written];
    putOff = [];
    for (const way of ways.values()) way.byKey = true;
    for (const { table, kind, list } of again) {
      const each = (batch: RestBatch) => send(batch, list.together);
      await cutBatches(services, table, kind, list, signal, each, rowsAtOnce[step]);
    }
    if (written === before) step += 1;
  }
  const [first] = putOff;
  if (first !== undefined && options.onRefusal === 'stop') throw first.error;
  return putOff.map(({ table: { table }, why }) => ({ table, why }));
}

/** @returns those that were not in it before, from a try of which nobody knows what became. */
function note(sent: SentRows, { table: { table }, kind, numbers }: RestBatch): number[] {
  const ofTable = sent.get(table) ?? { insert: new Set(), update: new Set(), delete: new Set() };
  const noted = numbers.filter((number) => !ofTable[kind].has(number));
  for (const number of noted) ofTable[kind].add(number);
  sent.set(table, ofTable);
  return noted;
}

function forget(sent: SentRows, { table: { table }, kind }: RestBatch, numbers: readonly number[]): void {
  const ofTable = sent.get(table);
  if (ofTable === undefined) return;
  for (const number of numbers) ofTable[kind].delete(number);
  if (ofTable.insert.size + ofTable.update.size + ofTable.delete.size === 0) sent.delete(table);
}

/** Says in the words of a refusal which rows it is about: where row level security guards a table, Postgres itself does not. */
function namingRows(error: unknown, { table: { table, key }, keys }: RestBatch): unknown {
  if (!(error instanceof RowsRefused)) return error;
  const [first, last] = [keys[0], keys.at(-1)].map((values) =>
    key.map((column, place) => `${column} ${values?.[place] ?? ''}`).join(', '),
  );
  const rows = keys.length === 1 ? first : `${keys.length} rows from ${first} to ${last}`;
  return new RowsRefused(`${table}, ${rows}: ${error.message}`, error);
}

function canWait(error: unknown, onRefusal: WriteOptions['onRefusal']): error is HoldfastError {
  if (error instanceof RowsRefused) return onRefusal === 'go on' || mended.has(error.sqlState ?? '');
  return onRefusal === 'go on' && error instanceof HoldfastError && error.code === 'denied';
}

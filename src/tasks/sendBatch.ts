import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import { cutValues } from '../core/keyCondition.ts';
import type { Cursor } from '../core/page.ts';
import { RowsRefused } from '../core/RowsRefused.ts';
import { joinRows, type RestBatch, type RestTable } from './restBatches.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/** Rows that are updated one by one at the same time. */
const updatesAtOnce = 4;
/** SQLSTATEs after which an update by key may do what an upsert could not: it inserts nothing. */
const onlyByKey = new Set(['428C9', '23502', '42P10']);

/** How the rows of one table are written, as it was found out. */
export interface WritingWay {
  /** Rows are updated one by one. */
  byKey: boolean;
  /** Columns that take no values, because the database computes them. */
  computed: Set<string>;
}

/** What is known of a batch beside an error. */
export interface BatchTrace {
  /** Whether rows of it may be written: a statement was carried out, or nobody knows what became of it. */
  mayBeWritten: boolean;
}

/** SQLSTATEs under which a statement ended that may yet have been carried out: connections that broke, servers that went away. */
const unclear = /^(08|57P|58|XX|40003)/;

/** Sends one statement, and keeps whether rows of it may be written. */
async function traced(trace: BatchTrace, statement: () => Promise<number>): Promise<number> {
  try {
    const rows = await statement();
    trace.mayBeWritten = true;
    return rows;
  } catch (error) {
    const sqlState = error instanceof RowsRefused ? error.sqlState : null;
    if (sqlState === null || unclear.test(sqlState)) trace.mayBeWritten = true;
    throw error;
  }
}

/** Says how many rows fewer were written than sent. */
function countsDiffer({ kind }: RestBatch, sent: number, written: number): RowsRefused {
  const done = { insert: 'inserted', update: 'updated', delete: 'deleted' }[kind];
  // Said of one row also where others of its table fared alike: rows are sent one by one once they were refused together.
  const said =
    sent === 1
      ? `A row that was sent by itself was not ${done}: row level security or a trigger passed over it.`
      : `${sent} rows were sent, but the database says that ${written} ${written === 1 ? 'was' : 'were'} ${done}. Row level security or a trigger passed over the rest.`;
  return new RowsRefused(said, {});
}

/**
 * Writes one batch, and compares what the database counted with what was sent. What may be repeated is tried again; an insert whose answer was
 * lost is asked for first.
 * @param context its signal ends waiting; a statement that is under way is not cut off, since nobody would know what became of it.
 * @param trace is kept up to date, also when it throws.
 * @throws RowsRefused also when fewer rows were written than sent; as RestWriter; AbortError.
 */
export async function sendBatch(
  context: RetryContext,
  batch: RestBatch,
  way: WritingWay,
  trace: BatchTrace,
): Promise<void> {
  const sent = batch.numbers.length;
  const send = { insert: sendInsert, update: sendUpdate, delete: sendDelete }[batch.kind];
  const columns = batch.table.columns.filter((column) => !way.computed.has(column));
  try {
    const written = await send(context, { ...batch, table: { ...batch.table, columns } }, trace, way);
    if (written !== sent) throw countsDiffer(batch, sent, written);
  } catch (error) {
    if (!(error instanceof RowsRefused) || error.generatedColumn === null || way.computed.has(error.generatedColumn)) {
      throw error;
    }
    way.computed.add(error.generatedColumn); // nothing was written
    await sendBatch(context, batch, way, trace);
  }
}

/** A signal for what must not be cut off. */
const never = () => new AbortController().signal;

async function sendInsert(context: RetryContext, { table, keys, rows }: RestBatch, trace: BatchTrace) {
  const { writer } = context.session;
  const body = joinRows(rows);
  let tries = 0;
  try {
    return await withRetries(context, async () => {
      tries += 1;
      if (tries > 1) {
        const there = await countRows(context, table, keys);
        if (there > 0) return there;
      }
      return await traced(trace, () => writer.insert(table, body, never()));
    });
  } catch (error) {
    // What was sent before arrived after all, between asking and sending again.
    if (tries < 2 || !(error instanceof RowsRefused) || error.sqlState !== '23505') throw error;
    const there = await withRetries(context, () => countRows(context, table, keys));
    if (there !== keys.length) throw error;
    return there;
  }
}

async function sendUpdate(context: RetryContext, batch: RestBatch, trace: BatchTrace, way: WritingWay) {
  const { table, keys, rows } = batch;
  const { writer } = context.session;
  if (!way.byKey) {
    try {
      const body = joinRows(rows);
      return await withRetries(context, () => traced(trace, () => writer.upsert(table, body, never())));
    } catch (error) {
      const mayHelp =
        error instanceof RowsRefused
          ? onlyByKey.has(error.sqlState ?? '') && error.generatedColumn === null
          : error instanceof HoldfastError && error.code === 'denied';
      if (!mayHelp) throw error;
      way.byKey = true; // nothing was written
    }
  }
  let written = 0;
  for (let from = 0; from < rows.length; from += updatesAtOnce) {
    context.signal.throwIfAborted();
    const some = rows.slice(from, from + updatesAtOnce);
    const answers = await Promise.allSettled(
      some.map((row, place) =>
        withRetries(context, () =>
          traced(trace, () => writer.update(table, keys[from + place] as Cursor, row, never())),
        ),
      ),
    );
    for (const answer of answers) {
      if (answer.status === 'rejected') throw answer.reason;
      written += answer.value;
    }
  }
  return written;
}

async function sendDelete(context: RetryContext, { table, keys, referenced }: RestBatch, trace: BatchTrace) {
  for (const [place, { table: child, columns }] of table.referencedBy.entries()) {
    for (const values of cutValues(columns, referenced[place] ?? [])) {
      const rows = await countIfVisible(context, child, columns, values);
      if (rows > 0) {
        throw new RowsRefused(`Rows of ${child} reference rows of ${table.table} that are to be deleted.`, {
          sqlState: '23503',
        });
      }
    }
  }
  let tries = 0;
  return await withRetries(context, async () => {
    tries += 1;
    const deleted = await traced(trace, () => context.session.writer.delete(table, keys, never()));
    // Those that the try before deleted, whose answer was lost, are not counted again.
    const gone = tries > 1 && (await countRows(context, table, keys)) === 0;
    return gone ? keys.length : deleted;
  });
}

async function countRows({ session, signal }: RetryContext, { table, key }: RestTable, keys: readonly Cursor[]) {
  let rows = 0;
  for (const values of cutValues(key, keys)) rows += await session.writer.count(table, key, values, signal);
  return rows;
}

/** Rows of a table that the caller may not be able to read: then none are known. */
async function countIfVisible(
  context: RetryContext,
  table: string,
  columns: readonly string[],
  values: readonly Cursor[],
): Promise<number> {
  try {
    return await withRetries(context, () => context.session.writer.count(table, columns, values, context.signal));
  } catch (error) {
    if (isAbort(error) || !(error instanceof HoldfastError)) throw error;
    if (error.code === 'not-found' || error.code === 'denied') return 0;
    throw error;
  }
}

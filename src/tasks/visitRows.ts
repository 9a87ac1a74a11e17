import { groupBy } from '../core/groupBy.ts';
import type { RowOverride } from '../core/page.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { mapInOrder } from './mapInOrder.ts';
import { createTurns } from './turns.ts';

/** A row where it stands in the bytes of its part. */
export interface VisitedRow {
  bytes: Uint8Array<ArrayBuffer>;
  /** Offsets, end exclusive. */
  start: number;
  end: number;
  overrides: readonly RowOverride[];
}

const none: readonly RowOverride[] = [];
/** Rows between two looks at the clock. */
const rowsPerLook = 256;
/** Parts that are read ahead of the one that is gone through. */
const partsAhead = 1;

/**
 * Goes through some rows of a table in order, a part at a time; parts without any of them are not read.
 * @param wanted numbers of rows in the table, from 0, rising; null for all. The signal should also stop what reads ahead.
 * @param visit may return a promise, which is waited for; bytes are only lent until then.
 * @throws HoldfastError `archive-damaged`; AbortError; what `visit` throws.
 */
export async function visitRows(
  { rows: reader, clock }: Pick<Services, 'rows' | 'clock'>,
  parts: readonly StoredPart[],
  wanted: Uint32Array | null,
  signal: AbortSignal,
  visit: (row: VisitedRow, number: number) => undefined | Promise<void>,
): Promise<void> {
  const turns = createTurns(clock, signal);
  const slices = slicesOf(parts, wanted);
  const read = mapInOrder(slices, partsAhead, async (slice) => ({
    slice,
    rows: await reader.rows(slice.part, signal),
  }));
  for await (const { slice, rows } of read) {
    turns.begin();
    const { part, first, from, to } = slice;
    const overrides = groupBy(part.overrides, ({ row }) => row);
    for (let place = from; place < to; place += 1) {
      const number = wanted === null ? place : (wanted[place] as number);
      const row = number - first;
      const [start, end] = [rows.starts[row] as number, rows.ends[row] as number];
      const waiting = visit({ bytes: rows.bytes, start, end, overrides: overrides.get(row) ?? none }, number);
      if (waiting !== undefined) await waiting;
      if (place % rowsPerLook === 0) await turns.next();
    }
  }
}

/** What is wanted of one part. */
interface Slice {
  part: StoredPart;
  /** Number in the table of its first row. */
  first: number;
  /** Places in `wanted`; where all rows are, numbers of rows in the table. */
  from: number;
  to: number;
}

function slicesOf(parts: readonly StoredPart[], wanted: Uint32Array | null): Slice[] {
  const slices: Slice[] = [];
  let first = 0;
  let from = 0;
  for (const part of parts) {
    const end = first + part.rows;
    let to = end;
    if (wanted !== null) for (to = from; to < wanted.length && (wanted[to] as number) < end; ) to += 1;
    if (to > from) slices.push({ part, first, from, to });
    first = end;
    from = to;
  }
  return slices;
}

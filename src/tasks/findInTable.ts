import type { RowQuery } from '../core/rowQuery.ts';
import type { PartMatches, RowReader, StoredPart } from '../ports/RowReader.ts';
import { mapInOrder } from './mapInOrder.ts';
import { stopTogether } from './stopTogether.ts';

/** Matching rows of one table, for the viewer. */
export interface TableMatches {
  /** Numbers in the whole table, rising. */
  rows: Uint32Array;
  /** First column in which the text stands in the row `rows[index]`; null without a text. */
  columnOf(index: number): string | null;
  bytesDone: number;
  bytes: number;
  done: boolean;
}

/** Parts that are searched ahead of the one whose turn it is, so that all workers are busy. */
const partsAhead = 3;

/** The matches of a table as its parts come in. */
class Collected {
  private rows = new Uint32Array(1024);
  private columns = new Uint16Array(1024);
  private length = 0;
  private readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  add(firstRow: number, found: PartMatches): void {
    const length = this.length + found.rows.length;
    if (length > this.rows.length) {
      const size = Math.max(length, this.rows.length * 2);
      const [rows, columns] = [this.rows, this.columns];
      this.rows = new Uint32Array(size);
      this.columns = new Uint16Array(size);
      this.rows.set(rows.subarray(0, this.length));
      this.columns.set(columns.subarray(0, this.length));
    }
    const numbers = found.columns.map((name) => this.numberOf(name));
    for (let index = 0; index < found.rows.length; index += 1) {
      this.rows[this.length + index] = firstRow + (found.rows[index] as number);
      this.columns[this.length + index] = numbers[found.columnOf[index] ?? -1] ?? 0;
    }
    this.length = length;
  }

  /** What is there so far; later rows do not change it. */
  get matches(): Pick<TableMatches, 'rows' | 'columnOf'> {
    const { columns, names } = this;
    return {
      rows: this.rows.subarray(0, this.length),
      columnOf: (index) => names[columns[index] as number] ?? null,
    };
  }

  private numberOf(name: string): number {
    const number = this.numbers.get(name) ?? this.names.push(name) - 1;
    this.numbers.set(name, number);
    return number;
  }
}

/**
 * The rows of an opened table that match, in order, reported part by part.
 * @throws HoldfastError `archive-damaged`; AbortError.
 */
export async function findInTable(
  reader: Pick<RowReader, 'find'>,
  parts: readonly StoredPart[],
  query: RowQuery,
  signal: AbortSignal,
  onFound: (matches: TableMatches) => void,
): Promise<TableMatches> {
  const bytes = parts.reduce((sum, { entry }) => sum + entry.bytes, 0);
  const collected = new Collected();
  let firstRow = 0;
  let bytesDone = 0;
  const now = (done: boolean): TableMatches => ({ ...collected.matches, bytesDone, bytes, done });
  await stopTogether(signal, async (stop) => {
    const search = (part: StoredPart) => reader.find(part, query, { first: 0, key: [], rowBytes: 0 }, stop);
    let index = 0;
    for await (const found of mapInOrder(parts, partsAhead, search)) {
      stop.throwIfAborted();
      const part = parts[index++] as StoredPart;
      collected.add(firstRow, found);
      firstRow += part.rows;
      bytesDone += part.entry.bytes;
      if (index < parts.length) onFound(now(false));
    }
  });
  const all = now(true);
  onFound(all);
  return all;
}

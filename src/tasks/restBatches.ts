import { keyCondition, mostConditionBytes } from '../core/keyCondition.ts';
import type { Cursor } from '../core/page.ts';
import { readRow } from '../core/rowKey.ts';
import type { ChunkKind } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import type { RowList } from './orderOfRows.ts';
import type { TableToRestore } from './restoreChanges.ts';
import type { ForeignKey } from './restoreScope.ts';
import { createValueReader } from './valuesOfRow.ts';
import { type VisitedRow, visitRows } from './visitRows.ts';

/** A table as it is written over REST. */
export interface RestTable
  extends Pick<TableToRestore, 'table' | 'key' | 'columns' | 'insert' | 'update' | 'delete' | 'backup' | 'live'> {
  /** Foreign keys into itself. */
  selfReferences: readonly ForeignKey[];
  /** Foreign keys of other tables into it. */
  referencedBy: readonly ForeignKey[];
}

/** Rows that are written by one statement. */
export interface RestBatch {
  table: RestTable;
  kind: ChunkKind;
  /** In the table of the backup; of rows to delete, in that of the live side. */
  numbers: readonly number[];
  keys: readonly Cursor[];
  /** Each row as JSON; none for rows to delete. */
  rows: readonly Uint8Array<ArrayBuffer>[];
  /** Of rows to delete: for each foreign key of `referencedBy` the values that it would reference. */
  referenced: readonly (readonly Cursor[])[];
}

/** Few enough for the 8 seconds that a hosted project gives a statement. */
const mostRows = 500;
const mostBytes = 512 * 1024;

const comma = new TextEncoder().encode(',');
const [open, close] = [new TextEncoder().encode('['), new TextEncoder().encode(']')];

/** Rows as one JSON array. */
export function joinRows(rows: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const pieces = [open, ...rows.flatMap((row, place) => (place === 0 ? [row] : [comma, row])), close];
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/**
 * Cuts rows into batches and hands each on.
 * @param rowsAtOnce at most so many in one batch, but for those that have to go together.
 * @param send is waited for.
 * @throws as `visitRows`; HoldfastError `key-not-usable`; what `send` throws.
 */
export async function cutBatches(
  services: Pick<Services, 'rows' | 'clock'>,
  table: RestTable,
  kind: ChunkKind,
  { numbers, together }: RowList,
  signal: AbortSignal,
  send: (batch: RestBatch) => Promise<void>,
  rowsAtOnce = mostRows,
): Promise<void> {
  const collector = new Collector(table, kind);
  const most = kind === 'delete' ? mostConditionBytes : mostBytes;
  const parts = kind === 'delete' ? table.live : table.backup;
  await visitRows(services, parts, numbers, signal, (row, number) => {
    collector.add(row, number);
    const full = !together && (collector.count >= rowsAtOnce || collector.bytes >= most);
    return full ? send(collector.take()) : undefined;
  });
  if (collector.count > 0) await send(collector.take());
}

class Collector {
  bytes = 0;
  private readonly table: RestTable;
  private readonly kind: ChunkKind;
  private readonly readers: ((row: VisitedRow) => Cursor | null)[];
  private numbers: number[] = [];
  private keys: Cursor[] = [];
  private rows: Uint8Array<ArrayBuffer>[] = [];
  private referenced: Cursor[][] = [];

  constructor(table: RestTable, kind: ChunkKind) {
    this.table = table;
    this.kind = kind;
    const references = kind === 'delete' ? table.referencedBy : [];
    this.readers = references.map(({ referencedColumns }) => createValueReader(referencedColumns));
    this.referenced = this.readers.map(() => []);
  }

  get count(): number {
    return this.numbers.length;
  }

  add(row: VisitedRow, number: number): void {
    const { bytes, start, end } = row;
    const { key } = readRow(bytes, start, end, this.table.key);
    this.numbers.push(number);
    this.keys.push(key);
    if (this.kind !== 'delete') {
      this.rows.push(bytes.slice(start, end));
      this.bytes += end - start;
      return;
    }
    this.bytes += encodeURIComponent(keyCondition(this.table.key, [key])).length;
    for (const [place, valuesOf] of this.readers.entries()) {
      const values = valuesOf(row);
      if (values !== null) this.referenced[place]?.push(values);
    }
  }

  take(): RestBatch {
    const { table, kind, numbers, keys, rows, referenced } = this;
    this.numbers = [];
    this.keys = [];
    this.rows = [];
    this.referenced = this.readers.map(() => []);
    this.bytes = 0;
    return { table, kind, numbers, keys, rows, referenced };
  }
}

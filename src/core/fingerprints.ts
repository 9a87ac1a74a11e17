import { createBLAKE3, type IHasher } from 'hash-wasm';
import type { RowOverride } from './page.ts';
import { ColumnFinder, RowWalker } from './rowWalker.ts';
import { overridesByRow, type ValueRules } from './valueRules.ts';

/** How rows are told apart; both sides of a comparison use the same. */
export interface FingerprintPlan {
  /** Columns that name a row; empty: a row is named by all of its content. */
  key: readonly string[];
  /** Columns whose values count; null for the whole row as it is written, where both sides have the same columns in the same order. */
  columns: readonly string[] | null;
  rules: ValueRules;
  /** Chosen anew for each comparison, so that nobody can prepare rows that look equal: 32 ASCII characters. */
  seed: string;
}

/** Words of 32 bits that a row takes: four of its key, four of its content. */
export const fingerprintWords = 8;

/** What tells the rows of a part apart. */
export interface PartFingerprints {
  /** For each row in order `fingerprintWords` words: rows with equal words are equal, but for a chance of 2^-90. */
  words: Uint32Array<ArrayBuffer>;
  /** Columns of its first row, in the order in which it is written; null when it has none. */
  columns: string[] | null;
}

/** Rows as they stand in a part. */
export interface RowsOfPart {
  bytes: Uint8Array;
  starts: Uint32Array;
  ends: Uint32Array;
  overrides: readonly RowOverride[];
}

const hashBits = 128;
const hashBytes = hashBits / 8;
const quote = 0x22;
const letterN = 0x6e;
const encoder = new TextEncoder();

/** What stands before a value, so that no two rows of different values are written alike. */
const tag = { missing: 0, null: 1, value: 2, text: 3, override: 4 } as const;

/**
 * Fingerprints of rows: keyed BLAKE3, so that they are as good as random to everybody who does not know the seed.
 * @throws TypeError or SyntaxError when the names of a row are no valid JSON.
 */
export async function fingerprintRows(rows: RowsOfPart, plan: FingerprintPlan): Promise<PartFingerprints> {
  const hasher = await createBLAKE3(hashBits, encoder.encode(plan.seed));
  const count = rows.starts.length;
  const words = new Uint32Array(count * fingerprintWords);
  const digests = new Uint8Array(words.buffer);
  const hashContent = contentHasher(rows, plan, hasher);
  const key = plan.key.length === 0 ? null : new ColumnFinder(plan.key);
  const record = new ValueRecord();
  for (let row = 0; row < count; row += 1) {
    const [start, end] = [rows.starts[row] as number, rows.ends[row] as number];
    const content = hashContent(row, start, end);
    const at = row * fingerprintWords * 4;
    digests.set(content, at + hashBytes);
    if (key === null) digests.set(content, at);
    else {
      key.seek(rows.bytes, start, end);
      record.clear();
      // By their text, so that rows find each other when the type of a key changed.
      for (let index = 0; index < plan.key.length; index += 1) record.add(rows.bytes, key, index, true);
      digests.set(hasher.init().update(record.written).digest('binary'), at);
    }
  }
  return { words, columns: columnsOfFirst(rows) };
}

function contentHasher(
  { bytes, overrides }: RowsOfPart,
  { columns, rules }: FingerprintPlan,
  hasher: IHasher,
): (row: number, start: number, end: number) => Uint8Array {
  const byRow = overridesByRow(overrides, rules);
  if (columns === null) {
    return (row, start, end) => {
      hasher.init().update(bytes.subarray(start, end));
      // A row ends with its brace, so nothing that follows it can be taken for a part of it.
      for (const { column, text } of byRow.get(row) ?? []) hasher.update(JSON.stringify([column, text]));
      return hasher.digest('binary');
    };
  }
  const finder = new ColumnFinder(columns);
  const record = new ValueRecord();
  const asText = columns.map((column) => rules.asText.includes(column));
  return (row, start, end) => {
    finder.seek(bytes, start, end);
    record.clear();
    const own = byRow.get(row);
    for (let index = 0; index < columns.length; index += 1) {
      record.add(bytes, finder, index, asText[index] as boolean);
      const override = own?.find(({ column }) => column === columns[index]);
      if (override !== undefined) record.addOverride(override.text);
    }
    return hasher.init().update(record.written).digest('binary');
  };
}

function columnsOfFirst({ bytes, starts, ends }: RowsOfPart): string[] | null {
  const [start, end] = [starts[0], ends[0]];
  if (start === undefined || end === undefined) return null;
  const walker = new RowWalker();
  walker.walk(bytes, start, end);
  return walker.columns;
}

/** The values of a row one after another, each with its kind and length before it. */
class ValueRecord {
  private buffer = new Uint8Array(1024);
  private size = 0;

  get written(): Uint8Array {
    return this.buffer.subarray(0, this.size);
  }

  clear(): void {
    this.size = 0;
  }

  /** @param asText a string counts as what stands in it: "10" as 10. */
  add(bytes: Uint8Array, finder: ColumnFinder, index: number, asText: boolean): void {
    const has = finder.has(index);
    const [start, end] = has ? [finder.start(index), finder.end(index)] : [0, 0];
    if (!has) this.put(tag.missing, bytes, 0, 0);
    else if (bytes[start] === letterN) this.put(tag.null, bytes, 0, 0);
    else if (asText && bytes[start] === quote) this.put(tag.text, bytes, start + 1, end - 1);
    else this.put(asText ? tag.text : tag.value, bytes, start, end);
  }

  addOverride(text: string): void {
    const bytes = encoder.encode(text);
    this.put(tag.override, bytes, 0, bytes.length);
  }

  private put(kind: number, bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const needed = this.size + 5 + length;
    if (needed > this.buffer.length) {
      const larger = new Uint8Array(needed * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    const { buffer } = this;
    let at = this.size;
    buffer[at++] = kind;
    for (let shift = 0; shift < 32; shift += 8) buffer[at++] = length >>> shift;
    if (length < 64) for (let index = start; index < end; index += 1) buffer[at++] = bytes[index] as number;
    else buffer.set(bytes.subarray(start, end), at);
    this.size = needed;
  }
}

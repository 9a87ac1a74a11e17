import { FingerprintIndex } from './FingerprintIndex.ts';
import { fingerprintWords } from './fingerprints.ts';
import { GrowingWords } from './GrowingWords.ts';

/** The rows of a table that differ, by their numbers in the table of each side. All rise, pairs by the row after. */
export interface JoinedRows {
  removed: Uint32Array<ArrayBuffer>;
  added: Uint32Array<ArrayBuffer>;
  /** Row before and row after of each pair. */
  changedBefore: Uint32Array<ArrayBuffer>;
  changedAfter: Uint32Array<ArrayBuffer>;
}

/** Rows whose hashes are held at once: past it, the rows are gone through several times. Some 130 MB at most. */
export const rowsPerPass = 2_000_000;

/** How often the rows have to be gone through, so that those before fit. */
export function passesFor(rowsBefore: number): number {
  return Math.max(1, Math.ceil(rowsBefore / rowsPerPass));
}

const hashWords = fingerprintWords / 2;
/** Entries that `finish` goes through between two of its yields: about a millisecond. */
const entriesPerStep = 8192;

/**
 * Joins the fingerprints of a table's rows before and after. Equal rows find each other first, whatever their number; of what is left,
 * rows of the same key are one row that changed. So no key need be unique for the answer to be right:
 * rows before - removed + added = rows after, and no two rows that are called removed and added are equal.
 * Add all rows before, then all rows after. 44 bytes a row before, 20 for each row after that has no equal.
 */
export class FingerprintJoin {
  private readonly keyed: boolean;
  private readonly pass: number;
  private readonly passes: number;
  private readonly keys: GrowingWords;
  private readonly contents: GrowingWords;
  private readonly rows: GrowingWords;
  private readonly equal: FingerprintIndex;
  private readonly otherKeys = new GrowingWords(0);
  private readonly otherRows = new GrowingWords(0);

  /**
   * @param rowsBefore as many are expected.
   * @param pass of `passes`, from 0: only rows whose key falls into it count, the others are left to other passes.
   */
  constructor(options: { keyed: boolean; rowsBefore: number; pass: number; passes: number }) {
    this.keyed = options.keyed;
    this.pass = options.pass;
    this.passes = options.passes;
    const expected = Math.ceil(options.rowsBefore / options.passes);
    this.keys = new GrowingWords(this.keyed ? expected * hashWords : 0);
    this.contents = new GrowingWords(expected * hashWords);
    this.rows = new GrowingWords(expected);
    this.equal = new FingerprintIndex(this.contents, expected);
  }

  /** Takes the rows `from` to `to` (exclusive) of a part before, of which the first has number `first` in the table. */
  addBefore(words: Uint32Array, first: number, from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      const at = row * fingerprintWords;
      if (!this.isOfPass(words, at)) continue;
      if (this.keyed) this.keys.append(words, at, hashWords);
      this.contents.append(words, at + hashWords, hashWords);
      this.equal.add(this.rows.length);
      this.rows.push(first + row);
    }
  }

  /** As `addBefore`, for rows after. */
  addAfter(words: Uint32Array, first: number, from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      const at = row * fingerprintWords;
      if (!this.isOfPass(words, at) || this.equal.take(words, at + hashWords) >= 0) continue;
      if (this.keyed) this.otherKeys.append(words, at, hashWords);
      this.otherRows.push(first + row);
    }
  }

  /** What differs. Yields now and then, so that other work gets its turn; nothing can be added any more. */
  *finish(): Generator<undefined, JoinedRows> {
    const left = new GrowingWords(0);
    const leftKeys = new GrowingWords(0);
    for (let entry = 0; entry < this.rows.length; entry += 1) {
      if (entry % entriesPerStep === entriesPerStep - 1) yield;
      if (this.equal.isTaken(entry)) continue;
      left.push(this.rows.words[entry] as number);
      if (this.keyed) leftKeys.append(this.keys.words, entry * hashWords, hashWords);
    }
    if (!this.keyed) {
      const none = new Uint32Array(0);
      return { removed: left.toArray(), added: this.otherRows.toArray(), changedBefore: none, changedAfter: none };
    }
    const byKey = new FingerprintIndex(leftKeys, left.length);
    // Stacks: the last that is put in comes out first, so that rows of one key pair up in their order.
    for (let entry = left.length - 1; entry >= 0; entry -= 1) {
      if (entry % entriesPerStep === 0) yield;
      byKey.add(entry);
    }
    const [added, changedBefore, changedAfter] = [new GrowingWords(0), new GrowingWords(0), new GrowingWords(0)];
    for (let other = 0; other < this.otherRows.length; other += 1) {
      if (other % entriesPerStep === entriesPerStep - 1) yield;
      const row = this.otherRows.words[other] as number;
      const entry = byKey.take(this.otherKeys.words, other * hashWords);
      if (entry < 0) added.push(row);
      else {
        changedBefore.push(left.words[entry] as number);
        changedAfter.push(row);
      }
    }
    const removed = new GrowingWords(0);
    for (let entry = 0; entry < left.length; entry += 1) {
      if (entry % entriesPerStep === entriesPerStep - 1) yield;
      if (!byKey.isTaken(entry)) removed.push(left.words[entry] as number);
    }
    return {
      removed: removed.toArray(),
      added: added.toArray(),
      changedBefore: changedBefore.toArray(),
      changedAfter: changedAfter.toArray(),
    };
  }

  private isOfPass(words: Uint32Array, at: number): boolean {
    // The last word, since the first decides the place in the index.
    return this.passes === 1 || (words[at + hashWords - 1] as number) % this.passes === this.pass;
  }
}

/** The answers of all passes as one. */
export function mergePasses(passes: readonly JoinedRows[]): JoinedRows {
  const [only] = passes;
  if (only !== undefined && passes.length === 1) return only;
  const sorted = (lists: readonly Uint32Array[]) => joined(lists).sort();
  const before = joined(passes.map(({ changedBefore }) => changedBefore));
  const after = joined(passes.map(({ changedAfter }) => changedAfter));
  // Pairs as one number each, so that they can be sorted without an object for each.
  const pairs = new BigUint64Array(before.length);
  for (let index = 0; index < pairs.length; index += 1) {
    pairs[index] = (BigInt(after[index] as number) << 32n) | BigInt(before[index] as number);
  }
  pairs.sort();
  for (let index = 0; index < pairs.length; index += 1) {
    after[index] = Number((pairs[index] as bigint) >> 32n);
    before[index] = Number((pairs[index] as bigint) & 0xffff_ffffn);
  }
  return {
    removed: sorted(passes.map(({ removed }) => removed)),
    added: sorted(passes.map(({ added }) => added)),
    changedBefore: before,
    changedAfter: after,
  };
}

function joined(lists: readonly Uint32Array[]): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const list of lists) {
    all.set(list, offset);
    offset += list.length;
  }
  return all;
}

import type { GrowingWords } from './GrowingWords.ts';

const wordsPerHash = 4;

/**
 * Finds entries by hashes of 128 bits, by open addressing. Entries are numbers from 0 on whose hashes stand in one list in their order;
 * entries of the same hash form a stack. 8 to 16 bytes an entry beside the hashes.
 */
export class FingerprintIndex {
  private readonly hashes: GrowingWords;
  /** Entry on top of the stack of each slot, plus 1; 0 for a free slot. An emptied stack keeps its slot, and its last entry. */
  private slots: Uint32Array<ArrayBuffer>;
  private mask: number;
  private used = 0;
  /** Entry below each, plus 1; 0 at the bottom. */
  private below: Uint32Array<ArrayBuffer>;
  private readonly taken: Uint8Array<ArrayBuffer>[] = [];

  /** @param expected entries for which there is room from the beginning. */
  constructor(hashes: GrowingWords, expected: number) {
    this.hashes = hashes;
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
    this.slots = new Uint32Array(size);
    this.mask = size - 1;
    this.below = new Uint32Array(Math.max(16, expected));
  }

  /** Puts an entry on top of the stack of its hash. */
  add(entry: number): void {
    if (entry >= this.below.length) this.below = doubled(this.below, entry + 1);
    if (this.used * 2 > this.mask) this.rehash();
    const slot = this.find(this.hashes.words, entry * wordsPerHash);
    const top = this.slots[slot] as number;
    if (top === 0) this.used += 1;
    this.below[entry] = top !== 0 && this.isTaken(top - 1) ? 0 : top;
    this.slots[slot] = entry + 1;
  }

  /** Takes an entry of the hash at this place of a list off its stack; -1 when none is left. */
  take(words: Uint32Array, at: number): number {
    const slot = this.find(words, at);
    const top = this.slots[slot] as number;
    if (top === 0 || this.isTaken(top - 1)) return -1;
    const entry = top - 1;
    this.setTaken(entry);
    const next = this.below[entry] as number;
    if (next !== 0) this.slots[slot] = next;
    return entry;
  }

  isTaken(entry: number): boolean {
    const bits = this.taken[entry >>> 19];
    return bits !== undefined && ((bits[(entry & 0x7ffff) >>> 3] as number) & (1 << (entry & 7))) !== 0;
  }

  private setTaken(entry: number): void {
    const block = entry >>> 19;
    let bits = this.taken[block];
    if (bits === undefined) {
      bits = new Uint8Array(2 ** 16);
      this.taken[block] = bits;
    }
    const byte = (entry & 0x7ffff) >>> 3;
    bits[byte] = (bits[byte] as number) | (1 << (entry & 7));
  }

  /** The slot of a hash, or the free one where it would stand. */
  private find(words: Uint32Array, at: number): number {
    const known = this.hashes.words;
    let slot = (words[at] as number) & this.mask;
    for (;;) {
      const top = this.slots[slot] as number;
      if (top === 0) return slot;
      const base = (top - 1) * wordsPerHash;
      if (
        known[base] === words[at] &&
        known[base + 1] === words[at + 1] &&
        known[base + 2] === words[at + 2] &&
        known[base + 3] === words[at + 3]
      ) {
        return slot;
      }
      slot = (slot + 1) & this.mask;
    }
  }

  private rehash(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    this.mask = this.slots.length - 1;
    for (const top of old) if (top !== 0) this.slots[this.find(this.hashes.words, (top - 1) * wordsPerHash)] = top;
  }
}

function doubled(words: Uint32Array<ArrayBuffer>, least: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(words.length * 2, least));
  larger.set(words);
  return larger;
}

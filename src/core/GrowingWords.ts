/** A list of 32-bit words that grows by doubling, without boxing a number for each. */
export class GrowingWords {
  private values: Uint32Array<ArrayBuffer>;
  length = 0;

  /** @param expected words for which there is room from the beginning. */
  constructor(expected: number) {
    this.values = new Uint32Array(Math.max(16, expected));
  }

  /** The words; what stands past `length` means nothing. Another array after growing. */
  get words(): Uint32Array<ArrayBuffer> {
    return this.values;
  }

  push(word: number): void {
    if (this.length === this.values.length) this.grow(1);
    this.values[this.length++] = word;
  }

  /** Adds `count` words of another list. */
  append(from: Uint32Array, start: number, count: number): void {
    if (this.length + count > this.values.length) this.grow(count);
    const { values } = this;
    for (let index = 0; index < count; index += 1) values[this.length++] = from[start + index] as number;
  }

  /** A copy of just the words. */
  toArray(): Uint32Array<ArrayBuffer> {
    return this.values.slice(0, this.length);
  }

  private grow(room: number): void {
    const larger = new Uint32Array(Math.max(this.values.length * 2, this.length + room));
    larger.set(this.values);
    this.values = larger;
  }
}

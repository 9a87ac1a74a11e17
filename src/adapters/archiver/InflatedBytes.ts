import { archiveDamaged } from '../../core/archiveDamage.ts';
import { releaseBytes } from './releaseBytes.ts';

/** What a deflated file is first given room for, as a multiple of its size: rows as JSON shrink to a tenth, seldom to less. */
const usualRatio = 16;
const leastRoomBytes = 64 * 1024;

/**
 * Collects what a file inflates to. Room grows with what really came, never by what was declared alone, and more than was declared is
 * refused, so that a bomb takes neither memory nor time.
 */
export class InflatedBytes {
  private bytes: Uint8Array<ArrayBuffer>;
  private length = 0;
  private readonly path: string;
  private readonly declared: number;

  /**
   * @param entry sizes in bytes, as declared; `compressedBytes` of them are really there.
   * @param room bytes to write into, if they are enough for the beginning.
   */
  constructor(
    { path, bytes, compressedBytes }: { path: string; bytes: number; compressedBytes: number },
    room: Uint8Array<ArrayBuffer> | undefined,
  ) {
    this.path = path;
    this.declared = bytes;
    const least = Math.min(bytes, Math.max(leastRoomBytes, compressedBytes * usualRatio));
    this.bytes = room !== undefined && room.length >= least ? room : new Uint8Array(least);
  }

  /** @throws HoldfastError `archive-damaged` past the declared size. */
  add(chunk: Uint8Array): void {
    const next = this.length + chunk.length;
    if (next > this.declared) throw archiveDamaged(`${this.path} is larger than it declares`);
    if (next > this.bytes.length) {
      const larger = new Uint8Array(Math.min(this.declared, Math.max(next, this.bytes.length * 2)));
      larger.set(this.bytes.subarray(0, this.length));
      releaseBytes(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(chunk, this.length);
    this.length = next;
  }

  /** All of it. @throws HoldfastError `archive-damaged` when it is less than declared. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.length < this.declared) throw archiveDamaged(`${this.path} is smaller than it declares`);
    return this.bytes.length === this.declared ? this.bytes : this.bytes.subarray(0, this.declared);
  }
}

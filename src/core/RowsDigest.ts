import { createSHA256, type IHasher } from 'hash-wasm';
import type { Page } from './page.ts';

/** SHA-256 over rows, whatever pages they came in: to see whether two readings of a table agree. */
export class RowsDigest {
  private readonly hasher: IHasher;

  private constructor(hasher: IHasher) {
    this.hasher = hasher;
  }

  static async begin(): Promise<RowsDigest> {
    return new RowsDigest(await createSHA256());
  }

  add(page: Page): void {
    for (let row = 0; row < page.starts.length; row += 1) {
      this.hasher.update(page.bytes.subarray(page.starts[row], page.ends[row]));
    }
  }

  /** Lower-case hex; nothing can be added afterwards. */
  finish(): string {
    return this.hasher.digest('hex');
  }
}

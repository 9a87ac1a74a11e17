import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Page } from './page.ts';

/** SHA-256 over rows, whatever pages they came in: to see whether two readings of a table agree. */
export class RowsDigest {
  private readonly hash = sha256.create();
  rows = 0;

  add(page: Page): void {
    for (let row = 0; row < page.starts.length; row += 1) {
      this.hash.update(page.bytes.subarray(page.starts[row], page.ends[row]));
    }
    this.rows += page.starts.length;
  }

  /** Lower-case hex; nothing can be added afterwards. */
  finish(): string {
    return bytesToHex(this.hash.digest());
  }
}

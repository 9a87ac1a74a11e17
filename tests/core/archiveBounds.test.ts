import { describe, expect, it } from 'vitest';
import { checkBounds, largestContentBytes, largestFileBytes } from '../../src/core/archiveBounds.ts';
import type { ZipEntry } from '../../src/core/zipDirectory.ts';

const entry = (bytes: number, compressedBytes = bytes): ZipEntry => ({
  ...{ path: 'tables/a.json', offset: 0, bytes, compressedBytes, crc32: 0, method: 8, flags: 0 },
  ...{ version: 20, modified: 0, spanBytes: compressedBytes + 50 },
});

describe('the bounds of an archive', () => {
  it('leave room for what the product makes', () => {
    expect(() => checkBounds([entry(largestFileBytes), entry(8 * 1024 * 1024, 800_000)])).not.toThrow();
  });

  it.each([
    ['a file that is too large', [entry(largestFileBytes + 1, 1_000_000)], 'tables/a.json claims more than 512 MiB'],
    ['a file that takes too much in the archive', [entry(10, largestFileBytes + 1)], 'claims more than 512 MiB'],
    [
      'too much in all',
      Array.from({ length: largestContentBytes / largestFileBytes + 1 }, () => entry(largestFileBytes)),
      'claim more than 64 GiB together',
    ],
  ])('refuse %s', (_, entries, message) => {
    expect(() => checkBounds(entries)).toThrow(message);
  });
});

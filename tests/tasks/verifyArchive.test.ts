import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { verifyArchive } from '../../src/tasks/verifyArchive.ts';
import { createInlineArchiver } from '../fakes/inlineArchiver.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

const archiver = createInlineArchiver();
const verify = (bytes: Uint8Array<ArrayBuffer>) =>
  verifyArchive(archiver, new Blob([bytes]), new AbortController().signal);
let whole: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const services = await memoryServices([
    { name: 'alpha', rows: rowsFrom1(40) },
    { name: 'empty', rows: [] },
  ]);
  const record = await backUp(services);
  whole = new Uint8Array(await ((await services.store.open(record.id)) ?? new Blob()).arrayBuffer());
});

describe('verifyArchive', () => {
  it('accepts an archive as it was written', async () => {
    const verified = await verify(whole);
    expect(verified).toMatchObject({ parts: 2, manifest: { status: 'completed', total_rows: 40 } });
  });

  it('refuses every flipped bit that changes what the archive says', async () => {
    const { manifest } = await verify(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
        const spoiled = whole.slice();
        spoiled[bit >> 3] = (spoiled[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        try {
          // Bits that carry nothing (a time stamp, say) may flip unnoticed; then the archive still says the same.
          expect((await verify(spoiled)).manifest).toEqual(manifest);
        } catch (error) {
          expect(error).toBeInstanceOf(HoldfastError);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('refuses every truncation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        await expect(verify(whole.slice(0, length))).rejects.toBeInstanceOf(HoldfastError);
      }),
      { numRuns: 100 },
    );
  });
});

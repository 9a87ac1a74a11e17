import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/adapters/archiver/crc32.ts';
import { inflateByJSZip } from '../../src/adapters/archiver/inflateByJSZip.ts';
import { canInflate, inflateByPlatform } from '../../src/adapters/archiver/inflateByPlatform.ts';
import { entryData } from '../../src/core/cutEntry.ts';
import type { ZipEntry } from '../../src/core/zipDirectory.ts';
import { entriesOf, joinFiles } from '../core/zipFiles.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The two ways of inflating an entry, asked alike. */
const ways: [string, (span: Bytes, entry: ZipEntry) => Promise<Bytes>][] = [
  ['the platform', async (span, entry) => inflateByPlatform(entryData(span, entry), entry)],
  ['JSZip', inflateByJSZip],
];

/** An archive of one deflated file, and its entry. */
async function alone(content: Uint8Array): Promise<{ span: Bytes; entry: ZipEntry }> {
  const archive = await joinFiles([{ path: 'tables/a.json', content }]);
  const [entry] = entriesOf(archive);
  if (entry === undefined) throw new Error('There is one.');
  return { span: archive.slice(0, entry.spanBytes), entry };
}

/** The same with other numbers in header and directory. */
function declaring({ span, entry }: { span: Bytes; entry: ZipEntry }, bytes: number): { span: Bytes; entry: ZipEntry } {
  const changed = span.slice();
  new DataView(changed.buffer).setUint32(22, bytes, true);
  return { span: changed, entry: { ...entry, bytes } };
}

it('the platform of these tests inflates', () => {
  expect(canInflate).toBe(true);
});

describe.each(ways)('inflating by %s', (_, inflate) => {
  it('gives back what was deflated, whatever it is', async () => {
    const contents = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 200_000 }),
      fc
        .tuple(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 30_000 }))
        .map(([text, times]) => new TextEncoder().encode(text.repeat(times)).slice(0, 3_000_000)),
    );
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const { span, entry } = await alone(content);
        expect(crc32(await inflate(span, entry))).toBe(entry.crc32);
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    ['more', -1, /is larger than it declares/],
    ['less', 1, /is smaller than it declares|cannot be decompressed/],
  ])('refuses %s than is declared', async (_more, by, message) => {
    const { span, entry } = await alone(new TextEncoder().encode('[1,2,3]'.repeat(1000)));
    const other = declaring({ span, entry }, entry.bytes + by);
    await expect(inflate(other.span, other.entry)).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringMatching(message),
    });
  });

  it('stops a bomb at the size that it declares, without room for more', async () => {
    const bomb = declaring(await alone(new Uint8Array(40_000_000)), 5_000);
    const before = process.memoryUsage();
    await expect(inflate(bomb.span, bomb.entry)).rejects.toThrow('is larger than it declares');
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20_000_000);
  });

  it('takes no room for a size that is only declared', async () => {
    const small = await alone(new TextEncoder().encode('[1]'.repeat(50_000)));
    const huge = declaring(small, 400_000_000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(inflate(huge.span, huge.entry)).rejects.toMatchObject({ code: 'archive-damaged' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it('refuses data that is cut short or garbled', async () => {
    const { span, entry } = await alone(
      new TextEncoder().encode(JSON.stringify(Array.from({ length: 500 }, Math.random))),
    );
    const garbled = span.slice();
    garbled.fill(0xff, 60, 120);
    await expect(inflate(garbled, entry)).rejects.toMatchObject({ code: 'archive-damaged' });
  });
});

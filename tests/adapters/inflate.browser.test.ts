import { expect, test } from 'vitest';
import { canInflate, inflateByPlatform } from '../../src/adapters/archiver/inflateByPlatform.ts';
import type { ZipEntry } from '../../src/core/zipDirectory.ts';

const content = new TextEncoder().encode(
  JSON.stringify(Array.from({ length: 2_000 }, (_, id) => ({ id, note: 'bass' }))),
);

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const entryOf = (data: Uint8Array, bytes: number): ZipEntry => ({
  ...{ path: 'tables/a.json', offset: 0, bytes, compressedBytes: data.length, crc32: 0, method: 8, flags: 0 },
  ...{ version: 20, modified: 0, spanBytes: data.length },
});

test('the browser inflates what it deflated, to the byte', async () => {
  expect(canInflate).toBe(true);
  const data = await deflated(content);
  expect(await inflateByPlatform(data, entryOf(data, content.length))).toEqual(content);
});

test.each([
  ['one byte less', (data: Uint8Array) => [...data.slice(0, -1)]],
  ['one byte more', (data: Uint8Array) => [...data, 0]],
])('the browser refuses data of %s', async (_, change) => {
  const data = new Uint8Array(change(await deflated(content)));
  await expect(inflateByPlatform(data, entryOf(data, content.length))).rejects.toMatchObject({
    code: 'archive-damaged',
    message: expect.stringContaining('cannot be decompressed'),
  });
});

test('a bomb is stopped at the size that it declares', async () => {
  const data = await deflated(new Uint8Array(20_000_000));
  await expect(inflateByPlatform(data, entryOf(data, 1_000))).rejects.toMatchObject({
    code: 'archive-damaged',
    message: expect.stringContaining('is larger than it declares'),
  });
});

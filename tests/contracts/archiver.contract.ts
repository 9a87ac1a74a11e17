import fc from 'fast-check';
import { sha256 as hashOf, crc32 as hashSum } from 'hash-wasm';
import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { loadDirectory, type ZipEntry } from '../../src/core/zipDirectory.ts';
import type { Archiver } from '../../src/ports/Archiver.ts';
import type { ArchiveSink } from '../../src/ports/ArchiveStore.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';

const modified = Date.UTC(2026, 0, 25, 14, 30, 44);
const encode = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

/** About so many bytes of JSON rows. */
function rowsOf(bytes: number): string {
  const rows: string[] = [];
  for (let size = 0, id = 1; size < bytes; id += 1) {
    const row = JSON.stringify({
      id,
      name: `row ${id}`,
      note: 'brackets ] [ } and "quotes" in a string',
      tags: [id, [id]],
    });
    rows.push(row);
    size += row.length + 1;
  }
  return `[${rows.join(',\n')}]`;
}

async function sinkOf(): Promise<ArchiveSink> {
  return createMemoryArchiveStore().create('a');
}

function directoryOf(archive: Blob): Promise<ZipEntry[]> {
  return loadDirectory(archive.size, async (offset) => new Uint8Array(await archive.slice(offset).arrayBuffer()));
}

function entryOf(entries: readonly ZipEntry[], path: string): ZipEntry {
  const entry = entries.find((each) => each.path === path);
  if (entry === undefined) throw new Error(`There is no ${path}.`);
  return entry;
}

/** What every archiver promises. */
export function archiverContract(name: string, make: () => Archiver): void {
  describe(`archiver: ${name}`, () => {
    async function archiveOf(archiver: Archiver, files: Record<string, string>, first: string[] = []): Promise<Blob> {
      const sink = await sinkOf();
      const writer = archiver.write(sink, { level: 6, modified });
      await Promise.all(Object.entries(files).map(([path, text]) => writer.add(path, encode(text))));
      await writer.finish(first);
      return sink.seal();
    }

    test('files that are added come back with their digests, rows and bytes', async () => {
      const archiver = make();
      const sink = await sinkOf();
      const writer = archiver.write(sink, { level: 6, modified });
      const large = rowsOf(300_000);
      const files = {
        'tables/public.a.json': large,
        'README.txt': 'Read me.',
        'tables/public.b.json': '[]',
        'empty.txt': '',
      };
      for (const [path, text] of Object.entries(files)) {
        const digest = await writer.add(path, encode(text));
        expect(digest).toEqual({ bytes: encode(text).length, sha256: await hashOf(encode(text)) });
      }
      expect(await writer.finish([])).toBe(4);
      const archive = await sink.seal();
      const entries = await directoryOf(archive);
      expect(archive.size).toBeLessThan(large.length / 4);
      for (const [path, text] of Object.entries(files)) {
        const entry = entryOf(entries, path);
        expect(new TextDecoder().decode(await archiver.extract(archive, entry))).toBe(text);
        const { bytes, sha256: digest } = await archiver.check(archive, entry);
        expect({ bytes, digest }).toEqual({ bytes: encode(text).length, digest: await hashOf(encode(text)) });
      }
      const rows = async (path: string) => (await archiver.check(archive, entryOf(entries, path))).rows;
      expect(await rows('tables/public.a.json')).toBe((JSON.parse(large) as unknown[]).length);
      expect(await rows('tables/public.b.json')).toBe(0);
      expect(await rows('README.txt')).toBeNull();
      expect(await rows('empty.txt')).toBeNull();
    });

    test('any tool that knows ZIP reads the same files, with their time in UTC', async () => {
      const archive = await archiveOf(make(), { 'a.json': '[1]', 'tables/b.json': rowsOf(50_000) });
      const zip = await JSZip.loadAsync(await archive.arrayBuffer(), { checkCRC32: true });
      expect(Object.keys(zip.files).sort()).toEqual(['a.json', 'tables/b.json']);
      expect(await zip.file('tables/b.json')?.async('string')).toBe(rowsOf(50_000));
      expect(zip.file('a.json')?.date.toISOString()).toBe('2026-01-25T14:30:44.000Z');
    });

    test('the paths that are named first lead the directory, the others follow as they were written', async () => {
      const archiver = make();
      const sink = await sinkOf();
      const writer = archiver.write(sink, { level: 6, modified });
      for (const path of ['tables/b.json', 'tables/a.json', 'README.txt', 'manifest.json'])
        await writer.add(path, encode('[]'));
      await writer.finish(['manifest.json', 'README.txt']);
      const paths = (await directoryOf(await sink.seal())).map(({ path }) => path);
      expect(paths).toEqual(['manifest.json', 'README.txt', 'tables/b.json', 'tables/a.json']);
    });

    test('an archive of no files is one', async () => {
      const archive = await archiveOf(make(), {});
      expect(await directoryOf(archive)).toEqual([]);
    });

    test('stream digests cover the parts in the order of the calls, whichever is done first', async () => {
      const archiver = make();
      const writer = archiver.write(await sinkOf(), { level: 6, modified });
      const parts = [rowsOf(400_000), '[2]', rowsOf(200_000), '[4]', rowsOf(1000)];
      const adding = parts.map((part, index) =>
        writer.add(`${index}.json`, encode(part), index === 3 ? 'other' : 'main'),
      );
      const early = writer.streamDigest('main');
      await Promise.all(adding);
      const main = parts.filter((_, index) => index !== 3).join('');
      expect(await early).toBe(await hashOf(encode(main)));
      expect(await writer.streamDigest('main')).toBe(await hashOf(encode(main)));
      expect(await writer.streamDigest('other')).toBe(await hashOf(encode('[4]')));
      expect(await writer.streamDigest('none')).toBe(await hashOf(encode('')));
      await writer.add('more.json', encode('[5]'), 'main');
      expect(await writer.streamDigest('main')).toBe(await hashOf(encode(`${main}[5]`)));
      await writer.finish([]);
    });

    test.each([
      '../a.json',
      '/a.json',
      'a\\b.json',
      'C:/a.json',
      'a\u0000.json',
      'folder/',
      '',
    ])('the path %j is refused before anything is written', async (path) => {
      const writer = make().write(await sinkOf(), { level: 6, modified });
      await expect(writer.add(path, encode('[]'))).rejects.toThrow('cannot stand in an archive');
    });

    test('a path can be added once', async () => {
      const writer = make().write(await sinkOf(), { level: 6, modified });
      const twice = await Promise.allSettled([
        writer.add('a.json', encode('[1]')),
        writer.add('a.json', encode('[2]')),
      ]);
      expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    });

    test('an archive in which a file is missing cannot be finished', async () => {
      const store = createMemoryArchiveStore();
      store.quotaBytes = 100;
      const writer = make().write(await store.create('a'), { level: 6, modified });
      const tooMuch = crypto.getRandomValues(new Uint8Array(1000));
      await expect(writer.add('a.json', tooMuch)).rejects.toMatchObject({ code: 'storage-full' });
      await expect(writer.finish([])).rejects.toThrow('cannot be finished');
    });

    test('after an abort all pending calls reject with AbortError, and the archiver goes on with others', async () => {
      const archiver = make();
      const writer = archiver.write(await sinkOf(), { level: 9, modified });
      const adding = [1, 2, 3, 4, 5].map((index) => writer.add(`${index}.json`, encode(rowsOf(200_000)), 'all'));
      writer.abort();
      for (const result of await Promise.allSettled(adding)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
      }
      await expect(writer.add('late.json', encode('[]'))).rejects.toMatchObject({ name: 'AbortError' });
      await expect(writer.streamDigest('all')).rejects.toMatchObject({ name: 'AbortError' });
      const archive = await archiveOf(archiver, { 'a.json': '[1]' });
      expect((await directoryOf(archive)).map(({ path }) => path)).toEqual(['a.json']);
    });

    test('reading stops when its signal aborts', async () => {
      const archiver = make();
      const archive = await archiveOf(archiver, { 'a.json': rowsOf(400_000) });
      const entry = entryOf(await directoryOf(archive), 'a.json');
      const stopping = new AbortController();
      const reading = [
        archiver.check(archive, entry, stopping.signal),
        archiver.extract(archive, entry, stopping.signal),
      ];
      stopping.abort();
      for (const result of await Promise.allSettled(reading)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
      }
      expect((await archiver.check(archive, entry)).bytes).toBe(encode(rowsOf(400_000)).length);
    });

    test('files that are checked under one stream are hashed together in the order of the calls, whichever is done first', async () => {
      const archiver = make();
      const parts = [rowsOf(400_000), '[]', rowsOf(200_000), rowsOf(1000)];
      const files = Object.fromEntries(parts.map((text, index) => [`${index}.json`, text]));
      const archive = await archiveOf(archiver, files);
      const entries = await directoryOf(archive);
      const checker = archiver.checker(archive, new AbortController().signal);
      const checked = await Promise.all(
        parts.map((_, index) => checker.check(entryOf(entries, `${index}.json`), index === 3 ? undefined : 'main')),
      );
      const main = await hashOf(encode(parts.slice(0, 3).join('')));
      expect(await checker.streamDigest('main')).toBe(main);
      expect(checked.map(({ bytes }) => bytes)).toEqual(parts.map((text) => encode(text).length));
      const bytes = new Uint8Array(await archive.arrayBuffer());
      for (const [index, { sha256, storedCrc32, overrides }] of checked.entries()) {
        const { offset, spanBytes } = entryOf(entries, `${index}.json`);
        const stored = await hashSum(bytes.slice(offset, offset + spanBytes));
        expect({ sha256, storedCrc32, overrides }).toEqual({
          sha256: await hashOf(encode(parts[index] ?? '')),
          storedCrc32: Number.parseInt(stored, 16),
          overrides: null,
        });
      }
      checker.close();
      checker.close();
    });

    test('overrides are counted, and have to speak of rows that exist', async () => {
      const archiver = make();
      const place = { part: 'tables/a.json', row: 2, column: 'note', text: 'null' };
      const good = JSON.stringify([place, { ...place, row: 0 }]);
      const archive = await archiveOf(archiver, { 'overrides/a.json': good, 'notes.json': '[{"part":1}]' });
      const entries = await directoryOf(archive);
      const checker = archiver.checker(archive, new AbortController().signal);
      const check = (path: string, rows: number) =>
        checker.checkOverrides(entryOf(entries, path), new Map([['tables/a.json', rows]]));
      expect(await check('overrides/a.json', 3)).toMatchObject({ overrides: 2, rows: 2 });
      await expect(check('overrides/a.json', 2)).rejects.toMatchObject({ code: 'archive-damaged' });
      await expect(check('notes.json', 3)).rejects.toMatchObject({ code: 'archive-damaged' });
      checker.close();
    });

    test('checking stops when its signal aborts', async () => {
      const archiver = make();
      const archive = await archiveOf(archiver, { 'a.json': rowsOf(400_000), 'b.json': rowsOf(400_000) });
      const entries = await directoryOf(archive);
      const stopping = new AbortController();
      const checker = archiver.checker(archive, stopping.signal);
      const checking = entries.map((entry) => checker.check(entry, 'all'));
      stopping.abort();
      for (const result of await Promise.allSettled(checking)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
      }
      checker.close();
    });

    test('a change of any one bit of an entry is refused, or leaves its content as it is', async () => {
      const archiver = make();
      const text = rowsOf(2000);
      const archive = await archiveOf(archiver, { 'tables/a.json': text });
      const entry = entryOf(await directoryOf(archive), 'tables/a.json');
      const bytes = new Uint8Array(await archive.arrayBuffer());
      const bits = fc.nat(entry.spanBytes * 8 - 1);
      await fc.assert(
        fc.asyncProperty(bits, async (bit) => {
          const damaged = bytes.slice();
          damaged[entry.offset + (bit >> 3)] = (damaged[entry.offset + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
          const outcome = await archiver.extract(new Blob([damaged]), entry).then(
            (content) => new TextDecoder().decode(content),
            (error: unknown) => error,
          );
          if (typeof outcome === 'string') expect(outcome).toBe(text);
          else
            expect(outcome).toMatchObject({
              code: 'archive-damaged',
              message: expect.stringContaining('tables/a.json'),
            });
        }),
        { numRuns: 150 },
      );
    });

    test('an entry that inflates to more than it declares is stopped and refused', async () => {
      const archiver = make();
      const archive = await archiveOf(archiver, { 'bomb.json': 'x'.repeat(20_000_000) });
      const entry = entryOf(await directoryOf(archive), 'bomb.json');
      const bytes = new Uint8Array(await archive.arrayBuffer());
      new DataView(bytes.buffer).setUint32(entry.offset + 22, 1000, true);
      const claimed = { ...entry, bytes: 1000 };
      const checking = archiver.check(new Blob([bytes]), claimed);
      await expect(checking).rejects.toMatchObject({
        code: 'archive-damaged',
        message: expect.stringContaining('bomb.json'),
      });
    });

    test('an entry that inflates to less than it declares is refused', async () => {
      const archiver = make();
      const archive = await archiveOf(archiver, { 'short.json': '[1,2,3]' });
      const entry = entryOf(await directoryOf(archive), 'short.json');
      const bytes = new Uint8Array(await archive.arrayBuffer());
      new DataView(bytes.buffer).setUint32(entry.offset + 22, 8, true);
      const checking = archiver.check(new Blob([bytes]), { ...entry, bytes: 8 });
      await expect(checking).rejects.toMatchObject({ code: 'archive-damaged' });
    });
  });
}

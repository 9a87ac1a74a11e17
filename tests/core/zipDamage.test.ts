import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutOneEntry, oneEntryArchive } from '../../src/core/cutEntry.ts';
import { buildDirectory, type ZipEntry } from '../../src/core/zipDirectory.ts';
import { anyFiles, concat, entriesOf, joinFiles, zipAlone } from './zipFiles.ts';

const text = (content: string) => new TextEncoder().encode(content);
const damaged = (what: string) =>
  expect.objectContaining({ code: 'archive-damaged', message: expect.stringContaining(what) });

/** An archive of one entry and its two views: change them and the archive changes. `directory` begins at its only record. */
async function oneFile(path = 'tables/a.json', content = '[1,2,3]') {
  const archive = await joinFiles([{ path, content: text(content) }]);
  const end = new DataView(archive.buffer, archive.length - 22);
  const directory = new DataView(archive.buffer, end.getUint32(16, true));
  return { archive, end, directory };
}

/** An archive whose two files both carry the first path. */
async function withPaths(first: string, second: string): Promise<Uint8Array> {
  const [a, b] = await Promise.all(
    [first, second].map(async (path) => cutOneEntry(await zipAlone({ path, content: text('x') }))),
  );
  if (a === undefined || b === undefined) throw new Error('There are two.');
  const records = [
    { record: a.record, offset: 0 },
    { record: b.record, offset: a.local.length },
  ];
  return concat([a.local, b.local, buildDirectory(records, a.local.length + b.local.length)]);
}

describe('the end of the file', () => {
  test('a file that is cut short anywhere is refused', async () => {
    const archive = await joinFiles([
      { path: 'a.json', content: text('[1]') },
      { path: 'b.json', content: text('[2]') },
    ]);
    for (let length = 0; length < archive.length; length += 1) {
      expect(() => entriesOf(archive.subarray(0, length)), `${length} bytes`).toThrow(damaged(''));
    }
  });

  test.each([
    ['a byte', async () => new Uint8Array(1)],
    ['another archive', () => zipAlone({ path: 'evil.json', content: text('[]') })],
  ])('%s behind it is refused', async (_, more) => {
    const { archive } = await oneFile();
    const longer = concat([archive, await more()]);
    expect(() => entriesOf(longer)).toThrow(damaged(''));
  });

  test('bytes before the archive are refused', async () => {
    const { archive } = await oneFile();
    expect(() => entriesOf(concat([text('#!/bin/sh\n'), archive]))).toThrow(
      damaged('does not end where the file ends'),
    );
  });

  test('bytes before the first file that the offsets know of are refused', async () => {
    const { local, record } = cutOneEntry(await zipAlone({ path: 'a', content: text('a') }));
    const archive = concat([text('MZ'), local, buildDirectory([{ record, offset: 2 }], local.length + 2)]);
    expect(() => entriesOf(archive)).toThrow(damaged('bytes before its first file'));
  });

  test('a comment is refused, since a second directory can hide in it', async () => {
    const { archive, end } = await oneFile();
    end.setUint16(20, 5, true);
    expect(() => entriesOf(concat([archive, text('hello')]))).toThrow(
      damaged('does not end with the end of a ZIP archive'),
    );
  });

  test('several disks, zip64 and a wrong count are refused', async () => {
    const change = async (set: (end: DataView) => void) => {
      const { archive, end } = await oneFile();
      set(end);
      return () => entriesOf(archive);
    };
    expect(await change((end) => end.setUint16(4, 1, true))).toThrow(damaged('several disks'));
    expect(await change((end) => end.setUint16(8, 2, true))).toThrow(damaged('several disks'));
    expect(await change((end) => end.setUint32(16, 0xffffffff, true))).toThrow(damaged('zip64'));
    const twice = (end: DataView) => {
      end.setUint16(8, 2, true);
      end.setUint16(10, 2, true);
    };
    expect(await change(twice)).toThrow(damaged('lists 1 files but counts 2'));
  });
});

describe('paths', () => {
  test('a path that is listed twice is refused', async () => {
    const archive = await withPaths('tables/a.json', 'tables/a.json');
    expect(() => entriesOf(archive)).toThrow(damaged('tables/a.json is listed twice'));
  });

  test('paths that differ in case only are two files', async () => {
    expect(entriesOf(await withPaths('Users.json', 'users.json'))).toHaveLength(2);
  });

  test.each([
    ['/etc/passwd', 'it is absolute'],
    ['../a.json', 'it leaves its folder'],
    ['tables/../../a.json', 'it leaves its folder'],
    ['./a.json', 'it leaves its folder'],
    ['tables\\a.json', 'a backslash'],
    ['C:/a.json', 'a drive'],
    ['c:a.json', 'a drive'],
    ['a\u0000.json', 'a control character'],
    ['a\n.json', 'a control character'],
    ['tables//a.json', 'an empty step'],
  ])('the path %j is refused', async (path, why) => {
    expect(() => entriesOf(concatOf(path))).toThrow(damaged(why));
  });

  test('a folder is refused', async () => {
    expect(() => entriesOf(concatOf('tables/'))).toThrow(damaged('it names a folder'));
  });

  test('names that are not UTF-8, or are not said to be, are refused', async () => {
    const { archive, directory } = await oneFile('tables/ä.json');
    const flags = directory.getUint16(8, true);
    directory.setUint16(8, flags & ~0x0800, true);
    expect(() => entriesOf(archive)).toThrow(damaged('foreign character set'));
    directory.setUint16(8, flags, true);
    directory.setUint8(46 + 'tables/'.length, 0xff);
    expect(() => entriesOf(archive)).toThrow(damaged('not UTF-8'));
  });

  test('a second name in an extra field is refused', async () => {
    const { archive, directory } = await oneFile('tables/ä.json');
    const extra = 46 + directory.getUint16(28, true);
    expect(directory.getUint16(extra, true)).toBe(0x7075);
    directory.setUint8(extra + 9, 'T'.charCodeAt(0));
    expect(() => entriesOf(archive)).toThrow(damaged('carries a second name'));
  });
});

/** An archive made by hand, since JSZip would make a path of its own from some of these. */
function concatOf(path: string): Uint8Array {
  const name = text(path);
  const entry: ZipEntry = {
    path,
    offset: 0,
    compressedBytes: 1,
    bytes: 1,
    crc32: 0,
    method: 0,
    flags: 0,
    version: 0,
    modified: 0,
    spanBytes: 31 + name.length,
  };
  const local = new Uint8Array(entry.spanBytes);
  const view = new DataView(local.buffer);
  view.setUint32(0, 0x04034b50, true);
  view.setUint32(18, 1, true);
  view.setUint32(22, 1, true);
  view.setUint16(26, name.length, true);
  local.set(name, 30);
  return oneEntryArchive(local, entry);
}

describe('records', () => {
  test.each<[string, number, 8 | 16 | 32, number, string]>([
    ['an encrypted file', 8, 16, 0x0001, 'is encrypted'],
    ['a strongly encrypted file', 8, 16, 0x0041, 'is encrypted'],
    ['masked headers', 8, 16, 0x2000, 'is encrypted'],
    ['a patch', 8, 16, 0x0020, 'flags that Holdfast does not know'],
    ['bzip2', 10, 16, 12, 'method 12'],
    ['zip64 sizes', 24, 32, 0xffffffff, 'zip64'],
    ['a bomb', 24, 32, 1_000_000, 'inflate more than 1100 times'],
    ['data beyond the file', 20, 32, 1_000_000, 'overlaps'],
    ['an offset beyond the file', 42, 32, 1_000_000, 'bytes before its first file'],
    ['another disk', 34, 16, 1, 'another disk'],
    ['a record without end', 30, 16, 60_000, 'cut short'],
    ['a symbolic link', 40, 16, 0xa1ff, 'not a plain file'],
    ['a foreign record', 0, 32, 0x04034b50, 'something else than files'],
  ])('%s is refused', async (_, at, size, value, what) => {
    const { archive, directory } = await oneFile();
    if (what.includes('plain file')) directory.setUint16(4, 0x031e, true);
    if (size === 16) directory.setUint16(at, value, true);
    else directory.setUint32(at, value, true);
    expect(() => entriesOf(archive)).toThrow(damaged(what));
  });

  test('files that overlap are refused, whichever is listed first', async () => {
    const archive = await withPaths('a.json', 'b.json');
    const view = new DataView(archive.buffer);
    const directory = view.getUint32(archive.length - 6, true);
    const second = directory + 46 + 'a.json'.length;
    view.setUint32(second + 42, 0, true);
    expect(() => entriesOf(archive)).toThrow(damaged('overlaps'));
    view.setUint32(second + 42, 20, true);
    expect(() => entriesOf(archive)).toThrow(damaged('overlaps'));
  });

  test('a stored file of two sizes is refused', async () => {
    const archive = await joinFiles([{ path: 'a', content: text('abc'), stored: true }]);
    const view = new DataView(archive.buffer);
    const directory = view.getUint32(archive.length - 6, true);
    view.setUint32(directory + 24, 4, true);
    expect(() => entriesOf(archive)).toThrow(damaged('two sizes of a differ'));
  });
});

describe('cutting one entry out', () => {
  test.each<[string, number, number, string]>([
    ['its name', 30, 0x54, 'name'],
    ['its method', 8, 0, 'method'],
    ['its flags', 6, 6, 'flags'],
    ['its checksum', 14, 1, 'checksum'],
    ['its compressed size', 18, 1, 'size'],
    ['its size', 22, 1, 'size'],
    ['its signature', 0, 1, 'does not begin where the directory says'],
    ['its extra field', 28, 4, 'cut short'],
  ])('a local header that differs from the directory in %s is refused', async (_, at, value, what) => {
    const { archive } = await oneFile();
    const [entry] = entriesOf(archive);
    if (entry === undefined) throw new Error('There is one.');
    archive[at] = value;
    expect(() => oneEntryArchive(archive.subarray(0, entry.spanBytes), entry)).toThrow(damaged(what));
  });

  test('bytes that hide behind the data are refused', async () => {
    const { archive } = await oneFile();
    const [entry] = entriesOf(archive);
    if (entry === undefined) throw new Error('There is one.');
    const hidden = concat([archive.subarray(0, entry.spanBytes), text('hidden')]);
    expect(() => oneEntryArchive(hidden, { ...entry, spanBytes: hidden.length })).toThrow(
      damaged('foreign bytes behind'),
    );
    expect(() => oneEntryArchive(archive.subarray(0, entry.spanBytes - 1), entry)).toThrow(damaged('cut short'));
  });

  test('a data descriptor is accepted when it agrees, and refused when not', async () => {
    const { archive } = await oneFile();
    const [entry] = entriesOf(archive);
    if (entry === undefined) throw new Error('There is one.');
    for (const signed of [true, false]) {
      const descriptor = new DataView(new ArrayBuffer(signed ? 16 : 12));
      if (signed) descriptor.setUint32(0, 0x08074b50, true);
      const at = signed ? 4 : 0;
      descriptor.setUint32(at, entry.crc32, true);
      descriptor.setUint32(at + 4, entry.compressedBytes, true);
      descriptor.setUint32(at + 8, entry.bytes, true);
      const span = concat([archive.subarray(0, entry.spanBytes), new Uint8Array(descriptor.buffer)]);
      const header = new DataView(span.buffer);
      header.setUint16(6, 8, true);
      for (const field of [14, 18, 22]) header.setUint32(field, 0, true);
      const described = { ...entry, flags: 8, spanBytes: span.length };
      expect(entriesOf(oneEntryArchive(span, described))).toMatchObject([{ path: entry.path, flags: 0 }]);
      span[span.length - 1] = 1;
      expect(() => oneEntryArchive(span, described)).toThrow(damaged('sizes behind'));
    }
  });

  test('each file of any archive is a whole archive of its own when cut out', async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles, async (files) => {
        const archive = await joinFiles(files);
        for (const entry of entriesOf(archive)) {
          const alone = oneEntryArchive(archive.subarray(entry.offset, entry.offset + entry.spanBytes), entry);
          const { path, bytes, crc32, compressedBytes, method } = entry;
          expect(entriesOf(alone)).toMatchObject([{ path, bytes, crc32, compressedBytes, method, offset: 0 }]);
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('a change of any one bit of the directory is refused there or at the entry, or changes nothing that is read', async () => {
  const archive = await joinFiles([
    { path: 'tables/a.json', content: text('[1,2,3]') },
    { path: 'tables/ä.json', content: text('[4]') },
  ]);
  const before = entriesOf(archive);
  const start = new DataView(archive.buffer).getUint32(archive.length - 6, true);
  for (let bit = start * 8; bit < archive.length * 8; bit += 1) {
    const changed = archive.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const read = () => {
      const entries = entriesOf(changed);
      for (const entry of entries)
        oneEntryArchive(changed.subarray(entry.offset, entry.offset + entry.spanBytes), entry);
      return entries;
    };
    try {
      expect(read(), `bit ${bit - start * 8}`).toEqual(before);
    } catch (error) {
      expect(error, `bit ${bit - start * 8}`).toMatchObject({ code: 'archive-damaged' });
    }
  }
});

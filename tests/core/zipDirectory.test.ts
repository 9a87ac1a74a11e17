import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import yauzl from 'yauzl';
import { cutOneEntry } from '../../src/core/cutEntry.ts';
import { buildDirectory, loadDirectory, readDirectory, whyTooLarge } from '../../src/core/zipDirectory.ts';
import { anyFiles, concat, entriesOf, joinFiles, type TestFile, zipAlone } from './zipFiles.ts';

/** What an independent reader finds, in the order of the directory; it checks sizes and names strictly, and CRCs not. */
function readByYauzl(archive: Uint8Array): Promise<{ path: string; content: number[] }[]> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(Buffer.from(archive), { lazyEntries: true, strictFileNames: true }, (error, zip) => {
      if (error) return reject(error);
      const found: { path: string; content: number[] }[] = [];
      zip.on('error', reject);
      zip.on('end', () => resolve(found));
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => {
            found.push({ path: entry.fileName, content: [...Buffer.concat(chunks)] });
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}

const plain = (files: readonly TestFile[]) => files.map(({ path, content }) => ({ path, content: [...content] }));
const text = (content: string) => new TextEncoder().encode(content);

describe('joining', () => {
  test('an independent reader finds the same paths and bytes, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles, async (files) => {
        expect(await readByYauzl(await joinFiles(files))).toEqual(plain(files));
      }),
      { numRuns: 60 },
    );
  });

  test('the directory lists the files in the order that is wanted, not in that of the data', async () => {
    const files = ['b', 'a', 'manifest.json'].map((path) => ({ path, content: text(path) }));
    const archive = await joinFiles(files, (records) => [...records].reverse());
    expect((await readByYauzl(archive)).map(({ path }) => path)).toEqual(['manifest.json', 'a', 'b']);
    expect(entriesOf(archive).map(({ path }) => path)).toEqual(['manifest.json', 'a', 'b']);
  });

  test('the records that were passed in stay as they are', async () => {
    const { local, record } = cutOneEntry(await zipAlone({ path: 'a', content: text('a') }));
    const before = [...record];
    buildDirectory([{ record, offset: 7 }], local.length + 7);
    expect([...record]).toEqual(before);
  });

  test.skipIf(!existsSync('/usr/bin/unzip'))('Info-ZIP finds no errors', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-zip-'));
    try {
      const content = text(`[${'{"id":1,"name":"row"},'.repeat(5000)}{}]`);
      const paths = ['tables/public.users.json', 'manifest.json', 'tables/Ünï.json'];
      await writeFile(join(folder, 'a.zip'), await joinFiles(paths.map((path) => ({ path, content }))));
      const { stdout } = await promisify(execFile)('/usr/bin/unzip', ['-t', join(folder, 'a.zip')]);
      expect(stdout).toContain('No errors detected');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('an archive of two files, or with more than a file in it, is not cut', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map((path) => zipAlone({ path, content: text(path) })));
    const two = await joinFiles(['a', 'b'].map((path) => ({ path, content: text(path) })));
    expect(() => cutOneEntry(two)).toThrow('2 files stand where one is wanted');
    expect(() => cutOneEntry(concat([a ?? two, b ?? two]))).toThrow();
    expect(() => cutOneEntry(new Uint8Array(3))).toThrow('too short');
  });
});

describe('limits of the format', () => {
  test('65,534 files fit, one more does not', async () => {
    const { local, record } = cutOneEntry(await zipAlone({ path: 'a', content: text('a') }));
    const records = Array.from({ length: 65_535 }, () => ({ record, offset: 0 }));
    expect(() => buildDirectory(records.slice(1), local.length)).not.toThrow();
    expect(() => buildDirectory(records, local.length)).toThrow(expect.objectContaining({ code: 'archive-too-large' }));
  });

  test('an archive of 4 GiB does not fit, one byte below does', async () => {
    const { record } = cutOneEntry(await zipAlone({ path: 'a', content: text('a') }));
    const placed = [{ record, offset: 0 }];
    const largest = 2 ** 32 - 2 - record.length - 22;
    expect(() => buildDirectory(placed, largest)).not.toThrow();
    expect(() => buildDirectory(placed, largest + 1)).toThrow(expect.objectContaining({ code: 'archive-too-large' }));
    expect(whyTooLarge(2 ** 32 - 2, 65_534)).toBeNull();
  });
});

describe('reading', () => {
  test('what was joined is listed with its sizes, offsets and spans that fill the file', async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles, async (files) => {
        const archive = await joinFiles(files);
        const entries = entriesOf(archive);
        expect(entries.map(({ path, bytes }) => ({ path, bytes }))).toEqual(
          files.map(({ path, content }) => ({ path, bytes: content.length })),
        );
        const spans = entries.reduce((sum, { spanBytes }) => sum + spanBytes, 0);
        const directory = new DataView(archive.buffer).getUint32(archive.length - 6, true);
        expect(spans).toBe(directory);
      }),
      { numRuns: 40 },
    );
  });

  test('a tail that is too short says how many bytes it takes, and those are enough', async () => {
    const files = Array.from({ length: 5 }, (_, index) => ({
      path: `tables/${index}.json`,
      content: text(`[${index}]`),
    }));
    const archive = await joinFiles(files);
    const short = readDirectory(archive.subarray(archive.length - 22), archive.length - 22, archive.length);
    if (!('neededBytes' in short)) throw new Error('22 bytes cannot hold the directory.');
    const from = archive.length - short.neededBytes;
    expect(readDirectory(archive.subarray(from), from, archive.length)).toEqual({ entries: entriesOf(archive) });
  });

  test('a directory of more than 64 KiB is read in two steps, a smaller one in one', async () => {
    const { local, record } = cutOneEntry(await zipAlone({ path: '00000', content: text('[]') }));
    const count = 2000;
    const pieces = Array.from({ length: count }, (_, index) => {
      const name = text(String(index).padStart(5, '0'));
      const [ownLocal, ownRecord] = [local.slice(), record.slice()];
      ownLocal.set(name, 30);
      ownRecord.set(name, 46);
      return { local: ownLocal, record: ownRecord, offset: index * local.length };
    });
    const archive = concat([...pieces.map((piece) => piece.local), buildDirectory(pieces, count * local.length)]);
    const reads: number[] = [];
    const readFrom = async (offset: number) => {
      reads.push(archive.length - offset);
      return archive.subarray(offset);
    };
    expect(await loadDirectory(archive.length, readFrom)).toHaveLength(count);
    expect(reads).toEqual([64 * 1024, count * record.length + 22]);
    const small = await joinFiles([{ path: 'a', content: text('a') }]);
    expect(await loadDirectory(small.length, async (offset) => small.subarray(offset))).toHaveLength(1);
  });
});

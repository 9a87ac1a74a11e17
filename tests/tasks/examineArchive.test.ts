import { beforeAll, describe, expect, it } from 'vitest';
import type { ArchiveFault } from '../../src/core/backup.ts';
import { type ExamineOptions, examineArchive } from '../../src/tasks/examineArchive.ts';
import { verifyArchive } from '../../src/tasks/verifyArchive.ts';
import { createInlineArchiver } from '../fakes/inlineArchiver.ts';
import { editFile, editManifest, manifestOf, pack, unpack, withManifest } from './archiveEdits.ts';
import { makeArchive, makeSmallArchive, partOf } from './smallArchive.ts';

const archiver = createInlineArchiver();
const never = new AbortController().signal;
const examine = (bytes: Uint8Array<ArrayBuffer>, options: ExamineOptions = {}) =>
  examineArchive(archiver, new Blob([bytes]), never, options);

const second = 'tables/public.orders/00002.json';
const users = 'tables/public.users.json';
const all = ['public.empty', 'public.orders', 'public.users'];

let whole: Uint8Array<ArrayBuffer>;
let digest: string;

beforeAll(async () => {
  whole = await makeSmallArchive();
  const { manifestSha256 } = await examine(whole);
  if (manifestSha256 === null) throw new Error('The manifest could not be read.');
  digest = manifestSha256;
});

/** The archive with these bytes of a file's compressed data changed. */
async function spoil(...paths: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = whole.slice();
  for (const path of paths) {
    const name = new TextEncoder().encode(path);
    const at = bytes.findIndex((_, start) => name.every((byte, index) => bytes[start + index] === byte));
    const place = at + name.length + 8;
    bytes[place] = (bytes[place] ?? 0) ^ 0xff;
  }
  return bytes;
}

const fault = (path: string | null, table: string | null, what: unknown) => ({ path, table, what }) as ArchiveFault;

describe('examineArchive', () => {
  it('finds nothing wrong with an archive as it was written, and tells what was checked', async () => {
    const shares: number[] = [];
    const found = await examine(whole, { manifestSha256: digest, report: (share) => shares.push(share) });
    expect(found).toMatchObject({
      faults: [],
      goodTables: all,
      badTables: [],
      partsVerified: 5,
      manifest: { total_rows: 22 },
      fileDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  it('goes on behind the first fault and marks only the tables that are hurt', async () => {
    const found = await examine(await spoil(second, users), { manifestSha256: digest });
    expect(found.faults).toEqual([
      fault(second, 'public.orders', expect.stringMatching(/^it /)),
      fault(users, 'public.users', expect.stringMatching(/^it /)),
    ]);
    expect(found).toMatchObject({ goodTables: ['public.empty'], badTables: ['public.orders', 'public.users'] });
    expect(found.partsVerified).toBe(3);
    expect(found.fileDigest).toBeNull();
  });

  it('marks no table for a README that was changed', async () => {
    const found = await examine(await editFile(whole, 'README.txt', (text) => `${text}!`), { manifestSha256: digest });
    expect(found.faults).toEqual([fault('README.txt', null, expect.stringContaining('bytes instead of'))]);
    expect(found.goodTables).toEqual(all);
  });

  it('marks all tables for a manifest that is another, and checks the rest all the same', async () => {
    const edited = await editManifest(whole, (manifest) => {
      manifest.reason = 'Nothing to see here';
    });
    const { faults, badTables, partsVerified } = await examine(edited, { manifestSha256: digest });
    expect(faults).toEqual([fault('manifest.json', null, 'it is not the one that was verified before')]);
    expect({ badTables, partsVerified }).toEqual({ badTables: all, partsVerified: 5 });
  });

  it('says so when nothing can be read', async () => {
    const { manifest, faults, goodTables, badTables } = await examine(whole.slice(0, -5));
    expect(manifest).toBeNull();
    expect(faults).toEqual([fault(null, null, expect.stringContaining('does not end with the end'))]);
    expect([goodTables, badTables]).toEqual([[], []]);
  });

  it('finds files that are missing, and files that nobody named', async () => {
    const files = await unpack(whole);
    files.delete(second);
    files.set('tables/public.users/00009.json', new TextEncoder().encode('[]'));
    files.set('notes.txt', new TextEncoder().encode('hello'));
    const found = await examine(await pack(files), { manifestSha256: digest });
    expect(found.faults).toHaveLength(3);
    expect(found.faults).toEqual(
      expect.arrayContaining([
        fault(second, 'public.orders', 'it is missing'),
        fault('tables/public.users/00009.json', 'public.users', 'it is not in the manifest'),
        fault('notes.txt', null, 'it is not in the manifest'),
      ]),
    );
    expect(found.goodTables).toEqual(['public.empty']);
  });

  it('finds a digest over all parts that is not theirs', async () => {
    const edited = await editManifest(whole, (manifest) => {
      const orders = manifest.tables.find(({ name }) => name === 'orders');
      if (orders !== undefined) orders.content_sha256 = 'a'.repeat(64);
    });
    const found = await examine(edited);
    expect(found.faults).toEqual([fault(null, 'public.orders', 'its parts together do not have its content digest')]);
    expect(found.goodTables).toEqual(['public.empty', 'public.users']);
  });

  it('counts overrides table by table, not in all', async () => {
    const edited = await editManifest(whole, (manifest) => {
      for (const table of manifest.tables) {
        if (table.name === 'orders') table.overrides = 1;
        if (table.name === 'users') table.overrides = 1;
      }
    });
    expect((await examine(edited)).faults).toEqual([
      fault(null, 'public.orders', 'it has 2 overrides instead of 1'),
      fault(null, 'public.users', 'it has 0 overrides instead of 1'),
    ]);
  });

  it.each([
    ['a row that is not there', { part: second, row: 4 }, 'speaks of row 4 of'],
    ['a part of another table', { part: users, row: 0 }, `speaks of ${users}, which is no part of its table`],
  ])('finds overrides that speak of %s', async (_, place, what) => {
    const overrides = JSON.stringify([{ ...place, column: 'note', text: 'x' }]);
    const path = 'overrides/public.orders.json';
    const edited = await editFile(whole, path, () => overrides);
    expect((await examine(edited)).faults).toEqual([fault(path, 'public.orders', expect.stringContaining(what))]);
  });

  it('finds rows and sizes that the manifest has wrong, each by itself', async () => {
    const rows = await editManifest(whole, (manifest) => {
      const part = manifest.tables.find(({ name }) => name === 'users')?.parts[0];
      if (part !== undefined) part.rows = 13;
    });
    expect((await examine(rows)).faults).toContainEqual(fault(users, 'public.users', 'it has 12 rows instead of 13'));
    const bytes = await editManifest(whole, (manifest) => {
      const part = manifest.tables.find(({ name }) => name === 'users')?.parts[0];
      if (part !== undefined) part.bytes += 1;
    });
    expect((await examine(bytes)).faults).toContainEqual(
      fault(users, 'public.users', expect.stringMatching(/^it has \d+ bytes instead of \d+$/)),
    );
  });

  it('does not call an archive of a newer version damaged, unless it only says that it is', async () => {
    const newer = await pack(
      withManifest(await unpack(whole), { ...manifestOf(await unpack(whole)), format_version: 9 }),
    );
    await expect(examine(newer)).rejects.toMatchObject({ code: 'archive-newer' });
    const { faults } = await examine(newer, { manifestSha256: digest });
    expect(faults).toEqual([fault('manifest.json', null, expect.stringContaining('not the one'))]);
  });

  it('throws what says nothing about the archive', async () => {
    const unreadable = { size: whole.length, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('I/O')) }) };
    await expect(examineArchive(archiver, unreadable as unknown as Blob, never)).rejects.toMatchObject({
      code: 'storage-failed',
    });
  });

  it('stops when it is cancelled in the middle', async () => {
    const stopping = new AbortController();
    const report = () => stopping.abort();
    const examining = examineArchive(archiver, new Blob([whole]), stopping.signal, { report });
    await expect(examining).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('holds a few files at a time, however many there are', async () => {
    const many = await makeArchive(
      Array.from({ length: 30 }, (_, index) => ({ name: `t${index}`, parts: [partOf(1, 3)] })),
    );
    let [now, most] = [0, 0];
    const counting = {
      ...archiver,
      checker(archive: Blob, signal: AbortSignal) {
        const checker = archiver.checker(archive, signal);
        const check: typeof checker.check = async (...args) => {
          most = Math.max(most, ++now);
          return checker.check(...args).finally(() => (now -= 1));
        };
        return { ...checker, check };
      },
    };
    expect((await examineArchive(counting, new Blob([many]), never)).faults).toEqual([]);
    expect(most).toBe(4);
  });
});

describe('verifyArchive', () => {
  it('stops at the first fault and names it', async () => {
    const verifying = verifyArchive(archiver, new Blob([await spoil(users)]), never);
    await expect(verifying).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining(`${users}: it `),
    });
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { type ImportOptions, importArchive } from '../../src/tasks/importArchive.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { editManifest, manifestOf, pack, unpack, withManifest } from './archiveEdits.ts';
import { memoryServices } from './memoryServices.ts';
import { makeSmallArchive } from './smallArchive.ts';

const users = 'tables/public.users.json';

type Bytes = Uint8Array<ArrayBuffer>;

const add = (services: FakeServices, bytes: Bytes, options: ImportOptions = {}) =>
  importArchive(services, { name: 'from-a-stick.zip', blob: new Blob([bytes]) }, options, new AbortController().signal);

let small: Bytes;
beforeAll(async () => {
  small = await makeSmallArchive();
});

const emptyBrowser = () => memoryServices([]);

async function expectNothing(services: FakeServices): Promise<void> {
  expect(await services.store.list()).toEqual([]);
  expect(await services.store.listUnpublished()).toEqual([]);
  expect(await services.backups.list(services.project.id)).toEqual([]);
}

/** The archive with a number of its directory's first record set. */
function declare(archive: Bytes, at: number, value: number): Bytes {
  const bytes = archive.slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(view.getUint32(bytes.length - 6, true) + at, value, true);
  return bytes;
}

/** A ZIP whose only deflated file declares fewer bytes than it has. */
async function smallLookingBomb(): Promise<Bytes> {
  const files = await unpack(small);
  const bomb = new Uint8Array(30_000_000).fill(0x20);
  const archive = await pack(files.set(users, bomb));
  const view = new DataView(archive.buffer);
  const directory = view.getUint32(archive.length - 6, true);
  const name = new TextEncoder().encode(users);
  for (let at = 0; at < archive.length - name.length; at += 1) {
    if (!name.every((byte, index) => archive[at + index] === byte)) continue;
    view.setUint32(at - (at > directory ? 46 : 30) + (at > directory ? 24 : 22), 1000, true);
  }
  return archive;
}

const zipOf = (files: Record<string, string>) =>
  pack(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])));

describe('what is refused, and why', () => {
  it.each<[string, () => Bytes | Promise<Bytes>, string, string]>([
    ['no ZIP', () => new TextEncoder().encode('Dear diary'), 'not-an-archive', 'is not a ZIP file'],
    ['an empty file', () => new Uint8Array(0), 'not-an-archive', 'is not a ZIP file'],
    ['another ZIP', () => zipOf({ 'holiday.txt': 'sun' }), 'not-an-archive', 'it has no manifest.json'],
    [
      'a ZIP with another manifest.json',
      () => zipOf({ 'manifest.json': '{"name":"my-extension","version":"1"}' }),
      'not-an-archive',
      'not the manifest of a Holdfast archive',
    ],
    [
      'a manifest that is no JSON',
      () => zipOf({ 'tables/a.json': '[]', 'manifest.json': '{"format":"holdfast"' }),
      'archive-damaged',
      'is not readable JSON',
    ],
    [
      'a newer version',
      async () => {
        const files = await unpack(small);
        return pack(withManifest(files, { ...manifestOf(files), format_version: 2 }));
      },
      'archive-newer',
      'was made by a newer version of Holdfast',
    ],
    ['a file that is cut short', async () => small.slice(0, -100), 'archive-damaged', 'it may be cut short'],
    [
      'a manifest that contradicts itself',
      () => editManifest(small, (manifest) => (manifest.total_rows += 1)),
      'archive-damaged',
      'its rows do not add up',
    ],
    [
      'a backup without a usable id',
      () => editManifest(small, (manifest) => (manifest.backup_id = '../../secrets')),
      'archive-damaged',
      'its backup has no id',
    ],
    [
      'a backup without a date',
      () => editManifest(small, (manifest) => (manifest.created_at = 'yesterday')),
      'archive-damaged',
      'its backup has no date',
    ],
    ['a declared bomb', async () => declare(small, 24, 900_000_000), 'archive-damaged', '1100 times'],
  ])('%s', async (_, make, code, message) => {
    const services = await emptyBrowser();
    await expect(add(services, await make(), { asEvidence: true })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`^from-a-stick\\.zip .*${message}`)),
      hint: expect.any(String),
    });
    await expectNothing(services);
  });

  it.each([
    '../../evil.json',
    '/etc/passwd',
    'C:/x.json',
    'a\\b.json',
    'a\u0000b.json',
  ])('the path %j', async (path) => {
    const archive = await zipOf({ ...{ 'manifest.json': '{}' }, ['x'.repeat(path.length)]: '[]' });
    const [from, to] = [new TextEncoder().encode('x'.repeat(path.length)), new TextEncoder().encode(path)];
    for (let at = 0; at < archive.length - from.length; at += 1)
      if (from.every((byte, index) => archive[at + index] === byte)) archive.set(to, at);
    const services = await emptyBrowser();
    await expect(add(services, archive)).rejects.toMatchObject({
      code: expect.stringMatching(/^(not-an-archive|archive-damaged)$/),
      message: expect.stringContaining('is not allowed'),
    });
    await expectNothing(services);
  });

  it('a bomb that looks small is stopped while it inflates, and nothing of it is stored', async () => {
    const services = await emptyBrowser();
    const result = await add(services, await smallLookingBomb());
    expect(result).toMatchObject({
      outcome: 'damaged',
      faults: [{ path: users, table: 'public.users', what: 'it is larger than it declares' }],
    });
    await expectNothing(services);
  });

  it('nobody who is not signed in', async () => {
    const services = await emptyBrowser();
    await services.project.signOut();
    await expect(add(services, small)).rejects.toMatchObject({ code: 'sign-in-required' });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { readEntries } from '../../src/tasks/archiveFiles.ts';
import { clearLeftovers } from '../../src/tasks/clearLeftovers.ts';
import { type CompareProgress, compareBackups } from '../../src/tasks/compareBackups.ts';
import { runLock } from '../../src/tasks/runLock.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

type Row = { id: number; note: string };
let tables: { name: string; rows: Row[]; visible?: number }[];
let services: FakeServices;
let before: BackupRecord;
let cancel: AbortController;
beforeEach(async () => {
  tables = [
    { name: 'things', rows: rowsFrom1(2_000) },
    { name: 'others', rows: rowsFrom1(50) },
  ];
  services = await memoryServices(tables);
  before = await backUp(services);
  tables.splice(0, 1, { name: 'things', rows: rowsFrom1(1_990) });
  tables.splice(1, 1, { name: 'others', rows: rowsFrom1(50).map((row) => ({ ...row, note: 'new' })) });
  cancel = new AbortController();
});

const compare = (after: BackupRecord | { live: true }, onProgress?: (progress: CompareProgress) => void) =>
  compareBackups(services, { before: before.id, after: 'id' in after ? after.id : after }, cancel.signal, onProgress);

/** What a comparison leaves in the storage of the browser, and the locks that it still holds. */
async function leftBehind(): Promise<string[]> {
  const ids = await services.store.listUnpublished();
  const records = await services.backups.list(services.project.id);
  return [...ids, ...records.filter(({ archive }) => archive === null).map(({ id }) => id)];
}

async function damagePart(id: string, path: string): Promise<void> {
  const entry = (await readEntries((await services.store.open(id)) ?? new Blob())).find((each) => each.path === path);
  await services.store.damage(id, (bytes) => {
    const place = (entry?.offset ?? 0) + (entry?.spanBytes ?? 0) - 20;
    return bytes.with(place, (bytes[place] ?? 0) ^ 0xff);
  });
}

describe('a comparison that meets trouble', () => {
  it('does not compare a table that is damaged on one side, says on which, and compares the others', async () => {
    const after = await backUp(services);
    await damagePart(after.id, 'tables/public.things.json');
    const { tables: found, rows } = await compare(after);
    expect(found).toMatchObject([
      { table: 'public.others', verdict: 'different', counts: { added: 0, removed: 0, changed: 50 } },
      {
        table: 'public.things',
        verdict: 'not-compared',
        counts: null,
        note: expect.stringMatching(/^The backup under “After” is damaged: .*public\.things\.json/),
      },
    ]);
    expect(rows('public.things')).toBeNull();
  });

  it('says that a backup is not in this browser', async () => {
    await services.store.delete(before.id);
    await expect(compare(before)).rejects.toMatchObject({ code: 'not-found' });
    await expect(compare({ live: true })).rejects.toMatchObject({ code: 'not-found' });
    expect(await leftBehind()).toEqual([]);
  });

  it('tells how far it is, from the reading of the live project to the last byte', async () => {
    const told: CompareProgress[] = [];
    const comparison = await compare({ live: true }, (progress) => told.push(progress));
    expect(told[0]).toMatchObject({ phase: 'reading', live: { phase: 'preparing' }, tablesTotal: 0 });
    const comparing = told.filter(({ phase }) => phase === 'comparing');
    expect(comparing[0]).toMatchObject({ bytesDone: 0, tables: [], tablesTotal: 2, live: { rows: 2_040 } });
    const last = comparing.at(-1);
    expect(last?.tables.map(({ table }) => table)).toEqual(['public.others', 'public.things']);
    expect(last?.bytes).toBeGreaterThan(50_000);
    expect(last?.bytesDone).toBe(last?.bytes);
    await comparison.dispose();
  });

  it('waits for sign-in while it reads the live project, as a backup does', async () => {
    let waited = false;
    const comparison = await compare({ live: true }, ({ live }) => {
      if (live?.phase === 'reading' && !waited) void services.project.signOut();
      if (live?.phase !== 'sign-in' || waited) return;
      waited = true;
      void services.project.signIn('admin@example.com', 'right');
    });
    expect(waited).toBe(true);
    expect(comparison.tables.map(({ counts }) => counts)).toEqual([
      { added: 0, removed: 0, changed: 50 },
      { added: 0, removed: 10, changed: 0 },
    ]);
    await comparison.dispose();
  });

  it.each([
    ['while the live project is read', 'reading'],
    ['while rows are compared', 'comparing'],
  ])('leaves nothing behind when it is cancelled %s', async (_name, phase) => {
    const comparing = compare({ live: true }, (progress) => {
      if (progress.phase === phase) cancel.abort();
    });
    await expect(comparing).rejects.toMatchObject({ name: 'AbortError' });
    expect(await leftBehind()).toEqual([]);
    expect(await services.lock.isHeld(runLock('any'))).toBe(false);
  });

  it('leaves nothing behind when the storage is full, or a worker dies', async () => {
    services.store.quotaBytes = (before.archive?.sizeBytes ?? 0) + 1_000;
    await expect(compare({ live: true })).rejects.toMatchObject({ code: 'storage-full' });
    expect(await leftBehind()).toEqual([]);
    services.store.quotaBytes = Number.POSITIVE_INFINITY;
    services.host.estimate = { usedBytes: 1_000_000, quotaBytes: 1_000_100, persistent: true };
    await expect(compare({ live: true })).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringMatching(/^Reading the live project needs /),
    });
    services.host.estimate = { usedBytes: 0, quotaBytes: null, persistent: true };
    services.comparer.fingerprints = () => Promise.reject(new HoldfastError('interrupted', 'A worker stopped.'));
    await expect(compare({ live: true })).rejects.toMatchObject({ code: 'interrupted' });
    expect(await leftBehind()).toEqual([]);
  });

  it('keeps the rows of the live project from being cleared as leftovers until it is disposed of', async () => {
    const comparison = await compare({ live: true });
    const { id } = comparison.after;
    await clearLeftovers(services);
    expect(await services.store.listUnpublished()).toEqual([id]);
    const list = await comparison.rows('public.things')?.list({ changes: ['removed'], column: null }, cancel.signal);
    expect((await list?.read(9, 5))?.map(({ key }) => key)).toEqual([[{ column: 'id', text: '2000' }]]);
    await comparison.dispose();
    expect(await leftBehind()).toEqual([]);
  });

  it('compares what it can when no table of the live project can be read any more', async () => {
    tables.length = 0;
    const comparison = await compare({ live: true });
    expect(comparison.tables.map(({ table, verdict }) => `${table} ${verdict}`)).toEqual([
      'public.things only-before',
      'public.others only-before',
    ]);
    await comparison.dispose();
    expect(await leftBehind()).toEqual([]);
  });

  it('warns of rows that only row level security may have removed', async () => {
    tables.splice(0, 1, { name: 'things', rows: rowsFrom1(2_000), visible: 1_500 });
    const comparison = await compare({ live: true });
    expect(comparison.after.status).toBe('partial');
    expect(comparison.tables.find(({ table }) => table === 'public.things')).toMatchObject({
      counts: { added: 0, removed: 500, changed: 0 },
      doubts: [{ about: 'removed', why: expect.stringContaining('1,500 of 2,000 rows visible to you') }],
    });
    await comparison.dispose();
  });
});

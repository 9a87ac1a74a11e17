import { beforeEach, describe, expect, it } from 'vitest';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
import { findChanges } from '../../src/tasks/changesSince.ts';
import { pinBackups } from '../../src/tasks/pinBackups.ts';
import { jobLock } from '../../src/tasks/runLock.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

let tables: { name: string; rows: { id: number; note: string }[]; visible?: number }[];
let services: FakeServices;
const { signal } = new AbortController();
beforeEach(async () => {
  tables = [
    { name: 'things', rows: rowsFrom1(300) },
    { name: 'hidden', rows: rowsFrom1(300), visible: 200 },
    { name: 'dropped', rows: rowsFrom1(3) },
    { name: 'same', rows: rowsFrom1(7) },
  ];
  services = await memoryServices(tables);
});

/** The project as it is later: a row changed, most are gone, a table too, another is new. */
function changeProject(): void {
  tables.splice(0, 1, { name: 'things', rows: rowsFrom1(120).with(4, { id: 5, note: 'changed' }) });
  tables.splice(2, 1, { name: 'created', rows: rowsFrom1(4) });
}

describe('findChanges', () => {
  it('keeps in the record of the newest backup what changed since the one before of the same tables', async () => {
    const first = await backUp(services);
    await backUp(services, { tables: { mode: 'only', names: ['public.same'] } });
    changeProject();
    const newest = await backUp(services);
    const changes = await findChanges(services, signal);
    expect(changes).toEqual({
      since: first.id,
      sinceAt: first.createdAt,
      tables: [
        {
          table: 'public.things',
          counts: { added: 0, removed: 180, changed: 1 },
          rowsBefore: 300,
          rowsAfter: 120,
          note: null,
        },
        { table: 'public.created', counts: null, rowsBefore: null, rowsAfter: 4, note: 'new in this backup' },
        { table: 'public.dropped', counts: null, rowsBefore: 3, rowsAfter: null, note: 'not in this backup' },
        {
          table: 'public.hidden',
          counts: null,
          rowsBefore: 200,
          rowsAfter: 200,
          note: 'not every row is in this backup',
        },
        { table: 'public.same', counts: { added: 0, removed: 0, changed: 0 }, rowsBefore: 7, rowsAfter: 7, note: null },
      ],
    });
    expect(await services.backups.get(newest.id)).toEqual({ ...newest, changes });
    expect(await findChanges(services, signal)).toBeNull();
  });

  it('finds nothing where there is no backup before, or its bytes are gone', async () => {
    expect(await findChanges(services, signal)).toBeNull();
    const first = await backUp(services);
    expect(await findChanges(services, signal)).toBeNull();
    await backUp(services);
    await services.backups.put({ ...first, archive: first.archive && { ...first.archive, bytes: 'missing' } });
    expect(await findChanges(services, signal)).toBeNull();
  });

  it('overwrites nothing that was written to the record meanwhile, and every page sees the answer', async () => {
    await backUp(services);
    changeProject();
    const newest = await backUp(services);
    const history = createBackupHistory(services);
    await history.refresh();
    const { fingerprints } = services.comparer;
    services.comparer.fingerprints = async (...job) => {
      await pinBackups(services, [newest.id], 'Before the spring update');
      return await fingerprints(...job);
    };
    const changes = await findChanges(services, signal);
    expect(changes).not.toBeNull();
    expect(await services.backups.get(newest.id)).toMatchObject({ changes, pin: { note: 'Before the spring update' } });
    await history.refresh();
    expect(history.get().records.find(({ id }) => id === newest.id)?.changes).toEqual(changes);
    history.stop();
  });

  it('waits until no job runs, and can be stopped', async () => {
    await backUp(services);
    const newest = await backUp(services);
    let end: () => void = () => undefined;
    const job = services.lock.run(jobLock(services.project.id), () => new Promise<void>((resolve) => (end = resolve)));
    const stopping = new AbortController();
    const stopped = findChanges(services, stopping.signal);
    stopping.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const waiting = findChanges(services, signal);
    expect((await services.backups.get(newest.id))?.changes).toBeNull();
    end();
    await job;
    expect((await waiting)?.since).toBeDefined();
  });
});

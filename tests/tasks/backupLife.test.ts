import { beforeEach, describe, expect, it } from 'vitest';
import { clearLeftovers } from '../../src/tasks/clearLeftovers.ts';
import { deleteBackups } from '../../src/tasks/deleteBackups.ts';
import { downloadBackup } from '../../src/tasks/downloadBackup.ts';
import { pinBackups } from '../../src/tasks/pinBackups.ts';
import { jobLock, runLock } from '../../src/tasks/runLock.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

let services: FakeServices;
beforeEach(async () => {
  services = await memoryServices([{ name: 'things', rows: rowsFrom1(10) }]);
});

const acts = async () =>
  (await services.audit.list(services.project.id)).map(({ action, result }) => `${action} ${result}`);

describe('downloadBackup', () => {
  it('hands over the stored file under its name and notes it', async () => {
    const record = await backUp(services);
    await downloadBackup(services, record.id);
    const [download] = services.host.downloads;
    expect(download?.filename).toBe(record.filename);
    expect(download?.blob.size).toBe(record.archive?.sizeBytes);
    expect((await acts())[0]).toBe('download done');
  });

  it.each([
    ['gone', async (id: string) => services.store.delete(id)],
    ['cut short', async (id: string) => services.store.damage(id, (bytes) => bytes.slice(0, 100))],
  ])('marks an archive that is %s as missing and never hands it out', async (_name, spoil) => {
    const record = await backUp(services);
    await spoil(record.id);
    await expect(downloadBackup(services, record.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(services.host.downloads).toEqual([]);
    expect((await services.backups.get(record.id))?.archive?.bytes).toBe('missing');
  });
});

describe('deleteBackups', () => {
  it('deletes the bytes, leaves a tombstone and the others, and notes each', async () => {
    const [one, other] = [await backUp(services), await backUp(services)];
    expect(await deleteBackups(services, [one.id, 'unknown'])).toBe(1);
    expect((await services.store.list()).map(({ id }) => id)).toEqual([other.id]);
    expect(await services.backups.get(one.id)).toEqual({
      ...one,
      archive: { ...one.archive, bytes: 'missing' },
      removed: { at: expect.any(String), by: 'person', reason: 'Deleted by hand' },
    });
    expect(await services.backups.get(other.id)).toEqual(other);
    expect((await acts())[0]).toBe('deletion done');
    expect(await deleteBackups(services, [one.id])).toBe(0);
  });

  it('deletes pinned backups too, since a person asked for it', async () => {
    const record = await backUp(services);
    await pinBackups(services, [record.id], 'Before the spring update');
    expect(await deleteBackups(services, [record.id])).toBe(1);
  });

  it('never leaves a record that claims bytes which are gone, wherever it is cut, and can be repeated', async () => {
    for (const cutAt of [1, 2, 3]) {
      const record = await backUp(services);
      const { update } = services.backups;
      const { delete: remove } = services.store;
      let writes = 0;
      const cut = <T>(write: () => Promise<T>) => {
        writes += 1;
        return writes === cutAt ? Promise.reject(new Error('tab closed')) : write();
      };
      services.backups.update = (id, change) => cut(() => update(id, change));
      services.store.delete = (id) => cut(() => remove(id));
      await expect(deleteBackups(services, [record.id])).rejects.toThrow('tab closed');
      services.backups.update = update;
      services.store.delete = remove;
      const claimed = (await services.backups.get(record.id))?.archive?.bytes;
      expect([cutAt, claimed]).toEqual([cutAt, cutAt === 1 ? 'present' : 'missing']);
      if (claimed === 'present') expect(await services.store.open(record.id)).not.toBeNull();
      expect(await deleteBackups(services, [record.id])).toBe(1);
      expect(await services.store.open(record.id)).toBeNull();
    }
  });

  it('leaves a run alone that is on', async () => {
    const record = { ...(await backUp(services)), status: 'in progress' as const };
    await services.backups.put(record);
    await services.lock.run(runLock(record.id), async () => {
      expect(await deleteBackups(services, [record.id])).toBe(0);
    });
    expect(await deleteBackups(services, [record.id])).toBe(1);
    expect(await services.backups.get(record.id)).toMatchObject({ status: 'interrupted', removed: { by: 'person' } });
  });
});

describe('clearLeftovers', () => {
  it('marks the run of a dead tab as interrupted and removes what it wrote', async () => {
    const dead = {
      ...(await backUp(services)),
      id: 'dead',
      status: 'in progress' as const,
      archive: null,
      finishedAt: null,
    };
    await services.backups.put(dead);
    await services.store.create('dead');
    await services.store.create('without a record');
    expect(await clearLeftovers(services)).toBe(1);
    expect(await services.backups.get('dead')).toMatchObject({ status: 'interrupted', error: { code: 'interrupted' } });
    expect(await services.store.listUnpublished()).toEqual([]);
    expect(await clearLeftovers(services)).toBe(0);
  });

  it('leaves the run of a live tab alone', async () => {
    const live = { ...(await backUp(services)), id: 'live', status: 'in progress' as const, archive: null };
    await services.backups.put(live);
    await services.store.create('live');
    await services.lock.run(runLock('live'), async () => {
      expect(await clearLeftovers(services)).toBe(0);
    });
    expect(await services.backups.get('live')).toEqual(live);
    expect(await services.store.listUnpublished()).toEqual(['live']);
  });

  it('marks a run as interrupted although its bytes are locked by a frozen tab, and removes them when they are free', async () => {
    const record = await backUp(services);
    const frozen = { ...record, status: 'in progress' as const, archive: null, finishedAt: null };
    await services.backups.put(frozen);
    const lost = await backUp(services);
    await services.store.delete(lost.id);
    const { delete: remove } = services.store;
    services.store.delete = () => Promise.reject(new Error('locked'));
    await expect(clearLeftovers(services)).rejects.toThrow('locked');
    const states = await Promise.all([record, lost].map(({ id }) => services.backups.get(id)));
    expect(states.map((found) => [found?.status, found?.archive?.bytes])).toEqual([
      ['interrupted', undefined],
      ['completed', 'missing'],
    ]);
    services.store.delete = remove;
    await clearLeftovers(services);
    expect(await services.store.list()).toEqual([]);
  });

  it('removes bytes that a tombstone has left, and none that a record claims', async () => {
    const [gone, kept] = [await backUp(services), await backUp(services)];
    const removed = { at: '2026-03-29T03:00:00.000Z', by: 'retention' as const, reason: 'Over 30 days' };
    await services.backups.put({ ...gone, removed });
    await clearLeftovers(services);
    expect((await services.store.list()).map(({ id }) => id)).toEqual([kept.id]);
  });

  it('marks an archive as missing that the browser has cleared, and one that was cut short', async () => {
    const [gone, cut, good] = [await backUp(services), await backUp(services), await backUp(services)];
    await services.store.delete(gone.id);
    await services.store.damage(cut.id, (bytes) => bytes.slice(0, 10));
    await clearLeftovers(services);
    const states = await Promise.all([gone, cut, good].map(({ id }) => services.backups.get(id)));
    expect(states.map((record) => record?.archive?.bytes)).toEqual(['missing', 'missing', 'present']);
  });

  it('finds an archive again that the browser had lost sight of, and one of which only the deletion began', async () => {
    const record = await backUp(services);
    const { list, open } = services.store;
    services.store.list = async () => [];
    services.store.open = async () => null;
    await clearLeftovers(services);
    expect((await services.backups.get(record.id))?.archive?.bytes).toBe('missing');
    services.store.list = list;
    services.store.open = open;
    await clearLeftovers(services);
    expect(await services.backups.get(record.id)).toEqual(record);
  });

  it('does not take a shorter archive, or a corrupt one, for found again', async () => {
    const [cut, corrupt] = [await backUp(services), await backUp(services)];
    await services.store.damage(cut.id, (bytes) => bytes.slice(0, 10));
    for (const [record, bytes] of [
      [cut, 'missing'],
      [corrupt, 'corrupt'],
    ] as const)
      if (record.archive !== null) await services.backups.put({ ...record, archive: { ...record.archive, bytes } });
    await clearLeftovers(services);
    const states = await Promise.all([cut, corrupt].map(({ id }) => services.backups.get(id)));
    expect(states.map((record) => record?.archive?.bytes)).toEqual(['missing', 'corrupt']);
  });

  it('leaves finished backups alone', async () => {
    const record = await backUp(services);
    await clearLeftovers(services);
    expect(await services.backups.get(record.id)).toEqual(record);
    expect(await services.store.open(record.id)).not.toBeNull();
  });
});

describe('two runs at once', () => {
  it('wait for one another', async () => {
    let release: () => void = () => undefined;
    const held = services.lock.run(
      jobLock(services.project.id),
      () => new Promise<void>((resolve) => (release = resolve)),
    );
    const waiting = backUp(services);
    await expect.poll(async () => (await services.backups.list(services.project.id)).length).toBe(0);
    release();
    await held;
    expect((await waiting).status).toBe('completed');
  });

  it('can be cancelled while they wait, and say so', async () => {
    const abort = new AbortController();
    await services.lock.run(jobLock(services.project.id), async () => {
      const waiting = backUp(services, {}, abort.signal);
      abort.abort();
      expect(await waiting).toMatchObject({ status: 'cancelled', archive: null });
    });
  });
});

import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../src/adapters/store/auditLog.ts';
import { createBackupCatalog } from '../../src/adapters/store/backupCatalog.ts';
import { createDatabase, type Database } from '../../src/adapters/store/database.ts';
import { createHeartbeats } from '../../src/adapters/store/heartbeats.ts';
import { createIndexedDbStore } from '../../src/adapters/store/indexedDbStore.ts';
import { createRestoreLog } from '../../src/adapters/store/restoreLog.ts';
import { createSettings } from '../../src/adapters/store/settings.ts';
import { createSlotLog } from '../../src/adapters/store/slotLog.ts';
import { defaultSchedules } from '../../src/core/schedule.ts';
import { restoredProject, restoreRecord } from '../contracts/restoreRecord.ts';
import { slotRecord } from '../contracts/slotRecord.ts';
import { makeVersion1, version1 } from './version1.ts';
import { makeVersion2, version2 } from './version2.ts';
import { makeVersion3, version3 } from './version3.ts';

/** A record with what verification adds to its archive. */
function withFaults<T extends { archive: { verifiedAt: string | null } | null }>(record: T): T {
  const { archive } = record;
  if (archive === null) return record;
  return { ...record, archive: { ...archive, checkedAt: archive.verifiedAt, faults: [], manifestSha256: null } };
}

/** What the steps from earlier versions of the database promise to those who have backups. */
export function upgradeSuite(where: string): void {
  describe(`a database of version 1, ${where}`, () => {
    let database: Database;
    beforeEach(async () => {
      const name = `test-${crypto.randomUUID()}`;
      await makeVersion1(name);
      database = createDatabase(name);
    });
    afterEach(() => database.close());

    test('keeps every backup, which gets what has come since', async () => {
      const catalog = createBackupCatalog(database);
      const since = {
        schedule: null,
        keep: null,
        pin: null,
        removed: null,
        acceptedAt: null,
        imported: null,
        changes: null,
      };
      const [whole, without, cut, foreign] = version1.backups.map(withFaults);
      expect(await catalog.get('whole')).toEqual({ ...whole, ...since, scope: 'all' });
      expect(await catalog.get('without')).toEqual({ ...without, ...since, scope: 'except:public.logs,public.users' });
      expect(await catalog.get('cut')).toEqual({ ...cut, ...since, scope: 'all' });
      expect(await catalog.list('https://two.example')).toEqual([{ ...foreign, ...since, scope: 'all' }]);
      expect(await catalog.list('https://one.example')).toHaveLength(3);
    });

    test('keeps archives, settings, the connection and the audit trail', async () => {
      const archive = await createIndexedDbStore(database).open('whole');
      expect(await archive?.text()).toBe(version1.chunk);
      const settings = createSettings(database);
      expect(await settings.load('https://one.example')).toMatchObject(version1.settings);
      expect(await settings.loadConnection()).toEqual(version1.connection);
      expect(await createAuditLog(database).list('https://one.example')).toMatchObject([version1.audit]);
    });

    test('takes slots and signs of life afterwards', async () => {
      const slots = createSlotLog(database);
      expect(await slots.list('https://one.example', 0)).toEqual([]);
      expect(await slots.claim(slotRecord(1))).toBe(true);
      await createHeartbeats(database).beat('lock', 'tab-1');
      expect(await createHeartbeats(database).read('lock')).toEqual({ tab: 'tab-1', count: 1 });
    });

    test('is made as a new one is', async () => {
      const fresh = createDatabase(`test-${crypto.randomUUID()}`);
      expect(await shapeOf(database)).toEqual(await shapeOf(fresh));
    });

    test('stays as it is, and the error says why, when a record of it cannot be upgraded', async () => {
      const old = await openDB(database.name, 1);
      await old.put('backups', { id: 'broken', projectId: 'https://one.example' });
      old.close();
      await expect(createBackupCatalog(database).list('https://one.example')).rejects.toMatchObject({
        code: 'storage-failed',
        message: expect.stringContaining('could not read the list of backups'),
        cause: expect.any(TypeError), // not just that the upgrade was aborted
      });
      const kept = await openDB(database.name, 1);
      expect([...kept.objectStoreNames]).not.toContain('slots');
      expect(await kept.get('backups', 'whole')).toEqual(version1.backups[0]);
      await kept.delete('backups', 'broken');
      kept.close();
      expect(await createBackupCatalog(database).list('https://one.example')).toHaveLength(3);
    });

    test('is upgraded once, by whichever of two tabs comes first', async () => {
      const other = createDatabase(database.name);
      const lists = await Promise.all(
        [database, other].map((each) => createBackupCatalog(each).list('https://one.example')),
      );
      expect(lists[0]).toEqual(lists[1]);
      await other.close();
    });
  });

  describe(`a database of version 2, ${where}`, () => {
    let database: Database;
    beforeEach(async () => {
      const name = `test-${crypto.randomUUID()}`;
      await makeVersion2(name);
      database = createDatabase(name);
    });
    afterEach(() => database.close());

    test('keeps backups, with their pins and schedules, and slots', async () => {
      const catalog = createBackupCatalog(database);
      const since = { imported: null, changes: null };
      const [pinned, removed] = version2.backups.map(withFaults);
      expect(await catalog.get('whole')).toEqual({ ...pinned, ...since });
      expect(await catalog.get('removed')).toEqual({ ...removed, ...since });
      expect(await createSlotLog(database).list('https://one.example', 0)).toEqual(version2.slots);
    });

    test('schedules the verification from now on, once, also where nobody has set anything up', async () => {
      const before = Date.now() - 60_000; // it was upgraded when the test opened it
      const settings = createSettings(database);
      const loaded = await settings.load('https://one.example');
      const added = loaded.schedules.at(-1);
      expect(loaded).toEqual({ ...version2.settings, schedules: [...version2.settings.schedules, added] });
      expect(added).toMatchObject({ id: 'verification', on: true, timeZone: 'Asia/Tokyo' });
      const elsewhere = (await settings.load('https://two.example')).schedules.at(-1);
      expect(elsewhere).toEqual({ ...defaultSchedules('UTC').at(-1), since: added?.since });
      expect(Date.parse(added?.since ?? '')).toBeGreaterThan(before);

      await settings.save('https://one.example', { ...loaded, schedules: version2.settings.schedules });
      await database.close();
      database = createDatabase(database.name);
      const again = await createSettings(database).load('https://one.example');
      expect(again.schedules).toEqual(version2.settings.schedules);
    });

    test('keeps the audit trail in its order, as one unbroken chain for each project, which goes on', async () => {
      const log = createAuditLog(database);
      const trail = await log.list('https://one.example');
      const [first, foreign, second, third] = version2.audit;
      expect(trail).toMatchObject([third, second, first]);
      expect(trail.map(({ seq, own }) => ({ seq, own }))).toEqual([3, 2, 1].map((seq) => ({ seq, own: true })));
      expect(await log.list('https://two.example')).toMatchObject([foreign]);
      expect(await log.exchange('https://one.example')).toEqual({ pending: 3, cursor: null, syncedAt: null });
      expect(await log.append({ ...version1.audit, details: 'fourth' })).toMatchObject({
        seq: 4,
        previous: trail[0]?.digest,
      });
      expect(await log.check('https://one.example')).toEqual({ entries: 4, chains: 1, faults: [] });
    });

    test('is made as a new one is', async () => {
      const fresh = createDatabase(`test-${crypto.randomUUID()}`);
      expect(await shapeOf(database)).toEqual(await shapeOf(fresh));
    });
  });

  describe(`a database of version 3, ${where}`, () => {
    let database: Database;
    beforeEach(async () => {
      const name = `test-${crypto.randomUUID()}`;
      await makeVersion3(name);
      database = createDatabase(name);
    });
    afterEach(() => database.close());

    test('keeps backups and slots as they are, and takes records of restores', async () => {
      const restores = createRestoreLog(database);
      expect(await restores.list(restoredProject)).toEqual([]);
      await restores.put(restoreRecord(1));
      expect(await restores.list(restoredProject)).toEqual([restoreRecord(1)]);
      const catalog = createBackupCatalog(database);
      expect(await Promise.all(version3.backups.map(({ id }) => catalog.get(id)))).toEqual(version3.backups);
      expect(await createSlotLog(database).list('https://one.example', 0)).toEqual(version3.slots);
    });

    test('is made as a new one is', async () => {
      const fresh = createDatabase(`test-${crypto.randomUUID()}`);
      expect(await shapeOf(database)).toEqual(await shapeOf(fresh));
    });
  });
}

/** The stores and indexes of a database, and how they find their keys. */
async function shapeOf(database: Database): Promise<unknown> {
  await database.read('look', ['settings'], (tx) => tx.objectStore('settings').getAllKeys());
  await database.close();
  const db = await openDB(database.name);
  const tx = db.transaction([...db.objectStoreNames]);
  const shape = [...db.objectStoreNames].map((name) => {
    const store = tx.objectStore(name);
    const indexes = [...store.indexNames].map((index) => [index, store.index(index).keyPath]);
    return { name, keyPath: store.keyPath, autoIncrement: store.autoIncrement, indexes };
  });
  const { version } = db;
  db.close();
  return { version, shape };
}

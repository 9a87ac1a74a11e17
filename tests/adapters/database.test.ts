import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../src/adapters/store/database.ts';
import { createSettings } from '../../src/adapters/store/settings.ts';
import { createSlotLog } from '../../src/adapters/store/slotLog.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { slotRecord } from '../contracts/slotRecord.ts';
import { makeVersion1 } from './version1.ts';

const opened: Database[] = [];
const { transaction } = IDBDatabase.prototype;

function newDatabase(name: string = crypto.randomUUID(), options: Parameters<typeof createDatabase>[1] = {}): Database {
  const database = createDatabase(name, options);
  opened.push(database);
  return database;
}

afterEach(async () => {
  IDBDatabase.prototype.transaction = transaction;
  await Promise.all(opened.splice(0).map((database) => database.close()));
});

const save = (database: Database, value: string) =>
  database.write('save', ['settings'], (tx) => tx.objectStore('settings').put(value, 'key'));
const load = (database: Database) => database.read('load', ['settings'], (tx) => tx.objectStore('settings').get('key'));

/** Lets so many transactions fail as on a connection that the browser has closed. */
function loseConnections(times: number): () => number {
  let left = times;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
    if (left === 0) return transaction.apply(this, args);
    left -= 1;
    throw new DOMException('The database connection is closing.', 'InvalidStateError');
  };
  return () => left;
}

test('a connection that died is opened again, once', async () => {
  const database = newDatabase();
  await save(database, 'before');
  loseConnections(1);
  await save(database, 'after');
  expect(await load(database)).toBe('after');
  const left = loseConnections(5);
  await expect(save(database, 'lost')).rejects.toMatchObject({ code: 'storage-failed' });
  expect(left()).toBe(3);
});

test('a newer version of the app in another tab can upgrade the database', async () => {
  const database = newDatabase();
  await save(database, 'value');
  const newer = await openDB(database.name, 99);
  expect(newer.version).toBe(99);
  newer.close();
  await expect(load(database)).rejects.toMatchObject({
    code: 'storage-failed',
    message: expect.stringContaining('A newer version of Holdfast'),
  });
});

test('a tab that is busy makes way for a newer version when it is done, and can write until then', async () => {
  let done: () => void = () => undefined;
  const idle = new Promise<void>((resolve) => {
    done = resolve;
  });
  let asked: () => void = () => undefined;
  const wasAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const database = newDatabase(crypto.randomUUID(), {
    whenIdle: () => {
      asked();
      return idle;
    },
  });
  await save(database, 'before');
  let upgraded = false;
  const upgrading = openDB(database.name, 99).then((newer) => {
    upgraded = true;
    return newer;
  });
  await wasAsked;
  await save(database, 'the end of the run');
  expect(await load(database)).toBe('the end of the run');
  expect(upgraded).toBe(false);
  done();
  (await upgrading).close();
  await expect(save(database, 'too late')).rejects.toThrow('A newer version of Holdfast');
});

test('a tab of an older version that does not make way is named, and the wait goes on', async () => {
  const name = crypto.randomUUID();
  await makeVersion1(name);
  const frozen = await openDB(name, 1);
  const database = newDatabase(name, { blockedPatienceMs: 0 });
  await expect(save(database, 'first')).rejects.toMatchObject({
    code: 'storage-failed',
    message: expect.stringContaining('An older version of Holdfast is open in another tab'),
    hint: expect.stringContaining('Close the other tabs'),
  });
  await expect(load(database)).rejects.toMatchObject({ code: 'storage-failed' });
  frozen.close();
  await expect.poll(() => save(database, 'second').then(() => 'saved', String)).toBe('saved');
  expect(await load(database)).toBe('second');
});

test('a claim that reached the disk although its connection died is won, and one of another tab is not', async () => {
  const database = newDatabase();
  // The connection dies after the commit: the work runs once more on a new one.
  const twice: Database = {
    ...database,
    async write(...args) {
      await database.write(...args);
      return database.write(...args);
    },
  };
  const log = createSlotLog(twice);
  expect(await log.claim(slotRecord(1))).toBe(true);
  expect(await log.replace(slotRecord(1, { token: 2 }), 1)).toBe(true);
  await createSlotLog(database).claim(slotRecord(2, { tab: 'tab-2' }));
  expect(await log.claim(slotRecord(2))).toBe(false);
  expect(await log.claim(slotRecord(1))).toBe(false);
});

test('a write whose work fails is taken back as a whole', async () => {
  const database = newDatabase();
  await save(database, 'before');
  const failing = database.write('save', ['settings'], async (tx) => {
    await tx.objectStore('settings').put('half', 'key');
    throw new HoldfastError('storage-failed', 'Stopped half-way.');
  });
  await expect(failing).rejects.toThrow('Stopped half-way.');
  expect(await load(database)).toBe('before');
});

test('records are written with strict durability, progress figures relaxed', async () => {
  const database = newDatabase();
  await load(database);
  const asked: unknown[] = [];
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
    asked.push(args[2]);
    return transaction.apply(this, args);
  };
  await save(database, 'strict');
  await database.write('save', ['settings'], (tx) => tx.objectStore('settings').put('relaxed', 'key'), {
    relaxed: true,
  });
  expect(asked).toEqual([{ durability: 'strict' }, { durability: 'relaxed' }]);
});

test('what cannot be stored is an error that names the act', async () => {
  const database = newDatabase();
  const saving = database.write('save the settings', ['settings'], async (tx) => {
    await tx.objectStore('settings').put(() => undefined, 'key');
  });
  await expect(saving).rejects.toMatchObject({
    code: 'storage-failed',
    message: expect.stringContaining('could not save the settings'),
  });
});

test('settings that were stored by something else and cannot be read are an error that says so', async () => {
  const database = newDatabase();
  await database.write('save', ['settings'], (tx) => tx.objectStore('settings').put({ level: 'high' }, 'project:one'));
  await expect(createSettings(database).load('one')).rejects.toMatchObject({ code: 'bad-settings' });
  await database.write('save', ['settings'], (tx) => tx.objectStore('settings').put({ level: 2 }, 'project:one'));
  expect(await createSettings(database).load('one')).toMatchObject({ level: 2, concurrency: 4 });
});

test('a stored connection that is none counts as none', async () => {
  const database = newDatabase();
  await database.write('save', ['settings'], (tx) => tx.objectStore('settings').put({ url: 5 }, 'connection'));
  expect(await createSettings(database).loadConnection()).toBeNull();
});

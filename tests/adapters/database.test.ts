import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../src/adapters/store/database.ts';
import { createSettings } from '../../src/adapters/store/settings.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';

const opened: Database[] = [];
const { transaction } = IDBDatabase.prototype;

function newDatabase(name: string = crypto.randomUUID()): Database {
  const database = createDatabase(name);
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
  const newer = await openDB(database.name, 2);
  expect(newer.version).toBe(2);
  newer.close();
  await expect(load(database)).rejects.toMatchObject({ code: 'storage-failed' });
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

import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../src/adapters/store/auditLog.ts';
import { createDatabase, type Database, type Transaction } from '../../src/adapters/store/database.ts';
import { auditEntry, auditProject, sentChain } from '../contracts/auditEntries.ts';

let database: Database;
beforeEach(() => {
  database = createDatabase(`test-${crypto.randomUUID()}`);
});
afterEach(() => database.close());

/** Changes what lies in the browser behind the app's back, as somebody can in the developer tools. */
const reachIn = (work: (tx: Transaction<'readwrite'>) => Promise<unknown>) =>
  database.write('tamper', ['auditEntries', 'auditHeads'], work);

async function writeMany(count: number): Promise<string> {
  const log = createAuditLog(database);
  let chain = '';
  for (let number = 1; number <= count; number += 1) ({ chain } = await log.append(auditEntry(`entry ${number}`)));
  return chain;
}

describe('what was changed behind the app’s back shows in the check', () => {
  test.each<[string, string, (tx: Transaction<'readwrite'>, chain: string) => Promise<unknown>]>([
    [
      'an entry with other words',
      'Entry 3 was changed.',
      async (tx, chain) => {
        const link = await tx.objectStore('auditEntries').get([auditProject, chain, 3]);
        if (link !== undefined)
          await tx.objectStore('auditEntries').put({ ...link, text: link.text.replace('u1', 'u2') });
      },
    ],
    [
      'an entry shown at another time',
      'Entry 3 was changed.',
      async (tx, chain) => {
        const link = await tx.objectStore('auditEntries').get([auditProject, chain, 3]);
        if (link !== undefined)
          await tx.objectStore('auditEntries').put({ ...link, position: `2019${link.position.slice(4)}` });
      },
    ],
    [
      'an entry that was removed',
      'Entry 3 is missing.',
      (tx, chain) => tx.objectStore('auditEntries').delete([auditProject, chain, 3]),
    ],
    [
      'the newest entries removed',
      'The newest entries, 4 to 5, are missing.',
      (tx, chain) =>
        tx.objectStore('auditEntries').delete(IDBKeyRange.bound([auditProject, chain, 4], [auditProject, chain, 5])),
    ],
    ['all entries removed', 'All 5 entries are missing.', (tx) => tx.objectStore('auditEntries').clear()],
    [
      'how the chain ends removed',
      'Whether entries after 5 are missing is not known, because the note of the newest is gone.',
      (tx) => tx.objectStore('auditHeads').clear(),
    ],
    [
      'an entry moved to another project',
      'Entry 2 is missing.',
      async (tx, chain) => {
        const link = await tx.objectStore('auditEntries').get([auditProject, chain, 2]);
        await tx.objectStore('auditEntries').delete([auditProject, chain, 2]);
        if (link !== undefined) await tx.objectStore('auditEntries').put({ ...link, projectId: 'https://two.example' });
      },
    ],
  ])('%s: %s', async (_what, message, tamper) => {
    const chain = await writeMany(5);
    await reachIn((tx) => tamper(tx, chain));
    const { faults } = await createAuditLog(database).check(auditProject);
    expect(faults.map((fault) => fault.message)).toEqual([message]);
  });

  test('and an entry that cannot be read any more is still listed', async () => {
    const chain = await writeMany(2);
    await reachIn(async (tx) => {
      const link = await tx.objectStore('auditEntries').get([auditProject, chain, 2]);
      if (link !== undefined) await tx.objectStore('auditEntries').put({ ...link, text: 'scribble' });
    });
    const [newest, first] = await createAuditLog(database).list(auditProject);
    expect(newest).toMatchObject({
      action: 'unreadable',
      seq: 2,
      at: first?.at,
      facts: [{ label: 'Text', value: 'scribble' }],
    });
    expect(first?.details).toBe('entry 1');
  });
});

test('an entry that reached the disk although the connection died under it is not written twice', async () => {
  const twice: Database = {
    ...database,
    // The connection dies after the commit: the work runs once more on a new one.
    async write(doing, stores, work, options) {
      await database.write(doing, stores, work, options);
      return database.write(doing, stores, work, options);
    },
  };
  const log = createAuditLog(twice);
  expect(await log.append(auditEntry('1'))).toMatchObject({ seq: 1, own: true });
  expect(await log.append(auditEntry('2'))).toMatchObject({ seq: 2 });
  expect((await log.list(auditProject)).map(({ details }) => details)).toEqual(['2', '1']);
  expect(await log.receive(auditProject, sentChain(['theirs']), { id: 1, digest: '' })).toBe(0);
  expect((await log.check(auditProject)).faults).toEqual([]);
  expect(await log.count(auditProject)).toBe(3);
});

test('a check of more than one page is one chain, and goes from page to page', async () => {
  const log = createAuditLog(database);
  const links = sentChain(Array.from({ length: 2_500 }, (_, index) => `entry ${index + 1}`));
  for (let from = 0; from < links.length; from += 500)
    await log.receive(auditProject, links.slice(from, from + 500), { id: from + 500, digest: '' });
  const seen: number[] = [];
  const check = await log.check(auditProject, undefined, (count) => seen.push(count));
  expect(check).toEqual({ entries: 2_500, chains: 1, faults: [] });
  expect(seen).toEqual([1_000, 2_000, 2_500]);
});

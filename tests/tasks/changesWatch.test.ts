import { describe, expect, test } from 'vitest';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
import { createChangesWatch } from '../../src/tasks/changesWatch.ts';
import { changesLock } from '../../src/tasks/runLock.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

/** A project with two backups, of which the later one has one row more. */
async function twoBackups() {
  const table = { name: 'users', rows: rowsFrom1(200) };
  const services = await memoryServices([table]);
  const first = await backUp(services);
  table.rows = rowsFrom1(201);
  services.clock = { ...services.clock, now: () => Date.parse(first.createdAt) + 60_000 };
  return { services, table, first, second: await backUp(services) };
}

async function watch(services: FakeServices) {
  const history = createBackupHistory(services);
  const changes = createChangesWatch(services, history);
  await history.refresh();
  return { history, changes };
}

/** Resolves as soon as it holds, which is asked for again after every change of the history or the watch. */
function until({ history, changes }: Awaited<ReturnType<typeof watch>>, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      for (const end of ends) end();
      resolve();
    };
    const ends = [history.subscribe(look), changes.subscribe(look)];
    look();
  });
}

describe('what changed is found out in the background', () => {
  test('for the newest backup, once it may begin, and for each that comes later', async () => {
    const { services, table, first, second } = await twoBackups();
    const watched = await watch(services);
    const newest = () => watched.history.get().records[0];
    expect(newest()?.changes).toBeNull();
    watched.changes.start();
    await until(watched, () => newest()?.changes !== null);
    expect(newest()).toMatchObject({ id: second.id, changes: { since: first.id } });
    expect(newest()?.changes?.tables).toEqual([
      {
        table: 'public.users',
        counts: { added: 1, removed: 0, changed: 0 },
        rowsBefore: 200,
        rowsAfter: 201,
        note: null,
      },
    ]);
    table.rows = rowsFrom1(10);
    services.clock = { ...services.clock, now: () => Date.parse(second.createdAt) + 60_000 };
    const third = await backUp(services);
    await until(watched, () => newest()?.id === third.id && newest()?.changes !== null);
    expect(newest()?.changes?.tables[0]?.counts).toEqual({ added: 0, removed: 191, changed: 0 });
    watched.changes.stop();
  });

  test('what it could not find out is told, and not tried again and again', async () => {
    const { services, first, second } = await twoBackups();
    await services.store.delete(first.id);
    let opened = 0;
    const { store } = services;
    services.store = {
      ...store,
      open(id) {
        if (id === first.id) opened += 1;
        return store.open(id);
      },
    };
    const watched = await watch(services);
    watched.changes.start();
    await until(watched, () => watched.changes.get().failure !== null);
    expect(watched.changes.get().failure).toBe(`${first.filename} is not in this browser.`);
    await services.backups.put({
      ...second,
      reason: 'Renamed',
      pin: { at: second.createdAt, by: 'person', note: 'Keep' },
    });
    await until(watched, () => watched.history.get().records[0]?.pin !== null);
    expect(opened).toBe(1);
    watched.changes.stop();
  });

  test('until it is stopped', async () => {
    const { services, second } = await twoBackups();
    const watched = await watch(services);
    watched.changes.start();
    watched.changes.stop();
    await services.lock.run(changesLock(services.project.id), async () => undefined); // its turn is over
    expect((await services.backups.get(second.id))?.changes).toBeNull();
    expect(watched.changes.get().failure).toBeNull();
  });
});

import { beforeEach, expect, it } from 'vitest';
import { deleteBackups } from '../../src/tasks/deleteBackups.ts';
import { pinBackups, unpinBackups } from '../../src/tasks/pinBackups.ts';
import { broken, made } from '../core/longHistory.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

let services: FakeServices;
beforeEach(async () => {
  services = await memoryServices([{ name: 'things', rows: rowsFrom1(10) }]);
});

const acts = async () =>
  (await services.audit.list(services.project.id)).map(({ action, details }) => `${action}: ${details}`);
const pinOf = async (id: string) => (await services.backups.get(id))?.pin;

it('pins with a note, changes the note, and takes the pin off; each leaves an entry', async () => {
  const { id, filename } = await backUp(services);
  await pinBackups(services, [id, 'unknown'], ' Before the spring update ');
  expect(await pinOf(id)).toMatchObject({ by: 'person', note: 'Before the spring update' });
  expect((await acts())[0]).toBe(`pin: Pinned ${filename}: Before the spring update`);
  await pinBackups(services, [id], '');
  expect(await pinOf(id)).toMatchObject({ note: '' });
  await unpinBackups(services, [id]);
  expect(await pinOf(id)).toBeNull();
  expect((await acts())[0]).toBe(`unpin: Unpinned ${filename}.`);
  const before = await acts();
  await unpinBackups(services, [id]);
  expect(await acts()).toEqual(before);
});

it('has nothing to pin in failed runs, runs that are on, removed backups and those of other projects', async () => {
  const gone = await backUp(services);
  await deleteBackups(services, [gone.id]);
  const here = { projectId: services.project.id };
  const others = [
    broken(made('failed', 1, here), 'failed'),
    made('on', 0, { ...here, status: 'in progress' }),
    made('elsewhere', 0, { projectId: 'https://other.example' }),
  ];
  for (const record of others) await services.backups.put(record);
  await pinBackups(services, ['failed', 'on', 'elsewhere', gone.id], 'note');
  for (const id of ['failed', 'on', 'elsewhere', gone.id]) expect(await pinOf(id)).toBeNull();
});

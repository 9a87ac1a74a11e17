import { expect, it } from 'vitest';
import { createBackupRunner } from '../../src/tasks/backupRunner.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import { createFakeServices } from '../fakes/fakeServices.ts';
import { memoryServices, rowsFrom1 } from './memoryServices.ts';

it('pins the backup that still has the rows, right after the run that found them gone, and only that one', async () => {
  const full = await memoryServices([{ name: 'orders', rows: rowsFrom1(500) }]);
  const emptied = await memoryServices([{ name: 'orders', rows: rowsFrom1(40) }]);
  const after = createFakeServices(emptied.project, { ...full, project: emptied.project });
  const backUp = (services: typeof full) =>
    createBackupRunner(services, createJobQueue(services.clock.now)).start({ type: 'manual', reason: '' });
  const older = await backUp(full);
  const good = await backUp(full);
  const pins = async () =>
    (await full.backups.list(full.project.id)).filter(({ pin }) => pin !== null).map(({ id, pin }) => [id, pin?.by]);
  expect(await pins()).toEqual([]);
  const poor = await backUp(after);
  expect([poor.status, poor.totalRows]).toEqual(['completed', 40]);
  expect(await pins()).toEqual([[good.id, 'retention']]);
  await backUp(after); // by now the loss no longer shows, but its pin stays
  expect(await pins()).toEqual([[good.id, 'retention']]);
  expect(older.status).toBe('completed');
});

import { beforeEach, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { checkRoom } from '../../src/tasks/checkRoom.ts';
import { broken, made, now, strict, withBytes } from '../core/longHistory.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { memoryServices } from './memoryServices.ts';

let services: FakeServices;
beforeEach(async () => {
  services = { ...(await memoryServices([])), clock: createManualClock(now) };
  await services.settings.save(services.project.id, {
    ...defaultSettings,
    retention: { ...strict, automaticDays: 30 },
  });
  services.host.estimate = { usedBytes: 90_000_000, quotaBytes: 100_000_000, persistent: false };
});

async function keep(...records: BackupRecord[]): Promise<void> {
  for (const record of records) await services.backups.put({ ...record, projectId: services.project.id });
}

it('expects a tenth more than the newest archive of the same tables, and says what cleanup would free', async () => {
  const small = made('small', 0, { scope: 'only:public.orders' });
  if (small.archive !== null) small.archive.sizeBytes = 1001;
  await keep(
    withBytes(made('lost', 0), 'missing'),
    made('n1', 1),
    small,
    made('n40', 40),
    withBytes(made('n41', 41), 'missing'),
  );
  expect(await checkRoom(services, 'all')).toEqual({
    expectedBytes: 11_000_000,
    freeBytes: 10_000_000,
    fits: false,
    cleanupFreesBytes: 10_000_000,
  });
  expect(await checkRoom(services, 'only:public.orders')).toMatchObject({ expectedBytes: 1102, fits: true });
});

it('promises nothing of a cleanup that is paused', async () => {
  await keep(broken(made('n0', 0), 'failed'), made('n1', 1), made('n40', 40));
  expect(await checkRoom(services, 'all')).toMatchObject({ cleanupFreesBytes: 0 });
});

it('says null where it cannot know', async () => {
  expect(await checkRoom(services, 'all')).toEqual({
    expectedBytes: null,
    freeBytes: 10_000_000,
    fits: null,
    cleanupFreesBytes: 0,
  });
  await keep(made('n1', 1));
  services.host.estimate = { usedBytes: null, quotaBytes: null, persistent: false };
  expect(await checkRoom(services, 'all')).toMatchObject({ freeBytes: null, fits: null });
  services.host.estimate = { usedBytes: 110, quotaBytes: 100, persistent: false };
  expect(await checkRoom(services, 'all')).toMatchObject({ freeBytes: 0, fits: false });
});

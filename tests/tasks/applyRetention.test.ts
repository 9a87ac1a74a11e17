import { beforeEach, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { acceptRun } from '../../src/tasks/acceptRun.ts';
import { applyRetention } from '../../src/tasks/applyRetention.ts';
import { jobLock } from '../../src/tasks/runLock.ts';
import { broken, made, now, pinned, strict, withBytes } from '../core/longHistory.ts';
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
});

/** Puts the records into the history, and bytes of the size that they claim into the store. */
async function keep(...records: BackupRecord[]): Promise<void> {
  for (const record of records) {
    const { archive } = record;
    const sizeBytes = 1000;
    if (archive?.bytes === 'present') {
      const sink = await services.store.create(record.id);
      await sink.append(new Uint8Array(sizeBytes));
      await sink.seal();
      await sink.publish();
    }
    await services.backups.put({
      ...record,
      projectId: services.project.id,
      archive: archive && { ...archive, sizeBytes },
    });
  }
}

const clean = (signal?: AbortSignal) =>
  applyRetention(services, { by: 'schedule', ...(signal === undefined ? {} : { signal }) });
const stored = async () => (await services.store.list()).map(({ id }) => id).sort();
const removed = async () =>
  (await services.backups.list(services.project.id)).flatMap(({ id, removed }) => (removed === null ? [] : id)).sort();
const acts = async () =>
  (await services.audit.list(services.project.id))
    .map(({ action, result, backupId, details }) => `${action} ${backupId ?? 'all'} ${result}: ${details}`)
    .reverse();

describe('applyRetention', () => {
  it('removes what the policy says, the oldest first, and leaves tombstones and an entry for each', async () => {
    await keep(made('n0', 0), made('n31', 31), made('n40', 40), pinned(made('n50', 50)));
    expect(await clean()).toEqual({ removed: 2, freedBytes: 2000, paused: null });
    expect(await stored()).toEqual(['n0', 'n50']);
    expect(await services.backups.get('n31')).toMatchObject({
      status: 'completed',
      archive: { bytes: 'missing', sizeBytes: 1000 },
      removed: { at: new Date(now).toISOString(), by: 'retention', reason: 'Over 30 days, no other rule keeps it' },
    });
    const [first, second] = [made('n40', 40), made('n31', 31)];
    expect(await acts()).toEqual([
      `cleanup n40 done: Removed ${first.filename} (completed): Over 30 days, no other rule keeps it.`,
      `cleanup n31 done: Removed ${second.filename} (completed): Over 30 days, no other rule keeps it.`,
      'cleanup all done: Cleanup by schedule: Removed 2 backups, freed 0.0 MB.',
    ]);
    expect(await clean()).toMatchObject({ removed: 0, freedBytes: 0 });
  });

  it('removes nothing after a failed run, and pins the last good backup once', async () => {
    await keep(broken(made('n0', 0), 'failed'), made('n1', 1), made('n40', 40));
    const result = await clean();
    expect(result).toMatchObject({ removed: 0, paused: { reason: 'failed', runId: 'n0', goodId: 'n1' } });
    expect(await stored()).toEqual(['n1', 'n40']);
    const { pin } = (await services.backups.get('n1')) ?? {};
    expect(pin).toMatchObject({ by: 'retention', note: expect.stringContaining('The server did not answer.') });
    await clean();
    expect((await acts()).map((act) => act.split(':')[0])).toEqual([
      'pin n1 done',
      'cleanup all paused',
      'cleanup all paused',
    ]);
  });

  it('goes on when a person accepted the run', async () => {
    await keep(broken(made('n0', 0), 'failed'), made('n1', 1), made('n40', 40));
    await acceptRun(services, 'n0');
    expect(await clean()).toMatchObject({ removed: 1, paused: null });
    expect((await acts())[0]).toMatch(/^accepted n0 done/);
    await acceptRun(services, 'n0');
    expect((await acts()).filter((act) => act.startsWith('accepted'))).toHaveLength(1);
    await expect(acceptRun(services, 'unknown')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('does not take bytes that the browser lost unnoticed for a reason to remove others', async () => {
    await keep(made('n31', 31), made('n40', 40));
    await services.store.delete('n31');
    expect(await clean()).toMatchObject({ removed: 0 });
    expect(await stored()).toEqual(['n40']);
  });

  it('removes the record of a missing backup that is old, which frees nothing', async () => {
    await keep(made('n0', 0), withBytes(made('n40', 40), 'missing'));
    expect(await clean()).toMatchObject({ removed: 1, freedBytes: 0 });
    expect(await removed()).toEqual(['n40']);
  });

  it('leaves alone what was pinned meanwhile', async () => {
    await keep(made('n0', 0), made('n31', 31), made('n40', 40));
    const { delete: remove } = services.store;
    services.store.delete = async (id) => {
      const record = await services.backups.get('n31');
      if (record !== null) await services.backups.put(pinned(record));
      await remove(id);
    };
    expect(await clean()).toMatchObject({ removed: 1 });
    expect(await removed()).toEqual(['n40']);
  });

  it('stops between two when it is cancelled, and says how far it came', async () => {
    await keep(made('n0', 0), made('n31', 31), made('n40', 40));
    const abort = new AbortController();
    const { delete: remove } = services.store;
    services.store.delete = async (id) => {
      abort.abort();
      await remove(id);
    };
    await expect(clean(abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await removed()).toEqual(['n40']);
    expect((await acts()).at(-1)).toBe('cleanup all cancelled: Cleanup by schedule: Removed 1 backup, freed 0.0 MB.');
  });

  it('finishes at the next cleanup what a closed tab left half done', async () => {
    await keep(made('n0', 0), made('n40', 40));
    const { delete: remove } = services.store;
    services.store.delete = () => Promise.reject(new Error('tab closed'));
    await expect(clean()).rejects.toThrow('tab closed');
    expect(await services.backups.get('n40')).toMatchObject({ archive: { bytes: 'missing' }, removed: null });
    services.store.delete = remove;
    expect(await clean()).toMatchObject({ removed: 1 });
    expect(await stored()).toEqual(['n0']);
  });

  it('waits for the job that is on, and sees what that one changed', async () => {
    await keep(made('n0', 0), made('n40', 40));
    let cleaning: Promise<unknown> = Promise.resolve();
    await services.lock.run(jobLock(services.project.id), async () => {
      cleaning = clean();
      await services.backups.put({ ...broken(made('late', 0, {}, '12:00'), 'failed'), projectId: services.project.id });
    });
    expect(await cleaning).toMatchObject({ removed: 0, paused: { runId: 'late' } });
  });
});

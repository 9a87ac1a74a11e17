import { describe, expect, it } from 'vitest';
import { createBackupRunner } from '../../src/tasks/backupRunner.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import { createVerificationRunner, oldestCheckFirst } from '../../src/tasks/verificationRunner.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

/** Three backups and a runner in a tab of its own. */
async function tabWithBackups() {
  const services = await memoryServices([{ name: 'users', rows: rowsFrom1(5) }]);
  const records = [await backUp(services), await backUp(services), await backUp(services)];
  const [a = '', b = '', c = ''] = records.map(({ id }) => id);
  const queue = createJobQueue(services.clock.now);
  const runner = createVerificationRunner(services, queue);
  /** Ids in the order in which their archives are opened. */
  const opened: string[] = [];
  const { open } = services.store;
  services.store.open = (id) => {
    opened.push(id);
    return open(id);
  };
  return { services, records, a, b, c, queue, runner, opened };
}

describe('the verification runner', () => {
  it('verifies one archive after the other and shows how far it is', async () => {
    const { runner, a, b, opened } = await tabWithBackups();
    const states: string[] = [];
    runner.subscribe(() => {
      const { current, done, total } = runner.get();
      states.push(`${current === null ? 'none' : current.id} ${done}/${total}`);
    });
    const results = await runner.verify([b, a]);
    expect(results.map(({ id, outcome }) => [id, outcome])).toEqual([
      [b, 'verified'],
      [a, 'verified'],
    ]);
    expect(opened).toEqual([b, a]);
    expect([...new Set(states)]).toEqual([
      'none 0/0',
      'none 0/1',
      'none 0/2',
      `${b} 0/2`,
      `${b} 1/2`, // nothing blinks while more waits
      `${a} 1/2`,
      'none 2/2',
    ]);
    expect(runner.get().results).toEqual(results);
  });

  it('takes those first whose last verification is longest ago', async () => {
    const { services, runner, records, a, b, c, opened } = await tabWithBackups();
    const [first, second] = records;
    if (first?.archive == null || second?.archive == null) throw new Error('There are archives.');
    await services.backups.put({ ...second, archive: { ...second.archive, checkedAt: '2025-01-01T00:00:00.000Z' } });
    await services.backups.put({ ...first, archive: { ...first.archive, checkedAt: null } });
    await runner.verifyAll();
    expect(opened).toEqual([a, b, c]);
    expect(
      oldestCheckFirst([
        { ...first, status: 'in progress' },
        { ...second, archive: null },
      ]),
    ).toEqual([]);
  });

  it('goes on after what cannot be verified, and says what was found', async () => {
    const { services, runner, a, b, c } = await tabWithBackups();
    await services.store.damage(a, (bytes) => bytes.slice(0, -1));
    await services.store.delete(b);
    const results = await runner.verify([a, b, 'nobody', c]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['corrupt', 'missing', 'failed', 'verified']);
    expect(results[2]?.error?.message).toContain('no longer in the history');
  });

  it('does not read an archive twice at once', async () => {
    const { runner, a, b, opened } = await tabWithBackups();
    const [one, other] = await Promise.all([runner.verify([a, b]), runner.verify([b, a])]);
    expect(opened).toEqual([a, b]);
    expect(other).toEqual([one[1], one[0]]);
    expect(runner.get()).toMatchObject({ done: 2, total: 2 });
  });

  it('lets a manual backup go first between two archives', async () => {
    const { services, runner, queue, a, b, opened } = await tabWithBackups();
    const { create, open } = services.store;
    services.store.create = (id) => {
      opened.push('a backup begins');
      return create(id);
    };
    const backups = createBackupRunner(services, queue);
    let backup: Promise<unknown> | null = null;
    services.store.open = (id) => {
      backup ??= backups.start({ type: 'manual', reason: '' });
      return open(id);
    };
    await runner.verify([a, b]);
    await backup;
    expect(opened).toEqual([a, 'a backup begins', b]);
  });

  it.each(['cancel', 'queue'] as const)('ends the whole round when it is cancelled (%s)', async (how) => {
    const { services, runner, queue, a, b, c, opened } = await tabWithBackups();
    const { open } = services.store;
    services.store.open = (id) => {
      if (id === b) how === 'cancel' ? runner.cancel() : queue.cancel(queue.get().running?.id ?? '');
      return open(id);
    };
    await expect(runner.verify([a, b, c])).rejects.toMatchObject({ name: 'AbortError' });
    await Promise.resolve();
    expect(opened).toEqual([a, b]);
    expect(runner.get()).toMatchObject({ current: null, done: 1, total: 3 });
    expect(queue.get()).toEqual({ running: null, waiting: [] });
    expect((await runner.verify([c])).map(({ outcome }) => outcome)).toEqual(['verified']);
    expect(runner.get()).toMatchObject({ done: 1, total: 1 });
  });
});

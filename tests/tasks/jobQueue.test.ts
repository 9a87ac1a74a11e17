import { describe, expect, it } from 'vitest';
import { createJobQueue, type JobKind } from '../../src/tasks/jobQueue.ts';

/** A job that ends when told. */
function held() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, work: () => ended };
}

describe('the queue of jobs', () => {
  it('runs one at a time, and those that wait in the order of their kinds, then of their coming', async () => {
    const queue = createJobQueue(() => 0);
    const first = held();
    const order: string[] = [];
    const add = (kind: JobKind, title: string) =>
      queue.run({ kind, title }, async () => {
        order.push(title);
        expect(queue.get().running?.title).toBe(title);
      });
    const running = queue.run({ kind: 'restore', title: 'first' }, first.work);
    const all = [
      add('restore', 'restore'),
      add('cleanup', 'cleanup 1'),
      add('scheduled-backup', 'nightly'),
      add('cleanup', 'cleanup 2'),
      add('verification', 'verification'),
      add('manual-backup', 'manual'),
    ];
    expect(order).toEqual([]);
    const wanted = ['manual', 'nightly', 'cleanup 1', 'cleanup 2', 'verification', 'restore'];
    expect(queue.get().waiting.map(({ title }) => title)).toEqual(wanted);
    first.end();
    await Promise.all([running, ...all]);
    expect(order).toEqual(wanted);
    expect(queue.get()).toEqual({ running: null, waiting: [] });
  });

  it('takes out what is cancelled while it waits, which then never starts', async () => {
    const queue = createJobQueue(() => 0);
    const first = held();
    const running = queue.run({ kind: 'cleanup', title: 'first' }, first.work);
    const cancelled = queue.run({ kind: 'cleanup', title: 'second' }, () => Promise.reject(new Error('it started')));
    const [waiting] = queue.get().waiting;
    queue.cancel(waiting?.id ?? '');
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(queue.get().waiting).toEqual([]);
    first.end();
    await running;
  });

  it('aborts what is cancelled while it runs, and goes on with the next', async () => {
    const queue = createJobQueue(() => 0);
    const running = queue.run(
      { kind: 'manual-backup', title: 'first' },
      (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const next = queue.run({ kind: 'cleanup', title: 'next' }, async () => 'done');
    queue.cancel(queue.get().running?.id ?? '');
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await expect(next).resolves.toBe('done');
  });

  it('goes on after a job that failed', async () => {
    const queue = createJobQueue(() => 0);
    const failed = queue.run({ kind: 'cleanup', title: 'bad' }, () => Promise.reject(new Error('no')));
    const next = queue.run({ kind: 'cleanup', title: 'good' }, async () => 'done');
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('done');
  });

  it('never starts a job whose caller has gone', async () => {
    const queue = createJobQueue(() => 0);
    const gone = AbortSignal.abort();
    await expect(queue.run({ kind: 'cleanup', title: 'late' }, async () => 'started', gone)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(queue.get()).toEqual({ running: null, waiting: [] });
  });
});

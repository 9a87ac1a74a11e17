import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWorkerPool, type PoolOptions } from '../../src/adapters/archiver/workerPool.ts';
import type { WorkerReply } from '../../src/adapters/archiver/workerReply.ts';

/** A worker that answers when the test tells it to. */
class HandWorker {
  onmessage: ((event: { data: WorkerReply }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault: () => void }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  readonly got: unknown[] = [];
  terminated = false;

  postMessage(message: unknown): void {
    if (typeof message === 'function') throw new DOMException('It cannot be cloned.', 'DataCloneError');
    this.got.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  answer(value: unknown): void {
    this.onmessage?.({ data: { ok: true, value } });
  }

  fail(message: string): void {
    this.onmessage?.({ data: { ok: false, message, code: 'archive-damaged', hint: 'A hint.' } });
  }

  crash(): void {
    this.onerror?.({ message: 'Out of memory', preventDefault: () => undefined });
  }
}

function poolOf(options: Partial<PoolOptions> = {}) {
  const workers: HandWorker[] = [];
  const pool = createWorkerPool({
    start: () => {
      const worker = new HandWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
    size: 2,
    idleMs: null,
    ...options,
  });
  const worker = (index: number): HandWorker => {
    const found = workers[index];
    if (found === undefined) throw new Error(`There is no worker ${index}.`);
    return found;
  };
  return { pool, workers, worker };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('workers start when jobs need them, and no more than allowed', async () => {
  const { pool, workers, worker } = poolOf();
  expect(workers).toHaveLength(0);
  const jobs = ['a', 'b', 'c', 'd'].map((name) => pool.run(name, []));
  expect(workers.map(({ got }) => got)).toEqual([['a'], ['b']]);
  worker(1).answer('B');
  expect(worker(1).got).toEqual(['b', 'c']);
  worker(0).answer('A');
  worker(0).answer('D');
  worker(1).answer('C');
  expect(await Promise.all(jobs)).toEqual(['A', 'B', 'C', 'D']);
  expect(workers).toHaveLength(2);
});

test('what a job throws comes through with its code and hint, and its worker goes on', async () => {
  const { pool, worker } = poolOf({ size: 1 });
  const failing = pool.run('a', []);
  const next = pool.run('b', []);
  worker(0).fail('Broken.');
  await expect(failing).rejects.toMatchObject({ code: 'archive-damaged', message: 'Broken.', hint: 'A hint.' });
  worker(0).answer('B');
  expect(await next).toBe('B');
});

test('an abort ends the busy worker of that job only, and another takes its place', async () => {
  const { pool, workers, worker } = poolOf();
  const stopping = new AbortController();
  const aborted = pool.run('a', [], stopping.signal);
  const other = pool.run('b', []);
  const waiting = pool.run('c', []);
  stopping.abort();
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false, false]);
  expect(worker(2).got).toEqual(['c']);
  worker(1).answer('B');
  worker(2).answer('C');
  expect(await Promise.all([other, waiting])).toEqual(['B', 'C']);
});

test('a job that is aborted while it waits never reaches a worker', async () => {
  const { pool, worker } = poolOf({ size: 1 });
  const stopping = new AbortController();
  const first = pool.run('a', []);
  const aborted = pool.run('b', [], stopping.signal);
  const last = pool.run('c', []);
  stopping.abort();
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  worker(0).answer('A');
  worker(0).answer('C');
  expect(await Promise.all([first, last])).toEqual(['A', 'C']);
  expect(worker(0).got).toEqual(['a', 'c']);
});

test('a signal that was aborted before starts no worker', async () => {
  const { pool, workers } = poolOf();
  await expect(pool.run('a', [], AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  expect(workers).toHaveLength(0);
});

test('aborting after the answer came does nothing', async () => {
  const { pool, worker } = poolOf();
  const stopping = new AbortController();
  const job = pool.run('a', [], stopping.signal);
  worker(0).answer('A');
  expect(await job).toBe('A');
  stopping.abort();
  expect(worker(0).terminated).toBe(false);
});

test('a worker that dies fails its job with a hint, and the next job gets a new one', async () => {
  const { pool, worker } = poolOf({ size: 1 });
  const dying = pool.run('a', []);
  const next = pool.run('b', []);
  worker(0).crash();
  await expect(dying).rejects.toMatchObject({ code: 'interrupted', hint: expect.stringContaining('Reload') });
  worker(1).answer('B');
  expect(await next).toBe('B');
});

test('a message that cannot be sent fails its own job only', async () => {
  const { pool, worker } = poolOf({ size: 1 });
  await expect(pool.run(() => undefined, [])).rejects.toMatchObject({ name: 'DataCloneError' });
  const next = pool.run('b', []);
  worker(0).answer('B');
  expect(await next).toBe('B');
});

test('workers without a job are ended after a while, busy ones are not', async () => {
  const { pool, workers, worker } = poolOf({ idleMs: 30_000 });
  const [quick, slow] = [pool.run('quick', []), pool.run('slow', [])];
  worker(0).answer('done');
  await quick;
  vi.advanceTimersByTime(30_000);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  worker(1).answer('done');
  await slow;
  vi.advanceTimersByTime(29_999);
  expect(pool.workers).toBe(1);
  vi.advanceTimersByTime(1);
  expect(pool.workers).toBe(0);
});

test('closing ends all workers and the jobs that are not done', async () => {
  const { pool, workers } = poolOf({ size: 1 });
  const jobs = [pool.run('a', []), pool.run('b', [])];
  pool.close();
  for (const result of await Promise.allSettled(jobs)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'interrupted' } });
  }
  expect(workers.every(({ terminated }) => terminated)).toBe(true);
});

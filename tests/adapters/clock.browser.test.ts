import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClock } from '../../src/adapters/browser/clock.ts';

const BrowserWorker = window.Worker;
/** As many as were started since the test began. */
let workers: Worker[];

// The page's own timers stand still, as those of a hidden tab do for up to a minute.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  workers = [];
});
afterEach(() => {
  vi.useRealTimers();
  for (const worker of workers) worker.terminate();
  setWorkerClass(BrowserWorker);
});

function setWorkerClass(worker: unknown): void {
  Object.defineProperty(window, 'Worker', { value: worker, configurable: true, writable: true });
}

/** Workers of the browser, counted; started from elsewhere if told so. */
function countWorkers(from: (url: string | URL) => string | URL = (url) => url): void {
  setWorkerClass(
    class extends BrowserWorker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(from(url), options);
        workers.push(this);
      }
    },
  );
}

test('long sleeps end although the timers of the page stand still, and share one worker', async () => {
  countWorkers();
  const clock = createClock();
  const before = clock.monotonic();
  await Promise.all([clock.sleep(500), clock.sleep(510)]);
  expect(clock.monotonic() - before).toBeGreaterThanOrEqual(509);
  await clock.sleep(500);
  expect(workers).toHaveLength(1);
});

test('a long sleeper who is aborted wakes at once, and the others sleep on', async () => {
  const clock = createClock();
  const stopping = new AbortController();
  const aborted = clock.sleep(600, stopping.signal);
  const other = clock.sleep(600);
  stopping.abort();
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  await other;
});

test('short sleeps need no worker', async () => {
  countWorkers();
  const sleeping = createClock().sleep(499);
  vi.advanceTimersByTime(499);
  await sleeping;
  expect(workers).toEqual([]);
});

test('where there are no workers, the timers of the page do it', async () => {
  setWorkerClass(undefined);
  const sleeping = createClock().sleep(60_000);
  vi.advanceTimersByTime(60_000);
  await sleeping;
});

test('where workers are forbidden, the timers of the page do it', async () => {
  setWorkerClass(
    class {
      constructor() {
        throw new DOMException('Refused.', 'SecurityError');
      }
    },
  );
  const clock = createClock();
  const sleeping = Promise.all([clock.sleep(60_000), clock.sleep(60_000)]);
  vi.advanceTimersByTime(60_000);
  await sleeping;
});

test('when the worker cannot start, the sleeps that had begun are timed by the page, and so are all later ones', async () => {
  countWorkers(() => '/there/is/no/such/worker.js');
  const clock = createClock();
  const stopping = new AbortController();
  const first = clock.sleep(60_000);
  const aborted = clock.sleep(60_000, stopping.signal);
  await expect.poll(() => vi.getTimerCount()).toBe(2);
  stopping.abort();
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  vi.advanceTimersByTime(60_000);
  await first;
  const later = clock.sleep(60_000);
  vi.advanceTimersByTime(60_000);
  await later;
  expect(workers).toHaveLength(1);
});

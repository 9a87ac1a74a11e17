import type { JobLock } from '../../src/ports/JobLock.ts';

/** One tab's view of the locks, which a test can end as closing the tab would. */
export interface TabLock extends JobLock {
  /** Gives back all that the tab holds and takes it out of all queues. Its calls never settle, and what it asks for later never starts. */
  kill(): void;
}

/** Who holds a lock, or waits for it. */
interface Place {
  tab: object;
  /** Aborts when the lock was stolen. */
  lost: AbortController;
  start(): void;
}

/** Locks in memory; `openTab` gives another tab's view of the same locks. */
export function createMemoryJobLock(): JobLock & { openTab(): TabLock } {
  const holders = new Map<string, Place>();
  const queues = new Map<string, Place[]>();

  function queueOf(name: string): Place[] {
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    return queue;
  }

  function grant(name: string, place: Place): void {
    holders.set(name, place);
    place.start();
  }

  /** Passes the lock on, unless it was stolen from this place. */
  function release(name: string, place: Place): void {
    if (holders.get(name) !== place) return;
    holders.delete(name);
    const next = queueOf(name).shift();
    if (next !== undefined) grant(name, next);
  }

  function steal(name: string, place: Place): void {
    const robbed = holders.get(name);
    grant(name, place);
    robbed?.lost.abort(new DOMException('Another tab took the lock over.', 'AbortError'));
  }

  function acquire(name: string, place: Place, { signal, onWaiting, steal: stealing }: RunOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const queue = queueOf(name);
      const leave = () => {
        queue.splice(queue.indexOf(place), 1);
        reject(signal?.reason);
      };
      place.start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      if (stealing) return steal(name, place);
      if (!holders.has(name)) return grant(name, place);
      signal?.addEventListener('abort', leave, { once: true });
      queue.push(place);
      onWaiting?.();
    });
  }

  function openTab(): TabLock {
    const tab = {};
    let dead = false;
    const never = new Promise<never>(() => undefined);
    return {
      async run(name, job, options = {}) {
        if (dead) return never;
        const place: Place = { tab, lost: new AbortController(), start: () => undefined };
        await acquire(name, place, options);
        if (dead) return never; // killed in the moment between
        try {
          return await job(place.lost.signal);
        } finally {
          release(name, place);
          if (dead) await never;
        }
      },
      async isHeld(name) {
        return holders.has(name);
      },
      kill() {
        dead = true;
        for (const [name, queue] of queues) {
          const left = queue.filter((place) => place.tab !== tab);
          queue.splice(0, queue.length, ...left);
          const holder = holders.get(name);
          if (holder?.tab === tab) release(name, holder);
        }
      },
    };
  }

  const { run, isHeld } = openTab();
  return { run, isHeld, openTab };
}

type RunOptions = NonNullable<Parameters<JobLock['run']>[2]>;

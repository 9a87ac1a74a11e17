import type { JobLock } from '../../src/ports/JobLock.ts';

interface Waiter {
  start: () => void;
}

/** Locks in memory; every tab of a test shares the one object. */
export function createMemoryJobLock(): JobLock {
  const held = new Set<string>();
  const queues = new Map<string, Waiter[]>();

  function queueOf(name: string): Waiter[] {
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    return queue;
  }

  function release(name: string): void {
    const next = queueOf(name).shift();
    if (next === undefined) held.delete(name);
    else next.start();
  }

  function acquire(name: string, signal?: AbortSignal, onWaiting?: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (!held.has(name)) {
        held.add(name);
        return resolve();
      }
      const queue = queueOf(name);
      const onAbort = () => {
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        start: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      queue.push(waiter);
      onWaiting?.();
    });
  }

  return {
    async run(name, job, { signal, onWaiting } = {}) {
      await acquire(name, signal, onWaiting);
      try {
        return await job();
      } finally {
        release(name);
      }
    },
    async isHeld(name) {
      return held.has(name);
    },
  };
}

import type { JobLock } from '../../ports/JobLock.ts';
import { insecureContext } from './insecureContext.ts';

type RunOptions = NonNullable<Parameters<JobLock['run']>[2]>;

/**
 * Locks between tabs by the Web Locks API, under names with a prefix of our own.
 * Every method rejects with HoldfastError `insecure-context` where the browser has no such locks.
 */
export function createJobLock(prefix = 'holdfast:'): JobLock {
  // Checked at use: over plain http `navigator.locks` is missing, whatever the types say.
  async function manager(): Promise<LockManager> {
    const { locks } = navigator as { locks?: LockManager };
    if (locks === undefined) throw insecureContext('locks between tabs');
    return locks;
  }

  return {
    async run<T>(name: string, job: (lost: AbortSignal) => Promise<T>, options: RunOptions = {}): Promise<T> {
      const { signal, onWaiting, steal = false } = options;
      const locks = await manager();
      const full = prefix + name;
      // A request that steals cannot be given a signal.
      if (steal) signal?.throwIfAborted();
      const lost = new AbortController();
      let working: Promise<T> | null = null;
      let ended = false;

      const work = (): Promise<T> => {
        if (steal) signal?.throwIfAborted();
        working = job(lost.signal).finally(() => {
          ended = true;
        });
        return working;
      };
      const holdLock = async (): Promise<T> => {
        try {
          return await locks.request(full, steal ? { steal } : signal === undefined ? {} : { signal }, work);
        } catch (error) {
          if (working === null) throw error;
          // Either the job failed, or the lock was stolen from it: then the browser rejects with an AbortError while the job goes on.
          if (!ended) lost.abort(error);
          return working;
        }
      };
      const tellIfWaiting = async () => {
        if (onWaiting === undefined || steal || signal?.aborted) return;
        // The request stands in its queue already, so asking costs no turn. The lock manager answers in order: had the lock been free,
        // the job would have begun before this answer comes.
        const { pending = [] } = await locks.query();
        if (working === null && pending.some((lock) => lock.name === full)) onWaiting();
      };
      const running = holdLock();
      const [result] = await Promise.all([running, tellIfWaiting()]);
      return result;
    },

    async isHeld(name) {
      const { held = [] } = await (await manager()).query();
      return held.some((lock) => lock.name === prefix + name);
    },
  };
}

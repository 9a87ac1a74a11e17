import type { JobLock } from '../../ports/JobLock.ts';
import { insecureContext } from './insecureContext.ts';

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
    async run(name, job, { signal, onWaiting } = {}) {
      const locks = await manager();
      const full = prefix + name;
      let granted = false;
      const work = async () => {
        granted = true;
        return job();
      };
      const tellIfWaiting = async () => {
        if (onWaiting === undefined || signal?.aborted) return;
        // The request stands in its queue already, so asking costs no turn. The lock manager answers in order: had the lock been free,
        // the job would have begun before this answer comes.
        const { pending = [] } = await locks.query();
        if (!granted && pending.some((lock) => lock.name === full)) onWaiting();
      };
      const running = locks.request(full, signal === undefined ? {} : { signal }, work);
      const [result] = await Promise.all([running, tellIfWaiting()]);
      return result;
    },

    async isHeld(name) {
      const { held = [] } = await (await manager()).query();
      return held.some((lock) => lock.name === prefix + name);
    },
  };
}

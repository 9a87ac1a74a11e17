import type { JobLock } from '../ports/JobLock.ts';
import { runLock } from './runLock.ts';

/**
 * Holds the lock of a run until the returned function is called, or the tab dies: what lies unpublished under its id is then no leftover.
 * @throws HoldfastError `insecure-context` where the browser has no locks.
 */
export async function holdRunLock(lock: JobLock, id: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await new Promise<void>((granted, failed) => {
    const hold = () => {
      granted();
      return released;
    };
    lock.run(runLock(id), hold).catch(failed);
  });
  return release;
}

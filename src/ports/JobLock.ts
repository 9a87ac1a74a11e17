/** Mutual exclusion between all tabs of this browser, by name. */
export interface JobLock {
  /**
   * Runs `job` while holding the lock, in order of arrival, and gives it back when `job` settles or the tab dies.
   * `onWaiting` is called once if somebody else holds the lock. Not re-entrant: taking a lock that one holds never ends.
   * `steal` takes it from whoever holds it, before all who wait. The signal that `job` gets aborts when somebody stole the lock from it;
   * the call settles as `job` does even then.
   * @throws AbortError when the signal aborts before the lock is granted (then `job` never starts); whatever `job` throws.
   *   HoldfastError `insecure-context` where the browser has no locks.
   */
  run<T>(
    name: string,
    job: (lost: AbortSignal) => Promise<T>,
    options?: { signal?: AbortSignal; onWaiting?: () => void; steal?: boolean },
  ): Promise<T>;
  /** Whether any tab holds the lock at this moment. A held lock means a live or frozen tab, since a dead tab's locks are released. */
  isHeld(name: string): Promise<boolean>;
}

/** Time, so that core and tasks never ask the machine for it. */
export interface Clock {
  /** The wall clock, ms since the epoch. It may jump, in both directions. */
  now(): number;
  /** A clock that only rises, in ms from an arbitrary start: for durations and rates. */
  monotonic(): number;
  /**
   * Resolves after at least `ms`. Timers of hidden tabs are throttled: it may be much later.
   * @throws AbortError as soon as the signal aborts.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How long the main thread was not to be had, ms. */
export interface MainThreadReport {
  /** Longest task of those over 50 ms, as the browser reports them (Long Tasks API); 0 where there was none. */
  longTaskMs: number;
  /** Longest time by which a timer came late: no single task was longer, several in a row may have been. */
  longestGapMs: number;
}

export interface MainThreadWatch {
  stop(): Promise<MainThreadReport>;
}

/** Browsers clamp nested timers to this (HTML standard, timer initialization steps), ms. */
const timerMs = 4;

/** Begins to watch the main thread of this page. */
export function watchMainThread(): MainThreadWatch {
  let longTaskMs = 0;
  const note = (entries: PerformanceEntryList) => {
    for (const { duration } of entries) longTaskMs = Math.max(longTaskMs, duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });

  let longestGapMs = 0;
  let last = performance.now();
  let timer = setTimeout(probe, timerMs);
  function probe(): void {
    const now = performance.now();
    longestGapMs = Math.max(longestGapMs, now - last - timerMs);
    last = now;
    timer = setTimeout(probe, timerMs);
  }

  return {
    async stop() {
      await new Promise((resolve) => setTimeout(resolve)); // so that the task at hand counts too
      clearTimeout(timer);
      note(observer.takeRecords());
      observer.disconnect();
      return { longTaskMs, longestGapMs };
    },
  };
}

/** One figure of both: the long task where there was one, else the gap, which then held no task over 50 ms. */
export function longestTaskMs({ longTaskMs, longestGapMs }: MainThreadReport): number {
  return longTaskMs > 0 ? longTaskMs : Math.min(longestGapMs, 50);
}

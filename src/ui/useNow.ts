import { useEffect, useState } from 'react';

/** The part of a clock that a page needs: the wall clock in ms, and waiting. */
interface TickingClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const minuteMs = 60_000;

/** The present in ms since the epoch, renewed every minute, so that "5 min ago" stays true on an open page. */
export function useNow(clock: TickingClock): number {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const gone = new AbortController();
    const tick = async () => {
      while (!gone.signal.aborted) {
        setNow(clock.now());
        await clock.sleep(minuteMs, gone.signal);
      }
    };
    tick().catch((error: unknown) => {
      if (!gone.signal.aborted) throw error;
    });
    return () => gone.abort();
  }, [clock]);
  return now;
}

import { useEffect, useRef } from 'react';
import { announce } from './LiveRegion.tsx';

interface Progress {
  running: boolean;
  /** 0 to 1. */
  share: number;
  /** What is going on: "Searching". */
  what: string;
  /** What came of it: "318 of 12,771 rows match"; null when there is nothing to say. */
  result: string | null;
}

/** Has a screen reader say how something goes: when it begins, at every quarter, and what came of it. */
export function useSpokenProgress({ running, share, what, result }: Progress): void {
  const quarter = Math.floor(share * 4) * 25;
  const spoken = useRef<{ running: boolean; result: string | null }>({ running: false, result });
  useEffect(() => {
    if (running && quarter < 100) announce(quarter === 0 ? what : `${what}, ${quarter}%`);
  }, [running, quarter, what]);
  useEffect(() => {
    const before = spoken.current;
    spoken.current = { running, result };
    if (!running && result !== null && (before.running || before.result !== result)) announce(result);
  }, [running, result]);
}

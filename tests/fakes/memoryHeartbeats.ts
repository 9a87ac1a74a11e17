import type { Heartbeats } from '../../src/ports/Heartbeats.ts';

/** Signs of life in memory; `openTab` gives another tab's view of them. */
export function createMemoryHeartbeats(): Heartbeats & { openTab(): Heartbeats } {
  const beats = new Map<string, { tab: string; count: number }>();

  function openTab(): Heartbeats {
    return {
      async beat(name, tab) {
        beats.set(name, { tab, count: (beats.get(name)?.count ?? 0) + 1 });
      },
      async read(name) {
        return beats.get(name) ?? null;
      },
    };
  }
  return { ...openTab(), openTab };
}

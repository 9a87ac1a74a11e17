import { describe, expect, it } from 'vitest';
import type { Services } from '../../src/ports/Services.ts';
import { holdLock } from '../../src/tasks/holdLock.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { createMemoryHeartbeats } from '../fakes/memoryHeartbeats.ts';
import { createMemoryJobLock } from '../fakes/memoryJobLock.ts';

type Tab = Pick<Services, 'lock' | 'heartbeats' | 'clock' | 'tab'>;

function browser() {
  const lock = createMemoryJobLock();
  const heartbeats = createMemoryHeartbeats();
  return {
    heartbeats,
    open(tab: string, clock = createManualClock()) {
      return { tab: { lock: lock.openTab(), heartbeats, clock, tab } satisfies Tab, clock };
    },
  };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('lost')));

describe('a lock with a heartbeat', () => {
  it('is not taken from a holder that lives, however long it works', async () => {
    const { open } = browser();
    const clock = createManualClock();
    let end: () => void = () => undefined;
    const order: string[] = [];
    const first = holdLock(open('a', clock).tab, 'jobs', async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      order.push('a');
    });
    await clock.advance(0);
    const second = holdLock(open('b', clock).tab, 'jobs', async () => {
      order.push('b');
    });
    await clock.advance(3 * 3_600_000);
    expect(order).toEqual([]);
    end();
    await Promise.all([first, second]);
    expect(order).toEqual(['a', 'b']);
  });

  it('is taken from a frozen tab after some looks without a sign of life, and the frozen tab is told', async () => {
    const { open } = browser();
    const frozen = open('a'); // its clock never moves again
    const lost = holdLock(frozen.tab, 'jobs', untilAborted);
    await frozen.clock.untilSleeping();
    const { tab, clock } = open('b');
    let waited = 0;
    const stolen = holdLock(tab, 'jobs', async () => 'mine', { onWaiting: () => (waited += 1) });
    await clock.advance(10 * 60_000);
    await expect(stolen).resolves.toBe('mine');
    await expect(lost).resolves.toBe('lost');
    expect(waited).toBe(1);
  });

  it('is taken by one of two that wait, and the other waits on for the new holder', async () => {
    const { open } = browser();
    const frozen = open('a');
    void holdLock(frozen.tab, 'jobs', untilAborted);
    await frozen.clock.untilSleeping();
    const clock = createManualClock();
    let inside = 0;
    let most = 0;
    const work = async (lost: AbortSignal) => {
      inside += 1;
      most = Math.max(most, inside);
      await clock.sleep(5 * 60_000);
      inside -= 1;
      return lost.aborted;
    };
    const both = [holdLock(open('b', clock).tab, 'jobs', work), holdLock(open('c', clock).tab, 'jobs', work)];
    await clock.advance(60 * 60_000);
    expect(await Promise.all(both)).toEqual([false, false]);
    expect(most).toBe(1);
  });

  it('is not taken by a tab that slept as long as the holder did', async () => {
    const { open } = browser();
    const clock = createManualClock();
    const holder = holdLock(open('a', clock).tab, 'jobs', (lost) =>
      clock.sleep(9 * 3_600_000).then(() => lost.aborted),
    );
    await clock.advance(0);
    const { tab, clock: own } = open('b');
    const second = holdLock(tab, 'jobs', async () => 'b');
    await own.advance(16_000); // one look
    await own.advance(15_000); // the next one comes after eight hours: both slept
    await clock.advance(8 * 3_600_000);
    await own.advance(15_000);
    await clock.advance(3_600_000);
    await expect(holder).resolves.toBe(false);
    await expect(second).resolves.toBe('b');
  });

  it('ends waiting when its caller goes', async () => {
    const { open } = browser();
    const { tab, clock } = open('a');
    void holdLock(tab, 'jobs', untilAborted);
    await clock.untilSleeping();
    const gone = new AbortController();
    const second = holdLock(open('b').tab, 'jobs', async () => 'never', { signal: gone.signal });
    gone.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  });
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import { createObservable } from '../../src/core/observable.ts';
import type { ProjectState } from '../../src/tasks/projectInspector.ts';
import { recordAct } from '../../src/tasks/recordAct.ts';
import { createTrailSync, type TrailSync } from '../../src/tasks/trailSync.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { createManualClock, type ManualClock } from '../fakes/manualClock.ts';
import { memoryServices } from './memoryServices.ts';

let services: FakeServices;
let clock: ManualClock;
let sync: TrailSync;
/** How many links each upload held. */
let uploads: number[];
/** When, in ms. */
let triedAt: number[];
let failure: HoldfastError | null;

const access = { admin: true, permissions: [], helperVersion: helperVersionShipped };
const ready: ProjectState = { status: 'ready', access, catalog: null, error: null, checking: false };
const inspector = createObservable<ProjectState>(ready);

beforeEach(async () => {
  clock = createManualClock();
  services = { ...(await memoryServices([])), clock };
  uploads = [];
  triedAt = [];
  failure = null;
  const { openSession } = services.project;
  services.project.openSession = () => {
    const session = openSession();
    return {
      ...session,
      async appendTrail(links, signal) {
        uploads.push(links.length);
        triedAt.push(clock.monotonic());
        if (failure !== null) throw failure;
        await session.appendTrail(links, signal);
      },
    };
  };
  inspector.set(ready);
  sync = createTrailSync(services, inspector);
  await sync.refresh();
});
afterEach(() => sync.stop());

const write = async (count: number) => {
  for (let left = count; left > 0; left -= 1) await recordAct(services, 'pin', null, 'done', `${left} left`);
};

it('one upload takes what happens within a moment', async () => {
  await write(5);
  await clock.untilSleeping();
  expect(uploads).toEqual([]);
  expect(sync.get().pending).toBe(5);
  await clock.advance(1_000);
  expect(uploads).toEqual([5]);
  expect(sync.get()).toMatchObject({ pending: 0, error: null, running: false });
});

it('a tab leaves what another tab has sent meanwhile', async () => {
  const other = createTrailSync(services, inspector);
  await write(2);
  await clock.untilSleeping(2);
  await clock.advance(1_000);
  expect(uploads).toEqual([2]);
  expect([sync.get().pending, other.get().pending]).toEqual([0, 0]);
  other.stop();
});

it('what fails is tried again after ever longer pauses, at most five minutes, and at once when the page wakes up', async () => {
  failure = new HoldfastError('server', 'The project answered with an error (503).', { retryable: true });
  await write(1);
  await clock.untilSleeping();
  await clock.advance(1_000);
  await clock.advance(3_600_000);
  const pauses = triedAt.slice(1).map((at, index) => Math.round(at - (triedAt[index] ?? 0)));
  expect(pauses.slice(0, 9)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300].map((seconds) => seconds * 1_000));
  expect(new Set(pauses.slice(9))).toEqual(new Set([300_000]));
  expect(sync.get()).toMatchObject({ pending: 1, error: { message: expect.stringContaining('503') } });
  failure = null;
  services.host.wake();
  await expect.poll(() => sync.get()).toMatchObject({ pending: 0, error: null });
});

it('a server that asks for patience gets it', async () => {
  failure = new HoldfastError('rate-limited', 'The project asked to slow down.', {
    retryable: true,
    retryAfterMs: 60_000,
  });
  await write(1);
  await clock.untilSleeping();
  await clock.advance(1_000);
  await clock.advance(59_000);
  expect(uploads).toHaveLength(1);
  await clock.advance(1_000);
  expect(uploads).toHaveLength(2);
});

it('once it is stopped, nothing is sent and nothing waits', async () => {
  await write(1);
  await clock.untilSleeping();
  sync.stop();
  await clock.advance(3_600_000);
  services.host.wake();
  await write(1);
  expect(uploads).toEqual([]);
  expect(clock.sleepers).toBe(0);
});

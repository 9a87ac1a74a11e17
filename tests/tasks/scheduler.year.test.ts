import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { slotsBetween } from '../../src/core/dueSlots.ts';
import { defaultSchedules, type Schedule } from '../../src/core/schedule.ts';
import { runs } from '../runs.ts';
import { createWorld, type World } from './tabWorld.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2026, 0, 1, 12);

/** Park and Miller's minimal generator, so that a failing year can be lived again by its seed. */
function numbers(seed: number): () => number {
  let state = (seed % 0x7fff_fffe) + 1;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

function schedulesIn(timeZone: string): Schedule[] {
  const [daily, cleanup] = defaultSchedules(timeZone) as [Schedule, Schedule];
  const office: Schedule = {
    ...daily,
    id: 'office',
    repeats: { kind: 'weekly', time: '05:30', days: [1, 2, 3, 4, 5] },
    timeZone: 'America/New_York',
  };
  return [
    daily,
    cleanup,
    { ...office },
    { ...daily, id: 'month-end', repeats: { kind: 'monthly', time: '23:30', day: 'last' } },
  ];
}

/** What may happen to a browser with three tabs in some hours. */
function happen(world: World, random: () => number, steps: boolean): { pastMs: number; setBack: boolean } {
  const tab = world.tabs[Math.floor(random() * world.tabs.length)];
  const dice = random();
  if (dice < 0.06) tab?.close();
  else if (dice < 0.12) tab?.freeze();
  else if (dice < 0.22) for (const each of world.tabs) each.thaw();
  else if (dice < 0.3 && world.tabs.length < 3) world.openTab();
  else if (dice < 0.32)
    return { pastMs: random() * 3 * dayMs, setBack: false }; // the machine sleeps
  else if (dice < 0.34 && steps) {
    const step = (random() - 0.5) * (random() < 0.2 ? 20 * dayMs : 3 * hourMs);
    world.setClock(world.now() + step);
    return { pastMs: 0, setBack: step < 0 };
  }
  return { pastMs: 0, setBack: false };
}

interface Lived {
  world: World;
  /** ms of the world's life at which the clock was set back. */
  setBackAt: number[];
}

async function liveAYear(timeZone: string, seed: number, steps: boolean): Promise<Lived> {
  const random = numbers(seed);
  const world = createWorld({ timeZone, startMs, schedules: schedulesIn(timeZone), random });
  for (let tab = 0; tab < 3; tab += 1) world.openTab();
  await world.pass(1);
  const setBackAt: number[] = [];
  let lived = 0;
  while (lived < 365 * dayMs) {
    const { pastMs, setBack } = happen(world, random, steps);
    if (setBack) setBackAt.push(lived);
    const ms = pastMs + 10 * minuteMs + random() * 80 * minuteMs;
    await world.pass(ms);
    lived += ms;
  }
  // A quiet end: one living tab has time for all that is left.
  for (const tab of world.tabs) tab.thaw();
  world.openTab();
  for (let turn = 0; turn < 60; turn += 1) await world.pass(5 * minuteMs);
  return { world, setBackAt };
}

async function check(timeZone: string, seed: number, steps: boolean): Promise<number> {
  const { world, setBackAt } = await liveAYear(timeZone, seed, steps);
  const { services } = world;
  const projectId = services.project.id;
  const log = await services.slots.list(projectId, 0);
  const byId = new Map(log.map((slot) => [slot.id, slot]));
  const end = world.now() - 6 * hourMs; // what came due during the quiet end may still run

  // No slot is lost without a record, and none stays open.
  const due = schedulesIn(timeZone).flatMap((schedule) => slotsBetween(schedule, startMs, end));
  expect(due.filter(({ id }) => byId.get(id)?.state !== 'ended').map(({ id }) => id)).toEqual([]);

  // No slot has two backups, and the log knows the one.
  const made = (await services.backups.list(projectId)).filter(({ archive }) => archive !== null);
  const bySlot = groupBySlot(made);
  for (const [slotId, records] of bySlot) {
    expect([slotId, records.length]).toEqual([slotId, 1]);
    const slot = byId.get(slotId);
    if (slot?.state === 'ended')
      expect([slotId, slot.result, slot.backupId]).toEqual([slotId, 'completed', records[0]?.id]);
  }
  for (const slot of log)
    if (slot.result === 'completed' && slot.job === 'backup') expect(bySlot.has(slot.id)).toBe(true);

  // Slots of a schedule run in their order, as long as the clock goes forward; what was claimed before it was set back may still run.
  const last = new Map<string, { dueAt: number; at: number }>();
  for (const { slotId, at } of world.begun) {
    const slot = byId.get(slotId);
    if (slot === undefined) continue;
    const dueAt = Date.parse(slot.dueAt);
    const before = last.get(slot.scheduleId);
    if (before !== undefined && !setBackAt.some((when) => when >= before.at - 15 * dayMs && when <= at))
      expect(dueAt, `${slotId} after a later slot`).toBeGreaterThanOrEqual(before.dueAt);
    last.set(slot.scheduleId, { dueAt, at });
  }
  return made.length;
}

function groupBySlot(records: readonly BackupRecord[]): Map<string, BackupRecord[]> {
  const groups = new Map<string, BackupRecord[]>();
  for (const record of records) {
    const key = record.schedule?.slotId ?? '';
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return groups;
}

describe.each([
  'America/New_York',
  'Europe/Berlin',
  'Australia/Sydney',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'UTC',
])('a year in %s with three tabs that are closed, frozen and put to sleep', (timeZone) => {
  it('runs no slot twice and loses none, and keeps their order, also when the clock is set forward and back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.boolean(), async (seed, steps) => {
        expect(await check(timeZone, seed, steps)).toBeGreaterThan(steps ? 150 : 200);
      }),
      { numRuns: runs(1) },
    );
  });
});

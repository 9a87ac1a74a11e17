import { describe, expect, it } from 'vitest';
import { dueSlots } from '../../src/core/dueSlots.ts';
import { defaultVerification } from '../../src/core/schedule.ts';
import { type ProjectSettings, parseSettings, settingsIn } from '../../src/core/settings.ts';
import { readSettingsFile } from '../../src/core/settingsFile.ts';
import { addVerification, verifySince } from '../../src/core/verificationUpgrade.ts';

const since = '2026-03-26T13:32:00.000Z'; // a Thursday
const current = settingsIn('Europe/Berlin');
const without = (settings: ProjectSettings) => settings.schedules.filter(({ job }) => job !== 'verification');
const before = { ...current, schedules: without(current) };
const schedulesOf = (settings: unknown) => parseSettings(settings).schedules;

describe('settings from before there were verifications', () => {
  it('get the Wednesday verification, switched on, in the zone of their cleanup', () => {
    const upgraded = addVerification({ ...before, schedules: [...before.schedules] }, since);
    expect(parseSettings(upgraded)).toEqual({
      ...before,
      schedules: [...before.schedules, defaultVerification('Europe/Berlin', since)],
    });
    const cleanupGone = { ...before, schedules: [], retention: { ...before.retention, timeZone: 'Asia/Tokyo' } };
    expect(schedulesOf(addVerification(cleanupGone, since))).toEqual([defaultVerification('Asia/Tokyo', since)]);
  });

  it('call none of its earlier slots missed, and have it run next Wednesday', () => {
    const schedules = schedulesOf(addVerification(before, since)).filter(({ job }) => job === 'verification');
    const due = (now: string) =>
      dueSlots({ schedules, records: [], checkedUntil: Date.parse('2026-03-01T00:00Z'), now: Date.parse(now) });
    expect(due('2026-04-01T00:59:00Z')).toMatchObject({ run: [], missed: [] });
    expect(due('2026-04-01T01:00:00Z')).toMatchObject({
      run: [{ id: 'verification@2026-04-01T03:00+02:00[Europe/Berlin]' }],
      missed: [],
    });
    const fromDefaults = verifySince(current, since).schedules.filter(({ job }) => job === 'verification');
    expect(fromDefaults).toEqual([defaultVerification('Europe/Berlin', since)]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no list of schedules', { level: 3 }],
    ['as many schedules as there may be', { ...before, schedules: Array.from({ length: 100 }, () => ({ id: 'x' })) }],
    ['a schedule of that id', { ...before, schedules: [{ id: 'verification', job: 'backup' }] }],
  ])('stay as they are where there is %s', (_, stored) => {
    expect(addVerification(stored, since)).toBe(stored);
  });
});

describe('a settings file from before there were verifications', () => {
  const file = (settings: unknown, version = 1) =>
    JSON.stringify({ format: 'holdfast-settings', format_version: version, settings });
  const read = (text: string, now: ProjectSettings) => {
    const result = readSettingsFile(text, now);
    if (!result.ok) throw new Error('It was refused.');
    return result.settings.schedules;
  };

  it('leaves them as they are: on, off, or deleted', () => {
    const verification = defaultVerification('Europe/Berlin', since);
    const off = { ...current, schedules: [...before.schedules, { ...verification, on: false }] };
    const text = file({ schedules: before.schedules });
    expect(read(text, current)).toEqual(current.schedules);
    expect(read(text, off)).toEqual(off.schedules);
    expect(read(text, before)).toEqual(before.schedules);
  });

  it('is not taken for one that has deleted them', () => {
    expect(read(file({ schedules: before.schedules }, 2), current)).toEqual(before.schedules);
    expect(read(file({ level: 3 }), current)).toEqual(current.schedules);
  });
});

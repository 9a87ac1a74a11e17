import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsIn } from '../../src/core/settings.ts';
import { readSettingsFile, writeSettingsFile } from '../../src/core/settingsFile.ts';

const current = settingsIn('Europe/Berlin');
const file = (settings: unknown, rest: object = {}) =>
  JSON.stringify({ format: 'holdfast-settings', format_version: 1, settings, ...rest });
const problems = (text: string) => {
  const read = readSettingsFile(text, current);
  return read.ok ? null : read.problems;
};

describe('a settings file', () => {
  it('is read as it was written', () => {
    const settings = { ...settingsIn('Asia/Kathmandu'), platform: 'Bass', level: 9 };
    expect(readSettingsFile(writeSettingsFile(settings), current)).toEqual({ ok: true, settings, ignored: [] });
  });

  it('leaves alone what it does not name, inside of retention and notifications too', () => {
    const text = file({ concurrency: 8, retention: { newest: 20 }, notifications: { success: true } });
    expect(readSettingsFile(text, current)).toEqual({
      ok: true,
      ignored: [],
      settings: {
        ...current,
        concurrency: 8,
        retention: { ...current.retention, newest: 20 },
        notifications: { ...current.notifications, success: true },
      },
    });
  });

  it('from before there were backups of one moment has none in its schedules', () => {
    const [daily] = current.schedules;
    const { snapshot: _, ...earlier } = { ...daily, snapshot: undefined };
    const read = readSettingsFile(file({ schedules: [earlier] }, { format_version: 2 }), current);
    expect(read).toMatchObject({ ok: true, ignored: [], settings: { schedules: [{ snapshot: false }] } });
    const kept = { ...current, schedules: [{ ...daily, snapshot: true }] };
    expect(
      readSettingsFile(JSON.stringify(JSON.parse(writeSettingsFile(kept as typeof current))), current),
    ).toMatchObject({ ok: true, settings: { schedules: [{ snapshot: true }] } });
  });

  it('may hold fields of another version, which are named', () => {
    const [schedule] = current.schedules;
    const given = { colour: 'red', retention: { hourly: 3 }, schedules: [{ ...schedule, priority: 1 }] };
    const text = file(given, { format_version: 2 });
    expect(readSettingsFile(text, current)).toMatchObject({
      ok: true,
      ignored: ['colour', 'retention.hourly', 'schedules[0].priority'],
      settings: { schedules: [schedule] },
    });
  });

  it.each([
    ['{', null, 'This is not JSON.'],
    ['[]', null, 'This is no settings file of Holdfast: its "format" is not "holdfast-settings".'],
    [file({}, { format: 'holdfast' }), null, /its "format" is not/],
    [file({}, { format_version: 3 }), null, /written by a newer Holdfast \(format 3\)/],
    [file({}, { format_version: '1' }), 'format_version', /whole number/],
    [file([]), 'settings', /must be an object/],
    [file({ concurrency: 17 }), 'concurrency', 'must be at most 16'],
    [file({ level: 'fast' }), 'level', 'must be a number'],
    [file({ platform: 'x'.repeat(81) }), 'platform', 'must be at most 80 characters'],
    [file({ retention: { newest: -1 } }), 'retention.newest', 'must be at least 0'],
    [file({ tables: { mode: 'some', names: [] } }), 'tables.mode', 'must be one of "all", "except", "only"'],
    [file({ notifications: { failure: 'yes' } }), 'notifications.failure', 'must be true or false'],
    [
      file({ schedules: [{ ...current.schedules[0], repeats: { kind: 'daily', time: '25:00' } }] }),
      'schedules[0].repeats.time',
      'A time looks like 02:00.',
    ],
    [file({ schedules: [current.schedules[0], current.schedules[0]] }), 'schedules', 'Two schedules have the same id.'],
  ])('%s is refused with the field and what is wrong with it', (text, field, message) => {
    expect(problems(text)).toEqual([
      { field, message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ]);
  });

  it('with more schedules than a look at the clock can bear is refused', () => {
    const schedules = Array.from({ length: 101 }, (_, index) => ({ ...current.schedules[0], id: `s-${index}` }));
    expect(problems(file({ schedules }))).toEqual([{ field: 'schedules', message: 'must be at most 100 entries' }]);
    expect(readSettingsFile(file({ schedules: schedules.slice(1) }), current).ok).toBe(true);
  });

  it('never makes the reader throw (property)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((settings) => file(settings)),
        ),
        (text) => {
          expect(typeof readSettingsFile(text, current).ok).toBe('boolean');
        },
      ),
    );
  });
});

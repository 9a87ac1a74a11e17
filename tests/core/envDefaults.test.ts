import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsDefaults } from '../../src/core/envDefaults.ts';
import { pageBytesRange, settingsIn, settingsSchema } from '../../src/core/settings.ts';
import { writeSettingsFile } from '../../src/core/settingsFile.ts';

const read = (variables: Record<string, string>) => settingsDefaults(variables, 'Europe/Berlin');
const good = (variables: Record<string, string>) => {
  const { defaults, problems } = read(variables);
  expect(problems).toEqual([]);
  return defaults;
};
const built = settingsIn('Europe/Berlin');

describe('the settings that the environment gives', () => {
  it('are the built-in ones in the zone of the computer when nothing is set', () => {
    expect(good({})).toEqual(built);
    expect(good({ VITE_BACKUP_LEVEL: '  ', VITE_NOTIFY: '' })).toEqual(built);
  });

  it.each([
    ['VITE_PLATFORM_NAME', 'Bass', { platform: 'Bass' }],
    [
      'VITE_BACKUP_TABLES',
      'users, log:',
      {
        declaredTables: [
          { table: 'public.users', key: ['id'] },
          { table: 'public.log', key: [] },
        ],
      },
    ],
    ['VITE_BACKUP_ONLY', 'users, shop.orders', { tables: { mode: 'only', names: ['public.users', 'shop.orders'] } }],
    ['VITE_BACKUP_EXCEPT', 'public.logs', { tables: { mode: 'except', names: ['public.logs'] } }],
    ['VITE_BACKUP_SCHEMAS', 'public, shop', { schemas: ['public', 'shop'] }],
    ['VITE_BACKUP_CONCURRENCY', '16', { concurrency: 16 }],
    ['VITE_BACKUP_LEVEL', '1', { level: 1 }],
    ['VITE_BACKUP_PAGE_BYTES', '65536', { pageBytes: 65_536 }],
    ['VITE_AUTO_BACKUP', 'off', { automatic: false }],
    ['VITE_KEEP_DAYS', '7', { retention: { ...built.retention, automaticDays: 7 } }],
    ['VITE_KEEP_DAYS', 'forever', { retention: { ...built.retention, automaticDays: null } }],
    ['VITE_MAX_MEGABYTES', '500', { retention: { ...built.retention, maxMegabytes: 500 } }],
    ['VITE_NOTIFY', 'failure, success', { notifications: { failure: true, late: false, success: true } }],
    ['VITE_NOTIFY', 'none', { notifications: { failure: false, late: false, success: false } }],
  ])('%s=%s changes that and nothing else', (name, value, change) => {
    expect(good({ [name]: value })).toEqual({ ...built, ...change });
  });

  it('set the times of the daily backup and of the Sunday cleanup', () => {
    const { schedules } = good({ VITE_AUTO_BACKUP_TIME: '23:30', VITE_CLEANUP_TIME: '04:15' });
    expect(schedules.map(({ id, repeats }) => [id, repeats])).toEqual([
      ['daily-backup', { kind: 'daily', time: '23:30' }],
      ['cleanup', { kind: 'weekly', time: '04:15', days: [7] }],
      ['verification', { kind: 'weekly', time: '03:00', days: [3] }],
    ]);
  });

  it('put schedules and calendar into the named zone', () => {
    expect(good({ VITE_TIME_ZONE: 'Asia/Kathmandu' })).toEqual(settingsIn('Asia/Kathmandu'));
  });

  it('take everything else from VITE_SETTINGS, over which single variables win', () => {
    const text = writeSettingsFile({
      ...built,
      concurrency: 2,
      level: 9,
      platform: 'From the file',
      schedules: built.schedules.map((each) => ({ ...each, repeats: { kind: 'cron', expression: '0 5 * * 1' } })),
    });
    const settings = good({
      VITE_SETTINGS: text,
      VITE_BACKUP_LEVEL: '3',
      VITE_PLATFORM_NAME: 'Bass',
      VITE_AUTO_BACKUP_TIME: '06:00',
    });
    expect(settings).toMatchObject({ concurrency: 2, level: 3, platform: 'Bass' });
    expect(settings.schedules[0]?.repeats).toEqual({ kind: 'daily', time: '06:00' });
    expect(settings.schedules[1]?.repeats).toEqual({ kind: 'cron', expression: '0 5 * * 1' });
  });

  it.each([
    ['VITE_PLATFORM_NAME', 'x'.repeat(81)],
    ['VITE_BACKUP_TABLES', 'users, .x'],
    ['VITE_BACKUP_ONLY', 'public.'],
    ['VITE_BACKUP_EXCEPT', '.logs'],
    ['VITE_BACKUP_SCHEMAS', ','],
    ['VITE_BACKUP_CONCURRENCY', '17'],
    ['VITE_BACKUP_CONCURRENCY', '4.5'],
    ['VITE_BACKUP_LEVEL', 'fast'],
    ['VITE_BACKUP_PAGE_BYTES', String(pageBytesRange.max + 1)],
    ['VITE_TIME_ZONE', 'Mars/Olympus'],
    ['VITE_AUTO_BACKUP', 'yes'],
    ['VITE_AUTO_BACKUP_TIME', '2 am'],
    ['VITE_CLEANUP_TIME', '24:00'],
    ['VITE_KEEP_DAYS', '0'],
    ['VITE_MAX_MEGABYTES', '1 GB'],
    ['VITE_NOTIFY', 'failure, sometimes'],
    ['VITE_SETTINGS', '{'],
  ])('%s=%s is named, and changes nothing', (name, value) => {
    const { defaults, problems } = read({ [name]: value });
    expect(problems.map(({ title }) => title)).toEqual([`${name} cannot be read`]);
    expect(defaults).toEqual(built);
  });

  it('name everything that is wrong at once, and which of two contradict each other', () => {
    const { problems } = read({ VITE_BACKUP_LEVEL: '0', VITE_BACKUP_ONLY: 'a', VITE_BACKUP_EXCEPT: 'b' });
    expect(problems.map(({ title }) => title)).toEqual([
      'VITE_BACKUP_EXCEPT cannot be read',
      'VITE_BACKUP_LEVEL cannot be read',
    ]);
  });

  it('can always be stored, whatever the variables hold (property)', () => {
    const name = fc.constantFrom(
      ...['CONCURRENCY', 'LEVEL', 'PAGE_BYTES', 'ONLY', 'EXCEPT', 'SCHEMAS', 'TABLES'].map(
        (end) => `VITE_BACKUP_${end}`,
      ),
      ...['AUTO_BACKUP', 'AUTO_BACKUP_TIME', 'CLEANUP_TIME', 'KEEP_DAYS', 'NOTIFY', 'SETTINGS', 'TIME_ZONE'].map(
        (end) => `VITE_${end}`,
      ),
    );
    const value = fc.oneof(fc.string(), fc.integer().map(String), fc.json(), fc.constantFrom('on', 'off', '02:00'));
    fc.assert(
      fc.property(fc.dictionary(name, value), (variables) => {
        expect(settingsSchema.safeParse(read(variables).defaults).success).toBe(true);
      }),
    );
  });
});

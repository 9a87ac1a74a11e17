import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { defaultSchedules, type Schedule } from '../../src/core/schedule.ts';
import type { ManualClock } from '../fakes/manualClock.ts';
import { openSchedules, rowsOf } from './schedulesParts.tsx';
import { slotRecord } from './slotRecords.ts';
import { setViewportWidth } from './viewport.ts';

const usOffice: Schedule = {
  id: 'us-office-1',
  job: 'backup',
  name: 'US office',
  on: true,
  repeats: { kind: 'weekly', time: '05:30', days: [1, 2, 3, 4, 5] },
  timeZone: 'America/New_York',
  tables: { mode: 'only', names: ['public.leads', 'public.payments'] },
  keep: 14,
  snapshot: false,
  reason: '',
  since: null,
};
const withOffice = { schedules: [...defaultSchedules('Europe/Berlin'), usOffice] };

const field = (name: string) => screen.getByRole('textbox', { name });

async function choose(user: UserEvent, label: string, option: string) {
  await user.click(screen.getByRole('combobox', { name: label }));
  await user.click(await screen.findByRole('option', { name: option }));
}

async function retype(user: UserEvent, name: string, text: string) {
  await user.clear(field(name));
  await user.type(field(name), text);
}

async function openMenu(user: UserEvent, name: string) {
  await user.click(screen.getByRole('button', { name: `More for ${name}` }));
}

test('the list tells what runs when, on the own clock and on the viewer’s, and how it went last', async () => {
  await openSchedules({
    settings: withOffice,
    slots: [
      slotRecord('2026-03-26T01:00:00Z', { startedAt: '2026-03-26T07:01:00Z' }),
      slotRecord('2026-03-22T02:00:00Z', { scheduleId: 'cleanup', name: 'Cleanup', job: 'cleanup', removed: 7 }),
      slotRecord('2026-03-25T02:00:00Z', {
        ...{ scheduleId: 'verification', name: 'Verification', job: 'verification', result: 'damaged' },
      }),
    ],
  });
  expect(rowsOf('Schedules').map((row) => row.slice(0, 4))).toEqual([
    [
      'Daily backupAll tables',
      'Every day at 02:00Berlin time',
      'in 11 h 28 mintomorrow 02:00',
      'Completedtoday 08:01, late by 6 h',
    ],
    [
      'CleanupRetention',
      'Every Sunday at 03:00Berlin time',
      'in 2 daysSun 29 Mar, 03:00',
      'Completed22 Mar 03:00, removed 7',
    ],
    [
      'VerificationAll archives',
      'Every Wednesday at 03:00Berlin time',
      'in 5 daysWed 1 Apr, 03:00',
      'Damage foundyesterday 03:00',
    ],
    [
      'US office2 tables',
      'Monday to Friday at 05:30New York time',
      'in 19 h 58 mintomorrow 05:30, 10:30 here',
      'Not yet',
    ],
  ]);
});

test('a weekly schedule is added with a preview on both clocks, and is told when it runs next', async () => {
  const { user, stored } = await openSchedules();
  await user.click(screen.getByRole('button', { name: 'Add schedule' }));
  const form = within(screen.getByRole('region', { name: 'Add schedule' }));
  await user.type(field('Name'), 'US office');
  await user.click(form.getByRole('radio', { name: 'Weekly' }));
  expect(form.getByRole('button', { name: 'Saturday' }).getAttribute('aria-pressed')).toBe('false');
  await retype(user, 'Time', '5:30');
  await user.clear(screen.getByRole('combobox', { name: 'Time zone' }));
  await user.type(screen.getByRole('combobox', { name: 'Time zone' }), 'new_york');
  await user.click(await screen.findByRole('option', { name: 'America/New_York' }));
  await choose(user, 'Tables', 'Only…');
  await user.click(screen.getByLabelText('Tables to back up', { selector: 'input' }));
  await user.click(await screen.findByRole('option', { name: 'public.payments' }));
  await choose(user, 'Keep for', '14 days');
  await user.click(form.getByLabelText('All tables at one moment'));

  expect(rowsOf('Next five runs')).toEqual([
    ['Fri 27 Mar', '05:30', '10:30'],
    ['Mon 30 Mar', '05:30', '11:30'],
    ['Tue 31 Mar', '05:30', '11:30'],
    ['Wed 1 Apr', '05:30', '11:30'],
    ['Thu 2 Apr', '05:30', '11:30'],
  ]);
  expect(form.getByText('Clocks go forward in Berlin on 29 Mar, so it runs an hour later here.')).toBeTruthy();

  await user.click(form.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('US office runs next tomorrow 05:30, 10:30 here.')).toBeTruthy();
  const added = (await stored()).schedules.at(-1);
  expect(added).toMatchObject({
    name: 'US office',
    job: 'backup',
    on: true,
    repeats: { kind: 'weekly', time: '05:30', days: [1, 2, 3, 4, 5] },
    timeZone: 'America/New_York',
    tables: { mode: 'only', names: ['public.payments'] },
    keep: 14,
    snapshot: true,
    since: '2026-03-26T13:32:00.000Z',
  });
  expect(added?.id).toMatch(/^us-office-[0-9a-f]{6}$/);
  expect(screen.queryByRole('region', { name: 'Add schedule' })).toBeNull();
  expect(screen.getByRole('switch', { name: 'US office is on' })).toBeTruthy();
});

test('with an older helper a schedule that asks for one moment says that it cannot, and can stop', async () => {
  const schedules = [...defaultSchedules('Europe/Berlin'), { ...usOffice, snapshot: true }];
  const { user, stored } = await openSchedules({ settings: { schedules }, helperVersion: 2 });
  await user.click(screen.getByText('US office', { selector: 'button' }));
  const box = screen.getByLabelText<HTMLInputElement>('All tables at one moment');
  expect([box.checked, box.disabled]).toEqual([true, false]);
  const why = 'This needs version 3 of the helper. This project has version 2: run its SQL again.';
  expect(screen.getByText(why)).toBeTruthy();
  await user.click(box);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(async () => expect((await stored()).schedules.at(-1)?.snapshot).toBe(false), { timeout: 10_000 });
});

test('weekdays are toggled one by one, and none is refused', async () => {
  const { user, stored } = await openSchedules({ settings: withOffice });
  await openMenu(user, 'US office');
  await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
    await user.click(screen.getByRole('button', { name: day }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Choose a day.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Sunday' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(async () =>
    expect((await stored()).schedules.at(-1)?.repeats).toEqual({ kind: 'weekly', time: '05:30', days: [7] }),
  );
});

test('a cron expression that cannot be is told at its field, without a preview, and nothing is stored', async () => {
  const { user, stored } = await openSchedules();
  await user.click(screen.getByRole('button', { name: 'Add schedule' }));
  await user.type(field('Name'), 'Often');
  await user.click(screen.getByRole('radio', { name: 'Cron' }));
  await retype(user, 'Cron expression', '*/5 * * * *');
  expect(screen.queryByRole('table', { name: 'Next five runs' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('A schedule runs at most once an hour.')).toBeTruthy();
  expect(field('Cron expression').getAttribute('aria-invalid')).toBe('true');
  expect((await stored()).schedules).toHaveLength(3);
  await retype(user, 'Cron expression', '15 6 1 * *');
  expect(rowsOf('Next five runs')[0]).toEqual(['Wed 1 Apr', '06:15']);
});

test('a name that another schedule has, and an empty choice of tables, are refused', async () => {
  const { user, stored } = await openSchedules();
  await user.click(screen.getByRole('button', { name: 'Add schedule' }));
  await user.type(field('Name'), 'Daily backup');
  await choose(user, 'Tables', 'Only…');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Another schedule has this name.')).toBeTruthy();
  expect(screen.getByText('Choose at least one table, or a backup would be empty.')).toBeTruthy();
  expect((await stored()).schedules).toHaveLength(3);
});

test('a switch turns a schedule off, and the list says since when', async () => {
  const { user, stored } = await openSchedules();
  await user.click(screen.getByRole('switch', { name: 'Daily backup is on' }));
  await waitFor(async () => expect((await stored()).schedules[0]?.on).toBe(false));
  await waitFor(() => expect(rowsOf('Schedules')[0]?.[2]).toBe('Offsince just now'));
});

test('deleting asks first, and the way out keeps the schedule', async () => {
  const { user, stored } = await openSchedules({ settings: withOffice });
  await openMenu(user, 'US office');
  await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
  await user.click(await screen.findByRole('button', { name: 'Keep it' }));
  expect((await stored()).schedules).toHaveLength(4);
  await openMenu(user, 'US office');
  await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
  await user.click(await screen.findByRole('button', { name: 'Delete schedule' }));
  await waitFor(async () =>
    expect((await stored()).schedules.map(({ id }) => id)).toEqual(['daily-backup', 'cleanup', 'verification']),
  );
  await waitFor(() => expect(screen.queryByRole('switch', { name: 'US office is on' })).toBeNull());
});

test.each(['Daily backup', 'Cleanup'])('%s can be edited, not deleted', async (name) => {
  const { user } = await openSchedules();
  await openMenu(user, name);
  await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
  expect(screen.getByRole('region', { name: `Edit “${name}”` })).toBeTruthy();
  expect(screen.queryByText('Delete…')).toBeNull();
  expect(screen.queryByRole('combobox', { name: 'Keep for' }) === null).toBe(name === 'Cleanup');
});

test('a change goes onto the schedules as they are now, not as they were when the form was opened', async () => {
  const { user, stored, services, project } = await openSchedules();
  await openMenu(user, 'Daily backup');
  await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
  await retype(user, 'Time', '04:15');
  const elsewhere = await stored();
  await services.settings.save(project.id, { ...elsewhere, schedules: [...elsewhere.schedules, usOffice], level: 9 });
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(async () =>
    expect(await stored()).toMatchObject({
      level: 9,
      schedules: [
        { repeats: { kind: 'daily', time: '04:15' } },
        { id: 'cleanup' },
        { id: 'verification' },
        { id: 'us-office-1' },
      ],
    }),
  );
});

test('what could not be stored stays in the form, with the reason', async () => {
  const { user, services } = await openSchedules();
  services.settings.save = () => Promise.reject(new HoldfastError('storage-full', 'The disk is full.'));
  await user.click(screen.getByRole('button', { name: 'Add schedule' }));
  await user.type(field('Name'), 'Noon');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByRole('group', { name: 'The schedule was not added' })).toBeTruthy();
  expect(screen.getByText('The disk is full.')).toBeTruthy();
  expect(field('Name')).toHaveProperty('value', 'Noon');
});

test('Close asks before it discards what was typed', async () => {
  const { user } = await openSchedules();
  await user.click(screen.getByRole('button', { name: 'Add schedule' }));
  await user.type(field('Name'), 'Noon');
  const form = within(screen.getByRole('region', { name: 'Add schedule' }));
  await user.click(form.getByRole('button', { name: 'Close' }));
  await user.click(await screen.findByRole('button', { name: 'Go on editing' }));
  expect(field('Name')).toHaveProperty('value', 'Noon');
  await user.click(form.getByRole('button', { name: 'Close' }));
  await user.click(await screen.findByRole('button', { name: 'Discard them' }));
  await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Name' })).toBeNull());
});

test('without the permission the page shows everything and changes nothing', async () => {
  await openSchedules({ permissions: ['create'] });
  expect(screen.getByText(/Changing them needs the permission/)).toBeTruthy();
  expect(screen.getByRole('switch', { name: 'Daily backup is on' })).toHaveProperty('disabled', true);
  expect(screen.queryByRole('button', { name: 'Add schedule' })).toBeNull();
  expect(screen.queryByRole('button', { name: /^(More for|Edit)/ })).toBeNull();
});

test('the name of a schedule opens its form', async () => {
  const { user } = await openSchedules();
  await user.click(screen.getByRole('button', { name: 'Edit Daily backup' }));
  expect(field('Time')).toHaveProperty('value', '02:00');
});

test('a time zone is found by the words of its name', async () => {
  const { user, stored } = await openSchedules();
  await user.click(screen.getByRole('button', { name: 'Edit Daily backup' }));
  const zone = screen.getByRole('combobox', { name: 'Time zone' });
  await user.clear(zone);
  await user.type(zone, 'new york{Enter}');
  expect(zone).toHaveProperty('value', 'America/New_York');
  await retype(user, 'Time', '04:30');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(async () =>
    expect((await stored()).schedules[0]).toMatchObject({
      timeZone: 'America/New_York',
      repeats: { kind: 'daily', time: '04:30' },
    }),
  );
});

test('in a tab where nothing can run by itself, the page says why and claims no next run', async () => {
  await openSchedules({ blocked: 'This browser has no Web Locks.' });
  expect(screen.getByText('This browser has no Web Locks.')).toBeTruthy();
  expect(rowsOf('Schedules').map((row) => row[2])).toEqual(['Cannot run here', 'Cannot run here', 'Cannot run here']);
});

test('while automatic backups are stopped, no next run is claimed', async () => {
  await openSchedules({ settings: { automatic: false } });
  expect(screen.getByText('Automatic backups are stopped')).toBeTruthy();
  expect(rowsOf('Schedules').map((row) => row[2])).toEqual(['Stopped', 'Stopped', 'Stopped']);
});

test('on a phone the schedules and the log are lists', async () => {
  setViewportWidth(375);
  try {
    await openSchedules({ slots: [slotRecord('2026-03-26T01:00:00Z')] });
    expect(within(screen.getByRole('list', { name: 'Schedules' })).getAllByRole('switch')).toHaveLength(3);
    expect(within(screen.getByRole('list', { name: 'Run log' })).getByText('Thu 26 Mar, 02:00')).toBeTruthy();
  } finally {
    setViewportWidth(1440);
  }
});

test('Enter takes the time zone that is marked, however fast it was typed', async () => {
  await openSchedules();
  fireEvent.click(screen.getByRole('button', { name: 'Edit Daily backup' }));
  const zone = screen.getByRole<HTMLInputElement>('combobox', { name: 'Time zone' });
  const fast = userEvent.setup({ delay: null });
  act(() => {
    zone.focus();
    zone.select();
  });
  await fast.keyboard('new york');
  await new Promise((resolve) => setTimeout(resolve, 0)); // the list that opened counts its options only now
  await fast.keyboard('{Enter}');
  await waitFor(() => expect(zone.value).toBe('America/New_York'));
  expect(screen.getByRole('region', { name: 'Edit “Daily backup”' })).toBeTruthy();
});

test('as time passes a menu that was opened stays open', async () => {
  const { user, services } = await openSchedules({ settings: withOffice });
  await openMenu(user, 'US office');
  const item = await screen.findByRole('menuitem', { name: 'Edit' });
  expect(rowsOf('Schedules')[0]?.[2]).toContain('in 11 h 28 min');
  await act(async () => await (services.clock as ManualClock).advance(60_000));
  expect(rowsOf('Schedules')[0]?.[2]).toContain('in 11 h 27 min');
  expect(screen.getByRole('menuitem', { name: 'Edit' })).toBe(item);
});

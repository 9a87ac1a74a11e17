import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { SlotRecord } from '../../src/core/slot.ts';
import { openSchedules, rowsOf } from './schedulesParts.tsx';
import { slotRecord } from './slotRecords.ts';

const failed: Partial<SlotRecord> = {
  result: 'failed',
  tries: 4,
  backupId: '20131d67-0000-4000-8000-000000000000',
  message: 'public.sms_logs timed out four times.',
};

const log: SlotRecord[] = [
  slotRecord('2026-03-26T01:00:00Z', { backupId: '63f8eee0-0000-4000-8000-000000000000' }),
  slotRecord('2026-03-25T01:00:00Z', failed),
  slotRecord('2026-03-24T01:00:00Z', { result: 'partial' }),
  slotRecord('2026-03-22T02:00:00Z', { scheduleId: 'cleanup', name: 'Cleanup', job: 'cleanup', removed: 7 }),
  slotRecord('2026-03-18T01:00:00Z', { startedAt: '2026-03-18T07:01:00Z' }),
  slotRecord('2026-03-08T01:00:00Z', { result: 'missed', startedAt: null, message: 'Tab closed' }),
  slotRecord('2026-03-07T01:00:00Z', {
    state: 'retrying',
    result: null,
    finishedAt: null,
    nextTryAt: '2026-03-26T13:38:00Z',
  }),
];

test('the run log tells slot, start, lateness, result and backup, with what has not ended on top', async () => {
  await openSchedules({ slots: log });
  expect(rowsOf('Run log')).toEqual([
    ['Sat 7 Mar, 02:00', 'Daily backup', '02:00', '–', 'Retryingnext try 14:38', '–'],
    ['Thu 26 Mar, 02:00', 'Daily backup', '02:00', '–', 'Completed', '63f8eee0'],
    [
      'Wed 25 Mar, 02:00',
      'Daily backup',
      '02:00',
      '–',
      'Failed4 triesMark as seenpublic.sms_logs timed out four times.',
      '20131d67',
    ],
    ['Tue 24 Mar, 02:00', 'Daily backup', '02:00', '–', 'Partial', '–'],
    ['Sun 22 Mar, 03:00', 'Cleanup', '03:00', '–', 'CompletedRemoved 7', '–'],
    ['Wed 18 Mar, 02:00', 'Daily backup', '08:01', '6 h', 'Completed', '–'],
    ['Sun 8 Mar, 02:00', 'Daily backup', '–', '–', 'MissedTab closed', '–'],
  ]);
  const link = screen.getByRole('link', { name: 'Backup 20131d67' });
  expect(link.getAttribute('href')).toBe('/admin/backup/20131d67-0000-4000-8000-000000000000');
});

test('the log is narrowed to trouble and to one schedule', async () => {
  const { user } = await openSchedules({ slots: log });
  const show = async (option: string) => {
    await user.click(screen.getByRole('combobox', { name: 'Show' }));
    await user.click(await screen.findByRole('option', { name: option }));
  };
  await show('Trouble only');
  expect(rowsOf('Run log').map(([slot]) => slot)).toEqual([
    'Sat 7 Mar, 02:00',
    'Wed 25 Mar, 02:00',
    'Tue 24 Mar, 02:00',
    'Sun 8 Mar, 02:00',
  ]);
  await show('Cleanup');
  expect(rowsOf('Run log').map(([slot]) => slot)).toEqual(['Sun 22 Mar, 03:00']);
});

test('a failure is marked as seen, and stays in the log', async () => {
  const { user, services, project } = await openSchedules({ slots: log });
  await user.click(screen.getByRole('button', { name: 'Mark as seen: Daily backup, Wed 25 Mar, 02:00' }));
  await waitFor(() => expect(screen.queryByText('Mark as seen')).toBeNull());
  const slot = await services.slots.get(project.id, 'daily-backup@2026-03-25T01:00:00Z');
  expect(slot).toMatchObject({ result: 'failed', seenAt: '2026-03-26T13:32:00.000Z' });
  expect(rowsOf('Run log')[2]?.[4]).toBe('Failed4 triespublic.sms_logs timed out four times.');
});

test('the map of days says in one sentence what it shows, and is a table on demand', async () => {
  const { user } = await openSchedules({ slots: log });
  const card = within(screen.getByRole('region', { name: 'Reliability' }));
  expect(
    card.getByRole('img', {
      name: 'Daily backup, last 90 days: 1 on time, 1 late, 1 partial, 1 failed, 1 missed and 1 not ended',
    }),
  ).toBeTruthy();
  expect(
    card
      .getAllByRole('listitem')
      .slice(0, 5)
      .map((item) => item.textContent),
  ).toEqual(['1 on time', '1 late', '!1 partial', '×1 failed', '1 missed']);
  await user.click(card.getByRole('button', { name: 'Show as table' }));
  expect(card.queryByRole('img')).toBeNull();
  expect(card.getByRole('button', { name: 'Show as calendar' })).toBeTruthy();
  expect(rowsOf('Daily backup, last 90 days')).toEqual([
    ['Thu 26 Mar 2026', 'On time'],
    ['Wed 25 Mar 2026', 'Failed'],
    ['Tue 24 Mar 2026', 'Partial'],
    ['Wed 18 Mar 2026', 'Late'],
    ['Sun 8 Mar 2026', 'Missed'],
    ['Sat 7 Mar 2026', 'Not ended'],
  ]);
});

test('reliability counts only slots that have ended', async () => {
  await openSchedules({ slots: log });
  expect(screen.getByText('This tab was awake for 3 of the last 5 slots')).toBeTruthy();
  expect(screen.getByText('1 ran late, 1 was missed, 1 of them on a weekend.')).toBeTruthy();
});

test('before the first slot nothing is claimed', async () => {
  await openSchedules();
  expect(screen.getByText('Nothing was due yet')).toBeTruthy();
  expect(screen.getByText('Nothing has run yet')).toBeTruthy();
  expect(screen.getByRole('img', { name: 'Daily backup, last 90 days: nothing was due yet' })).toBeTruthy();
});

test('what helps is explained on demand, and installing is ticked in the installed app', async () => {
  const { user } = await openSchedules({ installed: true });
  expect(screen.queryByRole('button', { name: 'How: Install the app' })).toBeNull();
  expect(screen.getByText(', done')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'How: Turn off sleep at 02:00' }));
  expect(await screen.findByText(/In the power settings of the computer/)).toBeTruthy();
});

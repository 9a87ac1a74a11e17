import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openSchedules, rowsOf } from './schedulesParts.tsx';
import { slotRecord } from './slotRecords.ts';

test('what a new schedule runs is chosen, and one that makes no backup has no tables to choose', async () => {
  const { user, stored } = await openSchedules();
  await user.click(screen.getByRole('button', { name: 'Add schedule' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Monthly check');
  await user.click(screen.getByRole('combobox', { name: 'Runs' }));
  await user.click(await screen.findByRole('option', { name: 'A verification of all archives' }));
  expect(screen.queryByRole('combobox', { name: 'Tables' })).toBeNull();
  await user.click(screen.getByRole('radio', { name: 'Monthly' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(async () =>
    expect((await stored()).schedules.at(-1)).toMatchObject({
      name: 'Monthly check',
      job: 'verification',
      tables: null,
    }),
  );
  await user.click(await screen.findByRole('button', { name: 'More for Monthly check' }));
  expect(await screen.findByRole('menuitem', { name: 'Delete…' })).toBeTruthy();
});

test('the run log says what a verification read, and what it found until somebody has seen it', async () => {
  const of = { scheduleId: 'verification', name: 'Verification', job: 'verification' as const };
  const message = '1 archive is corrupt: manual-backup-2026-03-19T09-12-00-000Z.zip.';
  const { user } = await openSchedules({
    slots: [
      slotRecord('2026-03-25T02:00:00Z', { ...of, result: 'damaged', message }),
      slotRecord('2026-03-18T02:00:00Z', { ...of, message: '34 archives verified.' }),
    ],
  });
  const results = () => rowsOf('Run log').map((row) => row[4]);
  expect(results()).toEqual([`Damage foundMark as seen${message}`, 'Completed34 archives verified.']);
  await user.click(screen.getByRole('button', { name: 'Mark as seen: Verification, Wed 25 Mar, 03:00' }));
  await waitFor(() => expect(results()[0]).toBe(`Damage found${message}`));
});

import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { defaultSchedules } from '../../src/core/schedule.ts';
import { AutomaticCard } from '../../src/features/automatic/AutomaticCard.tsx';
import { createAutomaticStore } from '../../src/features/automatic/automaticStore.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createAutomaticParts, dailySlot, failedFour } from './automaticParts.ts';
import { backupRecord } from './backupRecords.ts';

async function show(ground: Parameters<typeof createAutomaticParts>[0] = {}) {
  const parts = await createAutomaticParts(ground);
  const told: string[] = [];
  const store = createAutomaticStore(parts.services, parts.runner, (record) => told.push(record.status));
  render(
    <UiProvider env="test">
      <AutomaticCard
        {...parts}
        store={store}
        schedulesHref="/admin/schedules"
        runLogHref="/admin/schedules#log"
        backupHref={(id) => `/admin/backup/${id}`}
      />
    </UiProvider>,
  );
  return { ...parts, told, user: userEvent.setup() };
}

const region = () => within(screen.getByRole('region', { name: 'Automatic backups' }));
const text = () => screen.getByRole('region', { name: 'Automatic backups' }).textContent;
const stored = ({ services }: Awaited<ReturnType<typeof createAutomaticParts>>) =>
  services.settings.load(services.project.id);

describe('the region of automatic backups', () => {
  test('says that they run here, what comes next, in whose time, how the last one went, and how many are on', async () => {
    await show({ slots: [dailySlot('2026-03-26'), dailySlot('2026-03-25', failedFour)].map(seen) });
    expect(text()).toContain('Running in this tab');
    for (const words of ['in 11 h 28 min', 'tomorrow 02:00', 'Every day at 02:00', 'Berlin time', 'Completed'])
      expect(region().getByText(words)).toBeTruthy();
    expect(text()).toContain('today 02:00');
    expect(text()).toContain('Active jobs31 backup, 1 cleanup, 1 verification');
    expect(region().getByRole('link', { name: 'Edit schedules' }).getAttribute('href')).toBe('/admin/schedules');
  });

  test('says how late the last run was, and nothing of the sort when it was on time', async () => {
    await show({ slots: [dailySlot('2026-03-26', { lateHours: 5 })] });
    expect(region().getByText('late by 5 h')).toBeTruthy();
    cleanup();
    await show({ slots: [dailySlot('2026-03-26')] });
    expect(text()).not.toContain('late by');
  });

  test('before any run it says so, and that the next one is the first', async () => {
    await show();
    expect(region().getByText('First run')).toBeTruthy();
    expect(region().getByText('None yet')).toBeTruthy();
  });

  test.each([
    [{ status: 'following' as const }, 'Running in another tab'],
    [{ status: 'starting' as const }, 'Starting…'],
    [{ status: 'blocked' as const, message: 'This browser has no Web Locks.' }, 'This browser has no Web Locks.'],
    [{ status: 'leading' as const, message: 'The storage did not answer.' }, 'The storage did not answer.'],
  ])('tells the state of the service: %o', async (service, words) => {
    await show({ service });
    expect(text()).toContain(words);
  });

  test('where nothing can run by itself no next run is claimed', async () => {
    await show({ service: { status: 'leading' } });
    expect(text()).toContain('tomorrow 02:00');
    cleanup();
    await show({ service: { status: 'blocked', message: 'This browser has no Web Locks.' } });
    expect(text()).not.toContain('tomorrow 02:00');
  });

  test('stopping asks first and says what it means; starting does not ask', async () => {
    const parts = await show();
    await parts.user.click(region().getByRole('button', { name: 'Stop' }));
    const dialog = await screen.findByRole('dialog', { name: 'Stop automatic backups?' });
    expect(dialog.textContent).toContain('until you start them again');
    await parts.user.click(within(dialog).getByRole('button', { name: 'Keep them running' }));
    expect((await stored(parts)).automatic).toBe(true);

    await parts.user.click(region().getByRole('button', { name: 'Stop' }));
    await parts.user.click(await screen.findByRole('button', { name: 'Stop automatic backups' }));
    const start = await screen.findByRole('button', { name: 'Start' });
    expect((await stored(parts)).automatic).toBe(false);
    expect(region().queryByText('tomorrow 02:00')).toBeNull();
    await parts.user.click(start);
    expect(await screen.findByRole('button', { name: 'Stop' })).toBeTruthy();
    expect((await stored(parts)).automatic).toBe(true);
  });

  test('who may not change settings cannot stop it', async () => {
    await show({ project: { access: { admin: true, permissions: ['create'], helperVersion: 1 } } });
    expect(region().queryByRole('button', { name: 'Stop' })).toBeNull();
    expect(region().getByRole('link', { name: 'Show schedules' })).toBeTruthy();
  });

  test('a test runs the daily backup as it is set, without a slot, and tells its result once', async () => {
    const [daily, cleanupOfAll] = defaultSchedules('Europe/Berlin');
    if (daily === undefined || cleanupOfAll === undefined) throw new Error('There is a daily backup by default.');
    const tables = { mode: 'only' as const, names: ['public.users'] };
    const schedules = [{ ...daily, name: 'Nightly', keep: 14, tables, snapshot: true }, cleanupOfAll];
    const { user, runner, told } = await show({ settings: { schedules } });
    const button = region().getByRole<HTMLButtonElement>('button', { name: 'Test auto backup' });
    await user.click(button);
    await waitFor(() =>
      expect(runner.started).toEqual([
        {
          type: 'automatic',
          reason: 'Test of Nightly',
          keep: 14,
          tables,
          consistency: 'snapshot',
          schedule: { id: 'daily-backup', name: 'Nightly', slotId: null },
        },
      ]),
    );
    expect(button.disabled).toBe(true);
    runner.end(backupRecord('2026-03-26T13:33:00.000Z', { type: 'automatic' }));
    await waitFor(() => expect(told).toEqual(['completed']));
    expect(button.disabled).toBe(false);
  });

  test('a test is shown as the last run, and as what it was', async () => {
    const schedule = { id: 'daily-backup', name: 'Daily backup', slotId: null };
    const record = backupRecord('2026-03-26T13:00:00.000Z', { type: 'automatic', status: 'partial', schedule });
    await show({ records: [record], slots: [dailySlot('2026-03-26')] });
    expect(region().getByText('Partial')).toBeTruthy();
    expect(text()).toContain('today 14:00, a test');
  });

  test('a failure stays until it is marked as seen, and leads to what happened', async () => {
    const slots = [
      dailySlot('2026-03-26'),
      dailySlot('2026-03-25', { ...failedFour, backupId: 'b-25' }),
      dailySlot('2026-03-20', { ...failedFour }),
    ];
    const { user, services } = await show({ slots });
    expect(region().getByText('Daily backup, due yesterday 02:00, failed after 4 tries')).toBeTruthy();
    expect(text()).toContain('public.sms_logs timed out four times. Not seen yet either: Daily backup, 20 Mar 02:00.');
    expect(region().getByRole('link', { name: 'See what happened' }).getAttribute('href')).toBe('/admin/backup/b-25');
    await user.click(region().getByRole('button', { name: 'Mark as seen' }));
    await waitFor(() => expect(region().queryByRole('button', { name: 'Mark as seen' })).toBeNull());
    const log = await services.slots.list(services.project.id, 0);
    expect(log.map(({ seenAt }) => seenAt !== null)).toEqual([false, true, true]);
  });

  test('a failed run without a backup leads to the run log', async () => {
    await show({ slots: [dailySlot('2026-03-25', failedFour)] });
    expect(region().getByRole('link', { name: 'See what happened' }).getAttribute('href')).toBe('/admin/schedules#log');
  });

  test('what waits in the queue is listed and can be cancelled', async () => {
    const { user, queue } = await show();
    let finish: () => void = () => undefined;
    const first = queue.run({ kind: 'cleanup', title: 'Cleanup' }, () => new Promise<void>((end) => (finish = end)));
    const second = queue.run({ kind: 'scheduled-backup', title: 'US office' }, async () => 'ran');
    second.catch(() => undefined); // looked at below
    const list = within(await screen.findByRole('list', { name: 'Waiting jobs' }));
    expect(list.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Cleanup runs nowCancel',
      'US office runs nextCancel',
    ]);
    await user.click(list.getByRole('button', { name: 'Cancel US office' }));
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    finish();
    await first;
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Waiting jobs' })).toBeNull());
  });

  test('what waits for sign-in says so, and what failed says when it is tried again', async () => {
    const waiting = dailySlot('2026-03-26', { state: 'waiting', result: null, startedAt: null, tries: 0 });
    const retrying = {
      ...dailySlot('2026-03-26', { ...failedFour, state: 'retrying', result: null, tries: 2 }),
      id: 'us-office@1',
      scheduleId: 'us-office',
      name: 'US office',
      nextTryAt: '2026-03-26T13:37:00.000Z',
    };
    await show({ slots: [waiting, retrying], project: { status: 'signed-out', access: null } });
    expect(region().getByText('Daily backup, due 02:00, is waiting for sign-in')).toBeTruthy();
    expect(text()).toContain('US office failed after 2 tries, next try 14:37');
  });

  test('notifications are asked for on a press, and only while the answer is open', async () => {
    const { user, host } = await show();
    expect(region().getByText('Tell me when a backup fails')).toBeTruthy();
    await user.click(region().getByRole('button', { name: 'Allow notifications' }));
    await waitFor(() => expect(region().queryByRole('button', { name: 'Allow notifications' })).toBeNull());
    expect(host.permission).toBe('granted');
  });

  test('nobody who wants no notifications is asked for them', async () => {
    await show({ settings: { notifications: { failure: false, late: false, success: false } } });
    expect(region().queryByRole('button', { name: 'Allow notifications' })).toBeNull();
  });
});

const seen = <T extends object>(slot: T) => ({ ...slot, seenAt: '2026-03-25T08:00:00.000Z' });

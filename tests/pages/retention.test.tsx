import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { backupRecord } from './backupRecords.ts';
import { agesOnly, field, nightly, openRetention, planRows, planSum, region } from './retentionParts.tsx';
import { setViewportWidth } from './viewport.ts';

async function retype(user: UserEvent, name: string, text: string) {
  await user.clear(field(name));
  if (text !== '') await user.type(field(name), text);
}

describe('the policy', () => {
  test('is shown as it is stored, with the zone of its calendar', async () => {
    await openRetention({ policy: { maxMegabytes: 1_500 } });
    expect(screen.getByText('Cleanup is on, every Sunday at 03:00. Next on 29 Mar')).toBeTruthy();
    expect(screen.getByRole('radio', { name: '30 days' })).toHaveProperty('checked', true);
    const values = ['Automatic backups', 'Newest', 'Daily', 'Weekly', 'Monthly', 'Yearly', 'At most'];
    expect(values.map((name) => field(name).value)).toEqual(['30', '5', '10', '4', '12', '2', '1,500']);
    expect(field('Pause if a table loses').value).toBe('50');
    expect(screen.getByText(/The last one of each, Berlin time/)).toBeTruthy();
    expect(screen.getByText('The newest verified backup and pinned backups are never removed.')).toBeTruthy();
  });

  test('a preset sets the age of automatic backups, and Save stores the whole policy with an audit entry', async () => {
    const { user, policyStored, services } = await openRetention();
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('radio', { name: '14 days' }));
    expect(field('Automatic backups').value).toBe('14');
    await retype(user, 'Yearly', '7');
    await retype(user, 'At most', '900');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(async () =>
      expect(await policyStored()).toMatchObject({ automaticDays: 14, yearly: 7, maxMegabytes: 900, newest: 5 }),
    );
    expect(await screen.findByRole('group', { name: 'Policy saved' })).toBeTruthy();
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true));
    expect((await services.audit.list(services.project.id))[0]?.action).toBe('settings-changed');
  });

  test('"without end" becomes a number and back, and an empty limit is none', async () => {
    const { user, policyStored } = await openRetention({ policy: { maxMegabytes: 100 } });
    await user.click(screen.getByRole('button', { name: 'Change how long manual backups stay' }));
    await retype(user, 'Manual backups', '90');
    await user.click(screen.getByRole('button', { name: 'Change how long imported backups stay' }));
    await user.click(screen.getByRole('button', { name: 'Keep imported backups without end' }));
    await retype(user, 'At most', '');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(async () =>
      expect(await policyStored()).toMatchObject({ manualDays: 90, importedDays: null, maxMegabytes: null }),
    );
  });

  test.each([
    ['Automatic backups', '0', 'Choose a number of days from 1 to 36,500.'],
    ['Daily', '10001', 'Choose a number from 0 to 10,000.'],
    ['Newest', '', 'Choose a number from 0 to 10,000.'],
    ['At most', '0', 'Choose at least 1 MB, or leave it empty for no limit.'],
    ['Pause if a table loses', '101', 'Choose a number from 1 to 100.'],
  ])('%s of "%s" is told below the field and cannot be saved', async (name, text, message) => {
    const { user } = await openRetention();
    await retype(user, name, text);
    const told = screen.getByText(message);
    expect(field(name).getAttribute('aria-invalid')).toBe('true');
    expect(field(name).getAttribute('aria-describedby')).toContain(told.id);
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
  });

  test('the zone of the calendar can be changed', async () => {
    const { user, policyStored } = await openRetention();
    await user.click(screen.getByRole('button', { name: 'Change the time zone' }));
    const zone = screen.getByRole('combobox', { name: 'Time zone' });
    await user.clear(zone);
    await user.type(zone, 'Sydney');
    await user.click(await screen.findByRole('option', { name: 'Australia/Sydney' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(async () => expect((await policyStored()).timeZone).toBe('Australia/Sydney'));
  });

  test('Reset brings back what is stored; what another tab stores comes in beside what was typed', async () => {
    const { user, services, policyStored } = await openRetention();
    await retype(user, 'Newest', '9');
    await user.click(screen.getByRole('button', { name: 'Reset' }));
    expect(field('Newest').value).toBe('5');
    const elsewhere = await services.settings.load(services.project.id);
    const save = (newest: number) =>
      services.settings.save(services.project.id, { ...elsewhere, retention: { ...elsewhere.retention, newest } });
    await save(6);
    await waitFor(() => expect(field('Newest').value).toBe('6'));
    await retype(user, 'Newest', '9');
    await save(7);
    await waitFor(async () => expect((await policyStored()).newest).toBe(7));
    expect(field('Newest').value).toBe('9');
    await user.click(screen.getByRole('button', { name: 'Reset' }));
    await waitFor(() => expect(field('Newest').value).toBe('7'));
  });

  test('what could not be stored stays in the form, with the reason', async () => {
    const { user, services } = await openRetention();
    services.settings.save = () => Promise.reject(new HoldfastError('storage-full', 'The disk is full.'));
    await retype(user, 'Newest', '9');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('group', { name: 'The policy was not saved' })).toBeTruthy();
    expect(field('Newest').value).toBe('9');
  });

  test('without the permissions the page shows everything and changes nothing', async () => {
    await openRetention({ records: [nightly(0), nightly(40)], policy: agesOnly, permissions: ['create'] });
    expect(screen.getByText(/Changing it needs the permission/)).toBeTruthy();
    expect(field('Newest').disabled).toBe(true);
    expect(screen.queryByRole('button', { name: /Save|Reset|Clean up now|Change/ })).toBeNull();
    expect(planRows()).toHaveLength(2);
  });

  test.each([
    [{ automatic: false }, 'Cleanup is off, because automatic backups are stopped'],
    [{ schedules: [] }, 'Cleanup is off. Switch it on under Schedules'],
  ])('the line below the title never claims a cleanup that does not come', async (settings, words) => {
    await openRetention({ settings });
    expect(screen.getByText(words)).toBeTruthy();
  });
});

describe('what it would do now', () => {
  const pinned = nightly(50, { pin: { at: '2026-03-01T00:00:00Z', by: 'person', note: 'Before the spring update' } });

  test('lists removals first, with age, size and all reasons', async () => {
    const { user } = await openRetention({ records: [nightly(0), nightly(31), nightly(40), pinned] });
    expect(planSum()).toBe('Remove nothing. Keep 4.');
    await retype(user, 'Daily', '1');
    await retype(user, 'Weekly', '0');
    await retype(user, 'Monthly', '0');
    await retype(user, 'Yearly', '1');
    await retype(user, 'Newest', '1');
    await waitFor(() => expect(planSum()).toBe('Remove 2 backups, 2.0 kB. Keep 2. With the unsaved policy.'));
    expect(planRows()).toEqual([
      ['23 Feb, 02:00', 'Automatic', '31 days', '1.0 kB', 'Remove', 'Over 30 days, no other rule keeps it'],
      ['14 Feb, 02:00', 'Automatic', '40 days', '1.0 kB', 'Remove', 'Over 30 days, no other rule keeps it'],
      ['26 Mar, 02:00', 'Automatic', '12 h', '1.0 kB', 'Keep', 'Under 30 daysNewest verifiedNewest 12 more'],
      ['4 Feb, 02:00', 'Automatic', '50 days', '1.0 kB', 'Keep', 'Pinned'],
    ]);
    await user.click(screen.getByRole('button', { name: '2 more' }));
    expect(planRows()[2]?.[5]).toBe('Under 30 daysNewest verifiedNewest 1DailyYearly');
    expect(screen.getByRole('img', { name: 'Pinned: Before the spring update' })).toBeTruthy();
    expect(screen.getByRole('link', { name: '14 Feb, 02:00' }).getAttribute('href')).toBe(
      `/admin/backup/${nightly(40).id}`,
    );
  });

  test('can be narrowed to what goes or what stays', async () => {
    const { user } = await openRetention({ records: [nightly(0), nightly(31)], policy: agesOnly });
    await user.click(screen.getByRole('radio', { name: 'Remove' }));
    expect(planRows().map(([backup]) => backup)).toEqual(['23 Feb, 02:00']);
    await user.click(screen.getByRole('radio', { name: 'Keep' }));
    expect(planRows().map(([backup]) => backup)).toEqual(['26 Mar, 02:00']);
  });

  test('shows ten at first, and all on demand', async () => {
    const { user } = await openRetention({ records: Array.from({ length: 41 }, (_, day) => nightly(day)) });
    expect(planRows()).toHaveLength(10);
    await user.click(screen.getByRole('button', { name: 'Show all 41 backups' }));
    expect(planRows()).toHaveLength(41);
  });

  test('while the typed policy is wrong, goes by the saved one and says so', async () => {
    const { user } = await openRetention({ records: [nightly(0), nightly(31)], policy: agesOnly });
    await retype(user, 'Automatic backups', '0');
    await waitFor(() => expect(planSum()).toBe('Remove 1 backup, 1.0 kB. Keep 1. With the saved policy.'));
  });

  test('on a phone it is a list', async () => {
    setViewportWidth(375);
    try {
      await openRetention({ records: [nightly(0), nightly(31)], policy: agesOnly });
      const [first] = within(screen.getByRole('list', { name: 'What it would do now' })).getAllByRole('listitem');
      expect(first?.textContent).toBe(
        '23 Feb, 02:00RemoveAutomatic 31 days, 1.0 kBOver 30 days, no other rule keeps it',
      );
    } finally {
      setViewportWidth(1440);
    }
  });

  test('without a backup it says so', async () => {
    await openRetention();
    expect(region('What it would do now').getByText('No backup in this browser')).toBeTruthy();
    expect(region('What would be left later').getByText(/^On 10 May:/).textContent).toMatch(
      /: 31 backups\. The oldest/,
    );
  });
});

describe('what would be left later', () => {
  const records = [nightly(0), nightly(1), backupRecord('2025-11-14T15:00:00Z')];
  const later = () => region('What would be left later');
  const left = () => later().getByText(/^(On|Today)/, { selector: 'p' }).textContent;

  test('tells of the chosen day, which the keyboard moves', async () => {
    const { user } = await openRetention({ records, policy: agesOnly });
    const slider = later().getByRole('slider', { name: 'Day' });
    expect(slider.getAttribute('aria-valuetext')).toBe('10 May');
    // 31 or more nights are kept by age, and those since the Sunday before; the manual one stays without end.
    expect(left()).toMatch(/^On 10 May: 3\d backups, 28\.4 MB\. The oldest is from 14 Nov 2025\.$/);
    slider.focus();
    await user.keyboard('{Home}');
    await waitFor(() => expect(left()).toBe('Today: 3 backups, 28.4 MB. The oldest is from 14 Nov 2025.'));
    await user.keyboard('{ArrowRight}');
    await waitFor(() => expect(left()).toMatch(/^On 27 Mar: 4 backups/));
  });

  test('a week without backups leaves seven fewer', async () => {
    const { user } = await openRetention({ records, policy: agesOnly });
    const slider = later().getByRole('slider', { name: 'Day' });
    slider.focus();
    await user.keyboard('{Home}');
    for (let day = 0; day < 10; day += 1) await user.keyboard('{ArrowRight}');
    await waitFor(() => expect(left()).toMatch(/^On 5 Apr: 13 backups/));
    await user.click(later().getByRole('switch', { name: 'What if no backup runs for a week' }));
    await waitFor(() => expect(left()).toMatch(/^On 5 Apr: 6 backups/));
    expect(within(later().getByRole('list', { name: 'Legend' })).getByText('no backup')).toBeTruthy();
  });

  test('follows the policy as it is typed', async () => {
    const { user } = await openRetention({ records, policy: agesOnly });
    await user.click(screen.getByRole('radio', { name: '7 days' }));
    await waitFor(() => expect(left()).toMatch(/^On 10 May: (8|9|1\d) backups/));
  });

  test('claims no coming backups while automatic backups are stopped', async () => {
    await openRetention({ records, policy: agesOnly, settings: { automatic: false } });
    expect(left()).toMatch(/^On 10 May: 3 backups/);
    expect(later().getByText('Automatic backups are stopped, so none are added.')).toBeTruthy();
  });
});

import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { writeSettingsFile } from '../../src/core/settingsFile.ts';
import { createTestApp } from './appParts.ts';
import { catalogOf } from './backupParts.ts';
import { renderApp } from './renderApp.tsx';
import { admin, adminWithHelper, adminWithoutHelper } from './scriptedProject.ts';

function signedIn(helper = true) {
  const app = createTestApp();
  app.project.setIdentity(admin);
  app.project.answer = helper ? adminWithHelper : adminWithoutHelper;
  if (helper) app.project.catalogAnswer = catalogOf({ users: 10, sms_logs: 20 });
  return app;
}

const save = () => screen.getByRole('button', { name: 'Save' });

test('a change is announced as unsaved, stored by Save, and noted in the trail', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  const requests = await screen.findByRole('textbox', { name: 'Requests in flight' });
  expect(save()).toHaveProperty('disabled', true);
  await user.clear(requests);
  await user.type(requests, '8');
  await user.click(screen.getByRole('radio', { name: /^Smallest/ }));
  expect(screen.getByText('Unsaved changes')).toBeTruthy();
  await user.click(save());
  await waitFor(async () =>
    expect(await app.services.settings.load(app.project.id)).toMatchObject({ concurrency: 8, level: 9 }),
  );
  expect(await screen.findByText('Everything is saved')).toBeTruthy();
  const [entry] = await app.services.audit.list(app.project.id);
  expect(entry).toMatchObject({ action: 'settings-changed', details: 'Changed settings: concurrency, level.' });
});

test('a value out of range is told at its field and not stored', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  const requests = await screen.findByRole('textbox', { name: 'Requests in flight' });
  await user.clear(requests);
  await user.type(requests, '17');
  await user.click(save());
  expect(await screen.findByText('A whole number from 1 to 16.')).toBeTruthy();
  expect(requests.getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(requests);
  expect((await app.services.settings.load(app.project.id)).concurrency).toBe(4);
});

test('with the helper, tables to leave out are chosen from the catalog', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  await user.click(await screen.findByRole('radio', { name: 'All except…' }));
  await user.click(screen.getByLabelText('Tables to leave out', { selector: 'input' }));
  await user.click(await screen.findByRole('option', { name: 'public.sms_logs' }));
  await user.click(save());
  await waitFor(async () =>
    expect((await app.services.settings.load(app.project.id)).tables).toEqual({
      mode: 'except',
      names: ['public.sms_logs'],
    }),
  );
  expect(screen.queryByRole('region', { name: 'Declared tables' })).toBeNull();
});

test('without the helper, tables and their keys are declared, and can be taken off again', async () => {
  const app = signedIn(false);
  const { user } = renderApp(app, '/admin/settings');
  const card = within(await screen.findByRole('region', { name: 'Declared tables' }));
  for (const name of ['orders', 'shop.members']) {
    await user.click(card.getByRole('button', { name: 'Add table' }));
    await user.type(card.getAllByRole('textbox', { name: 'Table' }).at(-1) as HTMLElement, name);
  }
  const keyOfMembers = card.getAllByRole('textbox', { name: 'Key columns' }).at(-1) as HTMLElement;
  await user.clear(keyOfMembers);
  await user.type(keyOfMembers, 'org_id, user_id');
  await user.click(save());
  await waitFor(async () =>
    expect((await app.services.settings.load(app.project.id)).declaredTables).toEqual([
      { table: 'public.orders', key: ['id'] },
      { table: 'shop.members', key: ['org_id', 'user_id'] },
    ]),
  );
  await user.click(await card.findByRole('button', { name: 'Take public.orders off the list' }));
  await user.click(save());
  await waitFor(async () =>
    expect((await app.services.settings.load(app.project.id)).declaredTables).toEqual([
      { table: 'shop.members', key: ['org_id', 'user_id'] },
    ]),
  );
});

test('Reset goes back to what is stored', async () => {
  const { user } = renderApp(signedIn(), '/admin/settings');
  await user.click(await screen.findByRole('radio', { name: /^Fast/ }));
  await user.click(screen.getByRole('button', { name: 'Reset' }));
  expect(screen.getByRole('radio', { name: /^Balanced/ })).toHaveProperty('checked', true);
  expect(screen.getByText('Everything is saved')).toBeTruthy();
});

test('settings that cannot be read are told with a way to try again', async () => {
  const app = signedIn();
  const { load } = app.services.settings;
  app.services.settings.load = () => Promise.reject(new HoldfastError('bad-settings', 'They are damaged.'));
  const { user } = renderApp(app, '/admin/settings');
  expect(await screen.findByText('The settings could not be read')).toBeTruthy();
  expect(screen.getByText('They are damaged.')).toBeTruthy();
  app.services.settings.load = load;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('textbox', { name: 'Requests in flight' })).toBeTruthy();
});

test('settings that could not be stored stay in the form, with the reason', async () => {
  const app = signedIn();
  app.services.settings.save = () => Promise.reject(new HoldfastError('storage-full', 'The disk is full.'));
  const { user } = renderApp(app, '/admin/settings');
  await user.click(await screen.findByRole('radio', { name: /^Fast/ }));
  await user.click(save());
  expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.');
  expect(screen.getByRole('radio', { name: /^Fast/ })).toHaveProperty('checked', true);
  expect(screen.getByText('Unsaved changes')).toBeTruthy();
});

test('an admin without the permission sees the settings and cannot change them', async () => {
  const app = signedIn();
  app.project.answer = { ...adminWithHelper, permissions: ['create'] };
  renderApp(app, '/admin/settings');
  expect(await screen.findByRole('textbox', { name: 'Requests in flight' })).toHaveProperty('disabled', true);
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  expect(screen.getByRole('link', { name: 'Show schedules' })).toBeTruthy();
});

const stored = (app: ReturnType<typeof signedIn>) => app.services.settings.load(app.project.id);

function settingsFile(text: string): File {
  return new File([text], 'settings.json', { type: 'application/json' });
}

const picker = () => document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement;

test('saving keeps what another page or tab changed meanwhile, also in the fields that this form shows', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  await user.click(await screen.findByRole('radio', { name: /^Fast/ }));
  const before = await stored(app);
  const schedules = before.schedules.slice(0, 1);
  await act(() => app.services.settings.save(app.project.id, { ...before, schedules, concurrency: 9 }));
  await user.click(save());
  await waitFor(async () => expect(await stored(app)).toMatchObject({ level: 1, concurrency: 9 }));
  expect((await stored(app)).schedules.map(({ id }) => id)).toEqual(['daily-backup']);
});

test('what another tab stores shows at once where nothing is being changed', async () => {
  const app = signedIn();
  renderApp(app, '/admin/settings');
  const requests = await screen.findByRole('textbox', { name: 'Requests in flight' });
  await act(async () => app.services.settings.save(app.project.id, { ...(await stored(app)), concurrency: 9 }));
  await waitFor(() => expect(requests).toHaveProperty('value', '9'));
  expect(screen.getByText('Everything is saved')).toBeTruthy();
});

test('a platform name wins over the one of the connection, and an empty one gives way to it', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  const name = await screen.findByRole('textbox', { name: 'Platform name' });
  expect(name.getAttribute('placeholder')).toBe('Car Audio Competition Platform');
  await user.type(name, 'Bass League');
  await user.click(save());
  expect(await screen.findByText('For backups of Bass League made in this browser')).toBeTruthy();
  expect(screen.queryByText('Car Audio Competition Platform')).toBeNull();
  await user.clear(name);
  await user.click(save());
  expect(await screen.findByText('For backups of Car Audio Competition Platform made in this browser')).toBeTruthy();
  expect((await stored(app)).platform).toBeNull();
});

test('the size of a page is given in KB or MB', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  const size = await screen.findByRole('textbox', { name: 'Page size' });
  const unit = screen.getByRole('combobox', { name: 'Unit of the page size' });
  expect([size, unit].map((field) => (field as HTMLInputElement).value)).toEqual(['2', 'MB']);
  await user.clear(size);
  await user.type(size, '512');
  await user.click(unit);
  await user.click(await screen.findByRole('option', { name: 'KB' }));
  await user.click(save());
  await waitFor(async () => expect((await stored(app)).pageBytes).toBe(512 * 1024));
});

test('notifications are chosen here, and the browser is asked on a press', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  const card = within(await screen.findByRole('region', { name: 'Notifications' }));
  await user.click(card.getByRole('checkbox', { name: 'A run completed' }));
  await user.click(card.getByRole('button', { name: 'Allow notifications' }));
  expect(await card.findByText('This browser shows notifications of Holdfast.')).toBeTruthy();
  await user.click(save());
  await waitFor(async () =>
    expect((await stored(app)).notifications).toEqual({ failure: true, late: true, success: true }),
  );
});

test('where the browser blocks notifications, the page says how to allow them', async () => {
  const app = signedIn();
  app.host.notificationAnswer = 'denied';
  const { user } = renderApp(app, '/admin/settings');
  await user.click(await screen.findByRole('button', { name: 'Allow notifications' }));
  expect(await screen.findByText(/To allow them, open the page’s permissions/)).toBeTruthy();
});

test('schedules and retention are summed up, with the way to their pages', async () => {
  const { user, address } = renderApp(signedIn(), '/admin/settings');
  const card = within(await screen.findByRole('region', { name: 'Automatic backups and cleanup' }));
  expect(card.getByText('Every day at 02:00, every Sunday at 03:00 and every Wednesday at 03:00')).toBeTruthy();
  expect(card.getByText('Automatic backups stay 30 days')).toBeTruthy();
  expect(card.getByRole('link', { name: 'Change retention' }).getAttribute('href')).toBe('/admin/retention');
  await user.click(card.getByRole('link', { name: 'Change schedules' }));
  await waitFor(() => expect(address()).toBe('/admin/schedules'));
});

test('leaving with unsaved changes asks first, and staying keeps them', async () => {
  const app = signedIn();
  const { user, address } = renderApp(app, '/admin/settings');
  await user.click(await screen.findByRole('radio', { name: /^Fast/ }));
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await user.click(await screen.findByRole('button', { name: 'Stay on this page' }));
  expect(address()).toBe('/admin/settings');
  expect(screen.getByRole('radio', { name: /^Fast/ })).toHaveProperty('checked', true);
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await user.click(await screen.findByRole('button', { name: 'Leave without saving' }));
  await waitFor(() => expect(address()).toBe('/admin'));
  expect((await stored(app)).level).toBe(6);
});

test('leaving with everything saved asks nothing', async () => {
  const { user, address } = renderApp(signedIn(), '/admin/settings');
  await user.click(await screen.findByRole('radio', { name: /^Fast/ }));
  await user.click(save());
  await screen.findByText('Everything is saved');
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await waitFor(() => expect(address()).toBe('/admin'));
});

test('an exported file can be imported: it is shown what would change, and the trail notes it', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  await user.click(await screen.findByRole('button', { name: 'Export settings' }));
  await waitFor(() => expect(app.host.downloads).toHaveLength(1));
  const [download] = app.host.downloads;
  expect(download?.filename).toBe('holdfast-settings-qtzrkwvnbxjd.supabase.co.json');
  const text = (await download?.blob.text()) ?? '';
  expect(JSON.parse(text)).toMatchObject({ format: 'holdfast-settings', format_version: 2 });

  const before = await stored(app);
  const [daily] = before.schedules;
  await act(() =>
    app.services.settings.save(app.project.id, {
      ...before,
      concurrency: 9,
      retention: { ...before.retention, automaticDays: 7 },
      schedules: daily === undefined ? [] : [{ ...daily, repeats: { kind: 'daily', time: '05:00' } }],
    }),
  );
  await user.upload(picker(), settingsFile(text));
  const dialog = within(await screen.findByRole('dialog', { name: 'Import these settings?' }));
  expect(dialog.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'Requests in flight: 4 (was 9)',
    'Automatic backups stay: 30 days (was 7 days)',
    'Schedule “Daily backup”: Every day at 02:00, UTC (was Every day at 05:00, UTC)',
    'Schedule “Cleanup” is added: Every Sunday at 03:00, UTC',
    'Schedule “Verification” is added: Every Wednesday at 03:00, UTC',
  ]);
  expect((await stored(app)).concurrency).toBe(9);
  await user.click(dialog.getByRole('button', { name: 'Import settings' }));
  await waitFor(async () => expect((await stored(app)).concurrency).toBe(4));
  expect((await stored(app)).retention).toEqual(before.retention);
  const entries = await app.services.audit.list(app.project.id);
  expect(entries.at(0)).toMatchObject({
    action: 'settings-changed',
    details: 'Changed settings: concurrency, retention, schedules.',
  });
});

test('a file can be looked at and left', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  await screen.findByRole('button', { name: 'Import settings…' });
  await user.upload(picker(), settingsFile(writeSettingsFile({ ...(await stored(app)), level: 1 })));
  await user.click(await screen.findByRole('button', { name: 'Keep mine' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect((await stored(app)).level).toBe(6);
});

test.each([
  [
    '{ "format": "holdfast-settings", "format_version": 1, "settings": { "concurrency": 99 } }',
    'concurrency: must be at most 16',
  ],
  ['{ "format": "holdfast-settings", "format_version": 3, "settings": {} }', /written by a newer Holdfast/],
  ['not json', 'This is not JSON.'],
])('the file %s is refused with the reason, and nothing is changed', async (text, reason) => {
  const app = signedIn();
  const before = await stored(app);
  const { user } = renderApp(app, '/admin/settings');
  await screen.findByRole('button', { name: 'Import settings…' });
  await user.upload(picker(), settingsFile(text));
  expect(within(await screen.findByRole('alert')).getByText(reason)).toBeTruthy();
  expect(await stored(app)).toEqual(before);
});

test('fields of another version are left out, which is said before and after', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  await screen.findByRole('button', { name: 'Import settings…' });
  await user.upload(
    picker(),
    settingsFile('{ "format": "holdfast-settings", "format_version": 1, "settings": { "level": 1, "colour": "red" } }'),
  );
  const dialog = within(await screen.findByRole('dialog', { name: 'Import these settings?' }));
  expect(dialog.getByText('Not known to this version, and left out: colour.')).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: 'Import settings' }));
  await waitFor(async () => expect((await stored(app)).level).toBe(1));
});

test('nothing is imported over changes that are not saved', async () => {
  const { user } = renderApp(signedIn(), '/admin/settings');
  await user.click(await screen.findByRole('radio', { name: /^Fast/ }));
  expect(screen.getByRole('button', { name: 'Import settings…' })).toHaveProperty('disabled', true);
});

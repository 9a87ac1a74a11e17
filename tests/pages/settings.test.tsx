import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
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
});

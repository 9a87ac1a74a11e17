import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { notify } from '../../src/ui/notify.tsx';
import { connection, createTestApp } from './appParts.ts';
import { renderApp } from './renderApp.tsx';
import { admin, nobody } from './scriptedProject.ts';

const key = () => screen.getByRole('textbox', { name: 'Publishable key' });
const url = () => screen.getByRole('textbox', { name: 'Project URL' });
const jwt = (role: string) => `eyJhbGciOiJIUzI1NiJ9.${btoa(JSON.stringify({ role })).replaceAll('=', '')}.c2ln`;

test('without a connection every address leads to the Connect page', async () => {
  const { address } = renderApp(createTestApp({ declared: null }), '/admin/settings');
  expect(await screen.findByRole('heading', { level: 1, name: 'Connect a project' })).toBeTruthy();
  expect(address()).toBe('/connect');
});

test.each([
  ['a new secret key', 'sb_secret_abcdefgh'],
  ['a service_role token', jwt('service_role')],
])('%s is refused while it is typed, and no request carries it', async (_what, secret) => {
  const app = createTestApp({ declared: null });
  const { user } = renderApp(app, '/connect');
  await user.type(await screen.findByRole('textbox', { name: 'Project URL' }), 'https://x.supabase.co');
  await user.type(key(), secret);
  expect(screen.getByRole('alert').textContent).toContain('This is a secret key');
  await user.click(screen.getByRole('button', { name: 'Connect' }));
  expect(screen.getByRole('alert').textContent).toContain('it must never be in a browser');
  expect(app.checked).toEqual([]);
});

test('a publishable key of the older kind is no secret', async () => {
  const app = createTestApp({ declared: null });
  const { user } = renderApp(app, '/connect');
  await user.type(await screen.findByRole('textbox', { name: 'Project URL' }), 'https://x.supabase.co');
  await user.type(key(), jwt('anon'));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('the address and the key are checked, kept, and lead to the sign-in of that project', async () => {
  const app = createTestApp({ declared: null });
  const { user, address } = renderApp(app, '/connect');
  await user.type(await screen.findByRole('textbox', { name: 'Project URL' }), '  https://qtzrkwvnbxjd.supabase.co ');
  await user.type(key(), 'sb_publishable_1234');
  await user.click(screen.getByRole('button', { name: 'Connect' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Sign in' })).toBeTruthy();
  expect(address()).toBe('/sign-in');
  expect(app.checked).toEqual([{ url: 'https://qtzrkwvnbxjd.supabase.co', key: 'sb_publishable_1234' }]);
  expect((await app.services.settings.loadConnection())?.url).toBe('https://qtzrkwvnbxjd.supabase.co');
});

test('a project that is not there is told at the field, and nothing is kept', async () => {
  const app = createTestApp({
    declared: null,
    checkConnection: async () => ({
      ok: false,
      field: 'url',
      title: 'No project answers there',
      message: 'Is it paused?',
    }),
  });
  const { user } = renderApp(app, '/connect');
  await user.type(await screen.findByRole('textbox', { name: 'Project URL' }), 'https://nowhere.example');
  await user.type(key(), 'sb_publishable_1234');
  await user.click(screen.getByRole('button', { name: 'Connect' }));
  expect((await screen.findByRole('alert')).textContent).toContain('No project answers there');
  expect(url().getAttribute('aria-invalid')).toBe('true');
  expect(await app.services.settings.loadConnection()).toBeNull();
});

test('what was told of one project does not stay over the pages of the next, nor over the sign-in', async () => {
  const app = createTestApp({ declared: null });
  await app.services.settings.saveConnection(connection);
  app.project.setIdentity(admin);
  app.project.answer = nobody;
  const { user } = renderApp(app, '/connect');
  const toast = () => screen.queryByRole('group', { name: 'The backup failed' });
  await user.type(await screen.findByRole('textbox', { name: 'Project URL' }), 'https://qtzrkwvnbxjd.supabase.co');
  await user.type(key(), 'sb_publishable_1234');
  act(() => notify.error({ title: 'The backup failed' }));
  await waitFor(() => expect(toast()).toBeTruthy());
  await user.click(screen.getByRole('button', { name: 'Connect' }));
  const signOut = await screen.findByRole('button', { name: 'Sign out' });
  await waitFor(() => expect(toast()).toBeNull());

  act(() => notify.error({ title: 'The backup failed' }));
  await waitFor(() => expect(toast()).toBeTruthy());
  await user.click(signOut);
  await waitFor(() => expect(toast()).toBeNull());
});

test('an empty form says what is missing before any request', async () => {
  const app = createTestApp({ declared: null });
  const { user } = renderApp(app, '/connect');
  await user.click(await screen.findByRole('button', { name: 'Connect' }));
  expect(screen.getByRole('alert').textContent).toContain('The address is missing');
  await user.type(url(), 'https://x.supabase.co');
  await user.click(screen.getByRole('button', { name: 'Connect' }));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('The key is missing'));
  expect(app.checked).toEqual([]);
});

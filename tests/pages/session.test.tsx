import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createTestApp, platform } from './appParts.ts';
import { renderApp } from './renderApp.tsx';
import { admin, adminWithHelper, nobody, rightPassword } from './scriptedProject.ts';

async function signIn(user: ReturnType<typeof renderApp>['user'], password: string, email = admin.email) {
  await user.type(await screen.findByRole('textbox', { name: 'Email' }), email);
  await user.type(screen.getByLabelText('Password'), password);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
}

test('whoever is signed out comes to the sign-in, and afterwards to the page they wanted', async () => {
  const app = createTestApp();
  const { user, address } = renderApp(app, '/admin/settings');
  expect(await screen.findByRole('heading', { level: 1, name: 'Sign in' })).toBeTruthy();
  expect(address()).toBe('/sign-in');
  await signIn(user, rightPassword);
  expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeTruthy();
  expect(address()).toBe('/admin/settings');
});

test('a wrong password is told in words, and the trail notes the refusal without what was typed', async () => {
  const app = createTestApp();
  const { user } = renderApp(app, '/sign-in');
  await signIn(user, 'my-secret-typo');
  expect((await screen.findByText('Email or password is not right.')).getAttribute('role')).toBe('alert');
  const trail = await app.services.audit.list(app.project.id);
  expect(trail.map(({ action, result }) => [action, result])).toEqual([['sign-in', 'refused']]);
  expect(JSON.stringify(trail)).not.toContain('my-secret-typo');
  expect(JSON.stringify(trail)).not.toContain(admin.email);
});

test('a sign-in is noted with who it was', async () => {
  const app = createTestApp();
  const { user } = renderApp(app, '/sign-in');
  await signIn(user, rightPassword);
  await screen.findByRole('heading', { level: 1, name: 'Overview' });
  const [entry] = await app.services.audit.list(app.project.id);
  expect(entry).toMatchObject({ action: 'sign-in', result: 'done', who: { id: admin.userId, email: admin.email } });
});

test('a project that does not answer is told as that, not as a wrong password', async () => {
  const app = createTestApp();
  app.project.signIn = async () => ({ ok: false, reason: 'unreachable', message: 'fetch failed' });
  const { user } = renderApp(app, '/sign-in');
  await signIn(user, rightPassword);
  expect((await screen.findByRole('alert')).textContent).toContain('The project does not answer');
  expect(screen.queryByText('Email or password is not right.')).toBeNull();
});

test('an empty form says what is missing and asks nobody', async () => {
  const app = createTestApp();
  let asked = 0;
  app.project.signIn = async () => {
    asked += 1;
    return { ok: false, reason: 'refused', message: '' };
  };
  const { user } = renderApp(app, '/sign-in');
  await user.click(await screen.findByRole('button', { name: 'Sign in' }));
  expect(screen.getByText('Enter your email address.')).toBeTruthy();
  expect(screen.getByText('Enter your password.')).toBeTruthy();
  expect(asked).toBe(0);
});

test.each([
  '/admin',
  '/admin/backup',
  '/admin/backup/any',
  '/admin/settings',
])('whoever is no admin sees the page that says so at %s, and no other', async (at) => {
  const app = createTestApp();
  app.project.setIdentity({ ...admin, email: 'lena@bassleague.example' });
  app.project.answer = nobody;
  renderApp(app, at);
  expect(await screen.findByRole('heading', { name: 'You are not an admin of this project' })).toBeTruthy();
  expect(screen.getByText('lena@bassleague.example')).toBeTruthy();
  expect(screen.queryByRole('navigation', { name: 'Main' })).toBeNull();
  expect(app.cleared).toBe(0);
});

test('whoever owns the project is told how to become an admin where none is left, and can copy what it takes', async () => {
  const app = createTestApp();
  app.project.setIdentity(admin);
  app.project.answer = nobody;
  const { user } = renderApp(app, '/admin');
  const way = within(await screen.findByRole('region', { name: 'Is it your project?' }));
  await user.click(way.getByRole('button', { name: 'Copy helper SQL' }));
  await waitFor(() => expect(app.host.copied).toHaveLength(1));
  expect(app.host.copied[0]).toMatch(/^-- the helper\n[\s\S]*insert into holdfast\.admins[\s\S]*'admin-id'/);
  const line = way.getByText(/^insert into holdfast\.admins \(user_id, permissions\)\s+values \('admin-id', array\[/);
  await user.click(way.getByRole('button', { name: 'Copy these lines' }));
  await waitFor(() => expect(app.host.copied).toHaveLength(2));
  expect(app.host.copied[1]?.trim()).toBe(line.textContent);
  expect(way.getByRole('link', { name: 'Open SQL editor' }).getAttribute('href')).toContain('/sql/new');
  expect(
    within(screen.getByRole('main'))
      .getAllByRole('button')
      .map(({ textContent }) => textContent),
  ).toEqual(['Copy helper SQL', 'Copy these lines', 'Sign out', 'Check again']);
});

test('Check again lets in whoever became an admin meanwhile', async () => {
  const app = createTestApp();
  app.project.setIdentity(admin);
  app.project.answer = nobody;
  const { user } = renderApp(app, '/admin');
  const again = await screen.findByRole('button', { name: 'Check again' });
  app.project.answer = adminWithHelper;
  await user.click(again);
  expect(await screen.findByRole('heading', { level: 1, name: 'Overview' })).toBeTruthy();
});

test('signing out from the not-admin page leads to the sign-in and is noted', async () => {
  const app = createTestApp();
  app.project.setIdentity(admin);
  app.project.answer = nobody;
  const { user, address } = renderApp(app, '/admin');
  await user.click(await screen.findByRole('button', { name: 'Sign out' }));
  expect(await screen.findByText(platform)).toBeTruthy();
  await waitFor(() => expect(address()).toBe('/sign-in'));
  expect((await app.services.audit.list(app.project.id))[0]).toMatchObject({ action: 'sign-out' });
});

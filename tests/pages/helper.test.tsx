import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import { sqlEditorUrl } from '../../src/features/helper/sqlEditorUrl.ts';
import { createTestApp } from './appParts.ts';
import { renderApp } from './renderApp.tsx';
import { admin, adminWithHelper, adminWithoutHelper } from './scriptedProject.ts';

function signedIn(helper: boolean) {
  const app = createTestApp();
  app.project.setIdentity(admin);
  app.project.answer = helper ? adminWithHelper : adminWithoutHelper;
  return app;
}

test('without the helper the Backups page says that coverage is unknown and how to change that', async () => {
  const app = signedIn(false);
  const stored = await app.services.settings.load(app.project.id);
  await app.services.settings.save(app.project.id, {
    ...stored,
    declaredTables: [
      { table: 'public.users', key: ['id'] },
      { table: 'public.events', key: ['id'] },
    ],
  });
  renderApp(app, '/admin/backup');
  const card = within(await screen.findByRole('region', { name: 'Coverage unknown' }));
  expect(await card.findByText('Only the 2 tables on your list')).toBeTruthy();
  expect(card.getAllByRole('listitem').length).toBeGreaterThan(3);
  expect(card.getByRole('link', { name: 'Open SQL editor' }).getAttribute('href')).toBe(
    'https://supabase.com/dashboard/project/qtzrkwvnbxjd/sql/new',
  );
  expect(card.getByRole('link', { name: 'Edit the list of tables' }).getAttribute('href')).toBe('/admin/settings');
});

test('Copy helper SQL copies the file and ends with the line that lists the signed-in person', async () => {
  const app = signedIn(false);
  const { user } = renderApp(app, '/admin/backup');
  await user.click(await screen.findByRole('button', { name: 'Copy helper SQL' }));
  await waitFor(() => expect(app.host.copied).toHaveLength(1));
  expect(app.host.copied[0]).toMatch(/^-- the helper\n[\s\S]*insert into holdfast\.admins[\s\S]*'admin-id'/);
});

test('a clipboard that is closed is told, not passed over', async () => {
  const app = signedIn(false);
  app.host.clipboardAllowed = false;
  const { user } = renderApp(app, '/admin/backup');
  await user.click(await screen.findByRole('button', { name: 'Copy helper SQL' }));
  expect(await screen.findByRole('group', { name: 'Nothing was copied' })).toBeTruthy();
});

test('Check again says when the helper is still missing, and the card goes once it is there', async () => {
  const app = signedIn(false);
  const { user } = renderApp(app, '/admin/backup');
  const again = await screen.findByRole('button', { name: 'Check again' });
  await user.click(again);
  expect((await screen.findByRole('alert')).textContent).toContain('The helper is not there yet');
  app.project.answer = adminWithHelper;
  await user.click(screen.getByRole('button', { name: 'Check again' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Coverage unknown' })).toBeNull());
});

test('where the helper is installed the settings name its version', async () => {
  renderApp(signedIn(true), '/admin/settings');
  expect(await screen.findByText(`Helper installed, version ${helperVersionShipped}`)).toBeTruthy();
  expect(screen.queryByRole('region', { name: 'Update the helper' })).toBeNull();
});

describe('an older helper', () => {
  function signedInToOlder() {
    const app = signedIn(true);
    app.project.answer = { ...adminWithHelper, helperVersion: helperVersionShipped - 1 };
    return app;
  }

  test('the overview says that a newer one is there, and leads to where it is updated', async () => {
    renderApp(signedInToOlder(), '/admin');
    const link = await screen.findByRole('link', { name: `Version ${helperVersionShipped} is available` });
    expect(link.getAttribute('href')).toBe('/admin/backup');
    expect(link.parentElement?.textContent).toContain(`Helper installed, version ${helperVersionShipped - 1}.`);
  });

  test('the Backups page says what the newer one brings, and that nothing stops without it', async () => {
    const app = signedInToOlder();
    const { user } = renderApp(app, '/admin/backup');
    const card = within(await screen.findByRole('region', { name: 'Update the helper' }));
    expect(card.getByText(/can read all tables at one moment.*everything else goes on working/)).toBeTruthy();
    expect(card.getByRole('link', { name: 'Open SQL editor' })).toBeTruthy();
    await user.click(card.getByRole('button', { name: 'Copy helper SQL' }));
    await waitFor(() => expect(app.host.copied[0]).toMatch(/^-- the helper/));
    expect(screen.getByRole('button', { name: 'Create backup' })).toBeTruthy();
  });

  test('Check again says when it is still the older one, and the card goes once it is updated', async () => {
    const app = signedInToOlder();
    const { user } = renderApp(app, '/admin/backup');
    await user.click(await screen.findByRole('button', { name: 'Check again' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The helper is still the older one');
    app.project.answer = adminWithHelper;
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Update the helper' })).toBeNull());
  });
});

test.each([
  ['https://qtzrkwvnbxjd.supabase.co', 'https://supabase.com/dashboard/project/qtzrkwvnbxjd/sql/new'],
  ['http://127.0.0.1:54321', null],
  ['https://supabase.co.evil.example', null],
  ['https://db.example.com', null],
  ['no address', null],
])('the SQL editor of %s is %s', (url, editor) => {
  expect(sqlEditorUrl(url)).toBe(editor);
});

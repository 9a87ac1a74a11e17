import { screen, waitFor, within } from '@testing-library/react';
import { matchPath } from 'react-router-dom';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadHelperSql } from '../../src/app/loadHelperSql.ts';
import { paths } from '../../src/app/paths.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { leaderLock } from '../../src/tasks/runLock.ts';
import { saveSettings } from '../../src/tasks/saveSettings.ts';
import { restoreRecord } from '../contracts/restoreRecord.ts';
import { connection, createTestApp, type TestApp } from './appParts.ts';
import { dailySlot, failedFour } from './automaticParts.ts';
import { backupRecord } from './backupRecords.ts';
import { renderApp } from './renderApp.tsx';
import { admin, adminWithHelper, adminWithoutHelper, rightPassword } from './scriptedProject.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

function signedIn(change: Parameters<typeof createTestApp>[0] = {}): TestApp {
  const app = createTestApp(change);
  app.project.setIdentity(admin);
  return app;
}

/** An app whose runs stay in their first phase until they are cancelled. */
function withEndlessRun(app: TestApp): TestApp {
  app.project.answer = adminWithoutHelper;
  app.project.catalogAnswer = 'never';
  return app;
}

test('the root leads to the overview, and the navigation says which page is open', async () => {
  const { user, address } = renderApp(signedIn(), '/');
  const nav = within(await screen.findByRole('navigation', { name: 'Main' }));
  expect(address()).toBe('/admin');
  expect(nav.getByRole('link', { name: 'Overview' }).getAttribute('aria-current')).toBe('page');
  await user.click(nav.getByRole('link', { name: 'Backups' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Backups' })).toBeTruthy();
  expect(nav.getByRole('link', { name: 'Backups' }).getAttribute('aria-current')).toBe('page');
  expect(nav.getByRole('link', { name: 'Overview' }).getAttribute('aria-current')).toBeNull();
  expect(nav.getAllByRole('link').map((link) => link.textContent)).toEqual([
    'Overview',
    'Backups',
    'Restore',
    'Compare',
    'Find',
    'Schedules',
    'Retention',
    'Audit trail',
    'Settings',
  ]);
});

test('the navigation counts the backups and follows what another tab adds', async () => {
  const app = signedIn();
  await app.services.backups.put(backupRecord('2026-01-24T02:00:00.000Z'));
  renderApp(app, '/admin/settings');
  const link = await screen.findByRole('link', { name: 'Backups' });
  await waitFor(() => expect(link.textContent).toBe('Backups1'));
  await app.services.backups.put(backupRecord('2026-01-25T02:00:00.000Z'));
  await waitFor(() => expect(link.textContent).toBe('Backups2'));
});

test('what became of a restore whose tab was closed is found out at the start', async () => {
  const app = signedIn();
  const { restores, project } = app.services;
  const begun = { state: 'waiting' as const, startedAt: null, endedAt: null, message: null };
  const phases = (['send', 'apply'] as const).map((name) => ({ name, ...begun }));
  const cut = { projectId: project.id, state: 'running' as const, endedAt: null, phases, tables: [] };
  await restores.put(restoreRecord(1, cut));
  renderApp(app, '/admin');
  await waitFor(async () => expect((await restores.get('restore-1'))?.state).toBe('nothing-written'));
});

test('an address that does not exist is told, with a way on', async () => {
  renderApp(signedIn(), '/admin/nowhere');
  expect(await screen.findByRole('heading', { level: 1, name: 'There is no such page' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Go to the overview' }).getAttribute('href')).toBe('/admin');
});

test('after a change of page the content has the focus', async () => {
  const { user } = renderApp(signedIn(), '/admin');
  await user.click(await screen.findByRole('link', { name: 'Settings' }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('main')));
  expect(screen.getByRole('link', { name: 'Skip to content' }).getAttribute('href')).toBe(
    `#${screen.getByRole('main').id}`,
  );
});

test.each([
  ['a secret key in the environment', { problems: [{ title: 'VITE_KEY holds a secret key', message: 'Replace it.' }] }],
  ['an address without a secure context', { secureContext: false }],
])('%s is explained on a page of its own, and nothing else starts', async (_what, change) => {
  const started: string[] = [];
  const app = createTestApp({ ...change });
  app.parts.createServices = (to) => {
    started.push(to.url);
    return app.services;
  };
  renderApp(app, '/admin');
  const title = await screen.findByRole('heading', { level: 1 });
  expect(title.textContent).toMatch(/does not start like this|not secure/);
  expect(started).toEqual([]);
});

test('the connection of the environment cannot be changed here', async () => {
  const { address } = renderApp(signedIn(), '/connect');
  await screen.findByRole('navigation', { name: 'Main' });
  expect(address()).toBe('/admin');
  expect(screen.queryByRole('button', { name: /qtzrkwvnbxjd/ })).toBeNull();
});

test('a connection that was entered by hand can be replaced from the project box', async () => {
  const other = { ...connection, url: 'https://other.supabase.co', platform: 'Other' };
  const app = signedIn({ declared: null, checkConnection: async () => ({ ok: true, connection: other }) });
  await app.services.settings.saveConnection(connection);
  const opened: string[] = [];
  app.parts.createServices = (to) => {
    opened.push(to.url);
    return app.services;
  };
  const { user, address } = renderApp(app, '/admin');
  await user.click(await screen.findByRole('button', { name: /Car Audio Competition Platform/ }));
  await user.click(await screen.findByRole('menuitem', { name: 'Connect another project' }));
  expect(address()).toBe('/connect');
  await user.type(screen.getByRole('textbox', { name: 'Project URL' }), other.url);
  await user.type(screen.getByRole('textbox', { name: 'Publishable key' }), 'sb_publishable_other');
  await user.click(screen.getByRole('button', { name: 'Connect' }));
  await waitFor(() => expect(opened).toEqual([connection.url, other.url]));
});

test('leftovers are cleared once an admin is in, not before and not again', async () => {
  const app = createTestApp();
  const { user } = renderApp(app, '/sign-in');
  await user.type(await screen.findByRole('textbox', { name: 'Email' }), admin.email);
  expect(app.cleared).toBe(0);
  await user.type(screen.getByLabelText('Password'), rightPassword);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  await screen.findByRole('heading', { level: 1, name: 'Overview' });
  expect(app.cleared).toBe(1);
  await user.click(screen.getByRole('link', { name: 'Settings' }));
  await user.click(await screen.findByRole('button', { name: 'Check again' }));
  await waitFor(() => expect(app.project.asked).toBe(2));
  expect(app.cleared).toBe(1);
});

test('leftovers that cannot be cleared are told', async () => {
  const clearLeftovers = () => Promise.reject(new HoldfastError('storage-failed', 'The storage did not answer.'));
  renderApp(signedIn({ clearLeftovers }), '/admin');
  const toast = await screen.findByRole('group', {
    name: 'What an interrupted run left behind could not be cleared',
  });
  expect(toast.textContent).toContain('The storage did not answer.');
});

test('a project that cannot be asked shows the cause, Try again and a way out', async () => {
  const app = signedIn();
  app.project.answer = new HoldfastError('network', 'The project did not answer.', { hint: 'Is it paused?' });
  const { user } = renderApp(app, '/admin');
  expect((await screen.findByRole('alert')).textContent).toContain('The project did not answer. Is it paused?');
  expect(screen.getByRole('button', { name: 'Sign out' })).toBeTruthy();
  app.project.answer = adminWithHelper;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Overview' })).toBeTruthy();
});

test('an admin who is in stays in when asking again fails', async () => {
  const app = signedIn();
  const { user } = renderApp(app, '/admin/settings');
  const again = await screen.findByRole('button', { name: 'Check again' });
  app.project.answer = new HoldfastError('network', 'The project did not answer.');
  await user.click(again);
  expect(await screen.findByText('The project could not be asked again')).toBeTruthy();
  expect(screen.getByRole('heading', { level: 1, name: 'Settings' })).toBeTruthy();
});

test('signing out while a backup runs asks first, and the run waits on the sign-in page', async () => {
  const app = withEndlessRun(signedIn());
  const { user, address } = renderApp(app, '/admin/backup');
  await user.click(await screen.findByRole('button', { name: 'Create backup' }));
  const run = await screen.findByRole('region', { name: 'Backup in progress' });

  await user.click(screen.getByRole('button', { name: /^Account/ }));
  await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  const dialog = await screen.findByRole('dialog', { name: 'Sign out while a backup runs?' });
  await waitFor(() =>
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Stay signed in' })),
  );
  await user.click(within(dialog).getByRole('button', { name: 'Stay signed in' }));
  expect(address()).toBe('/admin/backup');
  expect(run.isConnected).toBe(true);

  await user.click(screen.getByRole('button', { name: /^Account/ }));
  await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  await user.click(await screen.findByRole('button', { name: 'Sign out' }));
  expect(await screen.findByText('Sign in again to go on')).toBeTruthy();
  expect(screen.getByText('The backup waits at 0%. Nothing is lost.')).toBeTruthy();
  expect((await app.services.backups.list(app.project.id)).map(({ status }) => status)).toEqual(['in progress']);
});

test('the running job is shown beside every page', async () => {
  const { user } = renderApp(withEndlessRun(signedIn()), '/admin/backup');
  await user.click(await screen.findByRole('button', { name: 'Create backup' }));
  await user.click(screen.getByRole('link', { name: 'Settings' }));
  await screen.findByRole('heading', { level: 1, name: 'Settings' });
  expect(screen.getByText('Backing up')).toBeTruthy();
  expect(screen.queryByText(/^Automatic backups (running|starting|stopped)/)).toBeNull();
});

test('beside every page stands whether automatic backups run, and when next', async () => {
  const app = signedIn();
  renderApp(app, '/admin/settings');
  expect(await screen.findByText('Automatic backups running')).toBeTruthy();
  expect(await screen.findByText('Next in 11 h 29 min, in this tab')).toBeTruthy();
  await saveSettings(app.services, { ...defaultSettings, automatic: false });
  expect(await screen.findByText('Automatic backups stopped')).toBeTruthy();
  expect(screen.queryByText(/^Next in/)).toBeNull();
});

test('a cleanup that another tab does is shown as such', async () => {
  const app = signedIn();
  const cleanupSlot = { scheduleId: 'cleanup', name: 'Cleanup', job: 'cleanup' as const, tab: 'tab-2' };
  const lock = app.services.lock.run(leaderLock(app.project.id), () => new Promise(() => undefined)); // never given back
  lock.catch(() => undefined); // it never settles
  await app.services.slots.claim(dailySlot('2026-01-25', { ...cleanupSlot, state: 'running', result: null }));
  renderApp(app, '/admin/settings');
  expect(await screen.findByText('Cleaning up in another tab')).toBeTruthy();
});

describe('the tab of the browser', () => {
  const icon = document.createElement('link');
  icon.rel = 'icon';

  beforeEach(() => {
    icon.href = '/favicon.svg';
    document.head.append(icon);
  });
  afterEach(() => icon.remove());

  test('tells how far a run is, wherever one looks, and is quiet when it has ended', async () => {
    const { user } = renderApp(withEndlessRun(signedIn()), '/admin/backup');
    await waitFor(() => expect(document.title).toBe('Backups · Holdfast'));
    await user.click(await screen.findByRole('button', { name: 'Create backup' }));
    await waitFor(() => expect(document.title).toBe('0% · Backups · Holdfast'));
    expect(icon.getAttribute('href')).toBe('/favicon-running.svg');
    await user.click(screen.getByRole('link', { name: 'Settings' }));
    await waitFor(() => expect(document.title).toBe('0% · Settings · Holdfast'));
    await user.click(screen.getByRole('link', { name: 'Backups' }));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(document.title).toBe('Backups · Holdfast'));
    expect(icon.getAttribute('href')).toBe('/favicon.svg');
  });

  test('tells of a run that failed until somebody has seen it', async () => {
    const app = signedIn();
    const failed = dailySlot('2026-01-25', failedFour);
    await app.services.slots.claim(failed);
    renderApp(app, '/admin');
    await waitFor(() => expect(document.title).toBe('Failed · Overview · Holdfast'));
    expect(icon.getAttribute('href')).toBe('/favicon-failed.svg');
    await app.services.slots.replace({ ...failed, seenAt: '2026-01-25T14:31:00.000Z' }, failed.token);
    await waitFor(() => expect(document.title).toBe('Overview · Holdfast'));
    expect(icon.getAttribute('href')).toBe('/favicon.svg');
  });
});

test('what is due and waits for sign-in says so where one signs in', async () => {
  const app = createTestApp();
  await app.services.slots.claim(dailySlot('2026-01-25', { state: 'waiting', result: null, startedAt: null }));
  renderApp(app, '/sign-in');
  expect(await screen.findByText('Daily backup, due 02:00, is waiting for sign-in.')).toBeTruthy();
});

test('a scheduled run that fails in this tab is told by the browser', async () => {
  const app = signedIn();
  app.host.permission = 'granted';
  renderApp(app, '/admin');
  await screen.findByText('Automatic backups running');
  await app.services.slots.claim(dailySlot('2026-01-24', failedFour));
  await waitFor(() => expect(app.host.notifications.map(({ title }) => title)).toEqual(['Daily backup failed']));
});

test('light, dark or as the system is chosen in the user menu', async () => {
  const { user } = renderApp(signedIn(), '/admin');
  await user.click(await screen.findByRole('button', { name: /^Account/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Dark' }));
  expect(document.documentElement.getAttribute('data-mantine-color-scheme')).toBe('dark');
  await user.click(screen.getByRole('menuitemradio', { name: 'Light' }));
  expect(document.documentElement.getAttribute('data-mantine-color-scheme')).toBe('light');
});

test('on a phone the same navigation is behind a button and closes after a choice', async () => {
  const { user } = renderApp(signedIn(), '/admin');
  await user.click(await screen.findByRole('button', { name: 'Open menu' }));
  const drawer = within(await screen.findByRole('dialog', { name: 'Holdfast' }));
  await user.click(drawer.getByRole('link', { name: 'Settings' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Holdfast' })).toBeNull());
});

test('every link that is built is matched by its own route', () => {
  expect(matchPath(paths.backup.pattern, paths.backup.build('a/b'))?.params.id).toBe('a/b');
  for (const { pattern, build } of [
    paths.home,
    paths.connect,
    paths.signIn,
    paths.overview,
    paths.backups,
    paths.schedules,
    paths.retention,
    paths.settings,
  ])
    expect(matchPath(pattern, build())).not.toBeNull();
});

test('an index page in place of the helper is refused, because hosts answer every address with it', async () => {
  vi.stubGlobal('fetch', async () => new Response('<!doctype html><html></html>'));
  await expect(loadHelperSql()).rejects.toMatchObject({ code: 'not-found' });
  vi.stubGlobal('fetch', async () => new Response('-- Holdfast helper'));
  await expect(loadHelperSql()).resolves.toBe('-- Holdfast helper');
});

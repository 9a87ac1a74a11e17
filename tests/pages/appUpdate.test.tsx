import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createAppUpdates } from '../../src/adapters/browser/appUpdates.ts';
import { jobLock } from '../../src/tasks/runLock.ts';
import type { ManualClock } from '../fakes/manualClock.ts';
import { createTestApp } from './appParts.ts';
import { createFakeServiceWorkers } from './fakeServiceWorkers.ts';
import { renderApp } from './renderApp.tsx';
import { admin, adminWithoutHelper } from './scriptedProject.ts';

/** An app of which a new version can come, and how often it was loaded anew. */
function updatable(controlled = true) {
  const workers = createFakeServiceWorkers(controlled);
  const loads = { count: 0 };
  const updates = createAppUpdates({
    workers: workers.container,
    script: '/sw.js',
    reload: () => {
      loads.count += 1;
    },
  });
  const app = createTestApp({ updates });
  app.project.setIdentity(admin);
  return { app, workers, loads };
}

const notice = 'A new version of Holdfast is ready';
const button = () => screen.getByRole('button', { name: 'Update now' });

test('a new version is offered, and taken on a press: then the page is loaded anew', async () => {
  const { app, workers, loads } = updatable();
  const { user } = renderApp(app, '/admin');
  await screen.findByRole('heading', { level: 1, name: 'Overview' });
  expect(workers.registered).toEqual([{ script: '/sw.js', options: { updateViaCache: 'none' } }]);
  expect(screen.queryByText(notice)).toBeNull();
  const told = await act(() => workers.release());
  expect(await screen.findByText(notice)).toBeTruthy();
  expect(told).toEqual([]);
  await waitFor(() => expect(button()).toHaveProperty('disabled', false));
  await user.click(button());
  expect(told).toEqual([{ type: 'SKIP_WAITING' }]);
  expect(loads.count).toBe(0);
  await act(() => workers.replace());
  expect(loads.count).toBe(1);
});

test('the first installation is no update: nothing is offered, and nothing is loaded anew', async () => {
  const { app, workers, loads } = updatable(false);
  renderApp(app, '/admin');
  await screen.findByRole('heading', { level: 1, name: 'Overview' });
  await act(() => workers.takeOver());
  expect(loads.count).toBe(0);
  expect(screen.queryByText(/version of Holdfast/)).toBeNull();
  await act(() => workers.release());
  expect(await screen.findByText(notice)).toBeTruthy();
});

test('while a job runs in another tab, the new version waits and says why', async () => {
  const { app, workers } = updatable();
  const { clock, lock } = app.services;
  let end: () => void = () => undefined;
  const job = lock.run(jobLock(app.project.id), () => new Promise<void>((resolve) => (end = resolve)));
  renderApp(app, '/admin/settings');
  await screen.findByRole('heading', { level: 1, name: 'Settings' });
  await act(() => workers.release());
  expect(await screen.findByText(/A job runs in this browser/)).toBeTruthy();
  expect(button()).toHaveProperty('disabled', true);
  end();
  await job;
  await act(() => (clock as ManualClock).advance(5_000));
  await waitFor(() => expect(button()).toHaveProperty('disabled', false));
});

test('a tab with a running job goes on when another tab took the new version, and follows once the job has ended', async () => {
  const { app, workers, loads } = updatable();
  app.project.answer = adminWithoutHelper;
  app.project.catalogAnswer = 'never';
  const { user } = renderApp(app, '/admin/backup');
  await user.click(await screen.findByRole('button', { name: 'Create backup' }));
  await screen.findByRole('region', { name: 'Backup in progress' });
  await act(() => workers.release());
  expect(button()).toHaveProperty('disabled', true);
  await act(() => workers.replace());
  expect(await screen.findByText('Another tab took a new version of Holdfast')).toBeTruthy();
  expect(loads.count).toBe(0);
  await user.click(screen.getByRole('button', { name: /^Cancel/ }));
  await waitFor(() => expect(loads.count).toBe(1));
});

test('a tab with unsaved changes is not loaded anew until they are saved', async () => {
  const { app, workers, loads } = updatable();
  const { user } = renderApp(app, '/admin/settings');
  await user.click(await screen.findByRole('radio', { name: /^Fast/ }));
  await act(() => workers.release());
  expect(await screen.findByText(/Save or reset your changes first/)).toBeTruthy();
  expect(button()).toHaveProperty('disabled', true);
  await act(() => workers.replace());
  expect(loads.count).toBe(0);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(loads.count).toBe(1));
  expect((await app.services.settings.load(app.project.id)).level).toBe(1);
});

test('a browser that refuses service workers runs the app all the same', async () => {
  const workers = createFakeServiceWorkers();
  workers.container.register = () => Promise.reject(new DOMException('not here', 'SecurityError'));
  const warned: unknown[] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => warned.push(words);
  try {
    const updates = createAppUpdates({ workers: workers.container, script: '/sw.js', reload: () => undefined });
    const app = createTestApp({ updates });
    app.project.setIdentity(admin);
    renderApp(app, '/admin');
    expect(await screen.findByRole('heading', { level: 1, name: 'Overview' })).toBeTruthy();
    expect(warned).toHaveLength(1);
  } finally {
    console.warn = warn;
  }
});

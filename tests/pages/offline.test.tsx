import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createAccessMemory } from '../../src/adapters/browser/accessMemory.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { createTestApp } from './appParts.ts';
import { backupRecord } from './backupRecords.ts';
import { renderApp } from './renderApp.tsx';
import { admin, adminWithHelper, nobody } from './scriptedProject.ts';

const unreachable = new HoldfastError('network', 'The connection to the project was lost.', { retryable: true });

function memory() {
  const kept = new Map<string, string>();
  return createAccessMemory({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  });
}

function signedIn(accessMemory = memory()) {
  const app = createTestApp({ accessMemory });
  app.project.setIdentity(admin);
  return app;
}

test('an admin of an earlier day reads the history while the project cannot be asked; nothing runs until it answers', async () => {
  const accessMemory = memory();
  accessMemory.save('https://qtzrkwvnbxjd.supabase.co', admin.userId, adminWithHelper);
  const app = signedIn(accessMemory);
  app.project.answer = unreachable;
  await app.services.backups.put(backupRecord('2026-01-24T02:00:00.000Z'));
  renderApp(app, '/admin/backup');
  expect(await screen.findByText('The project could not be asked again')).toBeTruthy();
  expect(await screen.findByRole('link', { name: /^Details / })).toBeTruthy();
  expect(app.cleared).toBe(0);
  app.project.answer = adminWithHelper;
  app.host.wake();
  await waitFor(() => expect(screen.queryByText('The project could not be asked again')).toBeNull());
  expect(app.cleared).toBe(1);
});

test('what the project says is remembered for the next start', async () => {
  const accessMemory = memory();
  const app = signedIn(accessMemory);
  renderApp(app, '/admin');
  await screen.findByRole('heading', { level: 1, name: 'Overview' });
  expect(accessMemory.load(app.project.id, admin.userId)).toEqual(adminWithHelper);
});

test.each([
  ['nothing is remembered', () => undefined],
  [
    'somebody else was the admin',
    (kept: ReturnType<typeof memory>) => kept.save('https://qtzrkwvnbxjd.supabase.co', 'other-id', adminWithHelper),
  ],
  [
    'the project has said since that this person is none',
    (kept: ReturnType<typeof memory>) => {
      kept.save('https://qtzrkwvnbxjd.supabase.co', admin.userId, adminWithHelper);
      kept.save('https://qtzrkwvnbxjd.supabase.co', admin.userId, nobody);
    },
  ],
])('where %s, nothing opens', async (_what, prepare) => {
  const accessMemory = memory();
  prepare(accessMemory);
  const app = signedIn(accessMemory);
  app.project.answer = unreachable;
  renderApp(app, '/admin/backup');
  expect(await screen.findByText('The project could not be asked who you are')).toBeTruthy();
  expect(screen.queryByRole('heading', { level: 1, name: 'Backups' })).toBeNull();
});

test('an answer that refuses is no lost connection: nothing opens', async () => {
  const accessMemory = memory();
  accessMemory.save('https://qtzrkwvnbxjd.supabase.co', admin.userId, adminWithHelper);
  const app = signedIn(accessMemory);
  app.project.answer = new HoldfastError('denied', 'You may not do this.');
  renderApp(app, '/admin');
  expect(await screen.findByText('The project could not be asked who you are')).toBeTruthy();
});

test('whatever stands in the storage, reading it does not fail', () => {
  for (const text of ['', '{', 'null', '{"userId":"admin-id","access":{"admin":"yes"}}']) {
    const kept = createAccessMemory({ getItem: () => text, setItem: () => undefined, removeItem: () => undefined });
    expect(kept.load('p', 'admin-id')).toBeNull();
  }
});

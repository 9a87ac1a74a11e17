import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { FindPage } from '../../src/features/find/FindPage.tsx';
import { createFindStore, type FindCriteria } from '../../src/features/find/findStore.ts';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
import { formatMoment } from '../../src/ui/formatTime.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import type { FakeServices } from '../fakes/fakeServices.ts';
import type { MemoryTable } from '../fakes/memoryProject.ts';
import { backUp, memoryServices } from '../tasks/memoryServices.ts';

const nothing: FindCriteria = { value: '', backup: null, table: null, whole: false, caseSensitive: false };
const ada = { id: 7, name: 'Ada Lovelace', email: 'ada@example.com' };
const grace = { id: 8, name: 'Grace Hopper', email: 'grace@example.com' };

let services: FakeServices;
let backups: BackupRecord[];

/** A backup that seems to have been made at this instant. */
async function backUpOn(createdAt: string): Promise<BackupRecord> {
  const record = { ...(await backUp(services)), createdAt };
  await services.backups.put(record);
  return record;
}

beforeAll(async () => {
  const people: MemoryTable = { name: 'people', rows: [ada, grace] };
  const orders: MemoryTable = { name: 'orders', rows: [{ id: 1, who: 'ada@example.com, by phone' }] };
  services = await memoryServices([people, orders]);
  const first = await backUpOn('2026-03-24T01:00:00Z');
  people.rows = [grace];
  const second = await backUpOn('2026-03-25T01:00:00Z');
  orders.rows = [{ id: 1, who: 'removed' }];
  const third = await backUpOn('2026-03-26T01:00:00Z');
  backups = [first, second, third];
});

/** The page, with the address in its own state. */
async function show(start: FindCriteria = nothing, given: FakeServices = services) {
  const history = createBackupHistory(given);
  await history.refresh();
  const store = createFindStore(given);
  const asked: FindCriteria[] = [];
  function Page() {
    const [criteria, setCriteria] = useState(start);
    return (
      <UiProvider env="test">
        <FindPage
          store={store}
          history={history}
          clock={given.clock}
          projectUrl={given.project.url}
          criteria={criteria}
          onSearch={(next) => {
            asked.push(next);
            setCriteria(next);
          }}
          rowHref={(id, { table, row, find }) => `/admin/backup/${id}?table=${table}&row=${row}&find=${find}`}
          backupHref={(id) => `/admin/backup/${id}`}
        />
      </UiProvider>
    );
  }
  render(<Page />);
  return { user: userEvent.setup(), store, asked };
}

const answer = () => screen.findByRole('region', { name: 'Answer' });
/** Waits for words of the answer; the live region says them too. */
const says = (words: string | RegExp) =>
  waitFor(() => expect(within(screen.getByRole('region', { name: 'Answer' })).getByText(words)).toBeTruthy());
const momentOf = (record: BackupRecord | undefined) =>
  formatMoment(record?.createdAt ?? null, services.clock.now()).replace(', ', ' ');

describe('finding a value', () => {
  test('a backup of another project says nothing about this one, unless it is chosen', async () => {
    const foreign = { ...(await backUp(services)), projectUrl: 'https://other.example' };
    await services.backups.put(foreign);
    try {
      const { store } = await show({ ...nothing, value: 'ADA@example' });
      await says(/^Found in 2 of 3 backups\./);
      expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Backups' }).value).toBe('All 3 backups');
      await store.getState().search({ ...nothing, value: 'grace', backup: foreign.id }, [foreign]);
      expect(store.getState().findings?.backups.map(({ backupId }) => backupId)).toEqual([foreign.id]);
    } finally {
      await services.backups.delete(foreign.id);
    }
  });

  test('answers when it was last there, and leads to the row', async () => {
    const { user, asked } = await show();
    await says('Nothing is looked for yet');
    await user.click(screen.getByRole('textbox', { name: 'Value' }));
    await user.paste('ADA@example');
    await user.click(screen.getByRole('button', { name: 'Search' }));
    await says(
      `Found in 2 of 3 backups. Last there in the backup of ${momentOf(backups[1])}; the newer one does not have it.`,
    );
    expect(asked).toEqual([{ ...nothing, value: 'ADA@example' }]);
    const results = within(screen.getByRole('list', { name: 'Results' })).getAllByRole('listitem');
    expect(results[0]?.textContent).toContain('not there');
    const link = screen.getByRole('link', { name: /^Open id 1 of public\.orders/ });
    expect(link.getAttribute('href')).toBe(
      `/admin/backup/${backups[1]?.id}?table=public.orders&row=0&find=ADA@example`,
    );
    expect(screen.getByText('ada@example', { selector: 'mark' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: `Rows in the backup of ${momentOf(backups[0])}` }));
    expect(screen.getByRole('link', { name: /^Open id 7 of public\.people/ })).toBeTruthy();
  });

  test('is asked for by a link: whole values, in one table of one backup', async () => {
    const [first] = backups;
    const only = {
      ...nothing,
      value: 'ada@example.com',
      backup: first?.id ?? null,
      table: 'public.people',
      whole: true,
    };
    await show(only);
    await says('Found: 1 row in public.people.');
    expect(screen.getByRole('list', { name: 'Results' }).textContent).not.toContain('public.orders');
    cleanup();
    await show({ ...only, table: 'public.orders' });
    await says(`It is not in the backup of ${momentOf(first)}.`);
    cleanup();
    await show({ ...only, value: 'ADA@example.com', caseSensitive: true });
    await says(`It is not in the backup of ${momentOf(first)}.`);
  });

  test('says when it is nowhere, and what could not be searched', async () => {
    await show({ ...nothing, value: 'Hedy Lamarr' });
    await says('Found in none of 3 backups.');
    cleanup();
    const broken = await memoryServices([{ name: 'people', rows: [ada] }]);
    await backUp(broken);
    const lost = await backUp(broken);
    await broken.store.delete(lost.id);
    await show({ ...nothing, value: 'Lovelace' }, broken);
    const words =
      /^Found in 1 of 2 backups\. Last there in .*; the newer one could not be searched wholly, so it may be there\.$/;
    await says(words);
    expect(screen.getByRole('list', { name: 'Results' }).textContent).toContain('could not be searched');
  });

  test('can be cancelled; what was found stays true', async () => {
    const slow = await memoryServices([{ name: 'people', rows: [ada] }]);
    await backUp(slow);
    const { rows } = slow;
    slow.rows = { ...rows, find: () => new Promise(() => undefined) };
    const { user, store } = await show({ ...nothing, value: 'Ada' }, slow);
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(store.getState().status).toBe('cancelled'));
    expect((await answer()).textContent).toContain('The search was cancelled');
    slow.rows = rows;
    await user.click(screen.getByRole('button', { name: 'Search' }));
    await says('Found: 1 row in public.people.');
  });

  test('needs a backup', async () => {
    await show(nothing, await memoryServices([]));
    expect(await screen.findByText('No backup to search')).toBeTruthy();
  });
});

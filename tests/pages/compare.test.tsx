import { screen, waitFor, within } from '@testing-library/react';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooser, createChangingProject, resultRows, resultTable, showCompare, tellPrices } from './compareParts.tsx';
import { setViewportWidth } from './viewport.ts';

const compareButton = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Compare' });
const result = () => within(screen.getByRole('region', { name: 'Result' }));

// One story for most: what changes the project or its files makes its own.
let story: Awaited<ReturnType<typeof tellPrices>>;
beforeAll(async () => {
  story = await tellPrices();
});

describe('choosing what to compare', () => {
  test('without a backup it says so; with one, that is compared with the project', async () => {
    const { services, backUpAt } = await createChangingProject();
    const { unmount } = await showCompare(services);
    expect(screen.getByText('There is no backup to compare yet')).toBeTruthy();
    unmount();
    await backUpAt('2026-03-26T01:00:00.000Z');
    await showCompare(services);
    expect([chooser('Before').value, chooser('After').value]).toEqual(['Today 02:00, automatic', 'The project now']);
  });

  test('by itself the newest with the one before; a preset and a typed date choose others, and the address follows', async () => {
    const { services, week, yesterday, newest } = story;
    const { user, addresses } = await showCompare(services);
    expect([chooser('Before').value, chooser('After').value]).toEqual([
      'Yesterday 02:00, automatic',
      'Today 02:00, automatic',
    ]);
    await user.click(screen.getByRole('button', { name: 'A week ago' }));
    expect(chooser('Before').value).toBe('19 Mar 02:00, automatic');
    await user.clear(chooser('Before'));
    await user.paste('yesterday');
    const options = screen.getAllByRole('option');
    expect(options[0]?.textContent).toBe('Yesterday 02:00AutomaticCompleted');
    await user.click(screen.getByRole('option', { name: /Yesterday/ }));
    expect(addresses).toEqual([
      { before: week.id, after: newest.id },
      { before: yesterday.id, after: newest.id },
    ]);
    await user.click(screen.getByRole('button', { name: 'Last night' }));
    expect(addresses.at(-1)).toEqual({ before: newest.id, after: 'live' });
    expect(chooser('After').value).toBe('The project now');
  });

  test('a pair the wrong way round can be swapped, and a backup is not compared with itself', async () => {
    const { services, week, newest } = story;
    const { user, addresses } = await showCompare(services, { address: { before: newest.id } });
    await user.click(chooser('After'));
    await user.click(await screen.findByRole('option', { name: /19 Mar/ }));
    expect(screen.getByText('“Before” is newer than “After”')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Swap them' }));
    expect(addresses.at(-1)).toEqual({ before: week.id, after: newest.id });
    await user.click(screen.getByRole('button', { name: 'Swap before and after' }));
    expect(addresses.at(-1)).toEqual({ before: newest.id, after: week.id });
    await user.click(chooser('After'));
    await user.click(await screen.findByRole('option', { name: /^Today/ }));
    expect(compareButton().disabled).toBe(true);
  });

  test('an address whose backup is gone says so, and chooses another', async () => {
    const { services, newest } = story;
    await showCompare(services, { address: { before: 'gone', after: newest.id } });
    expect(screen.getByText('A backup of this address is not in this browser')).toBeTruthy();
    expect(chooser('Before').value).toBe('Yesterday 02:00, automatic');
    expect(screen.getByText('Press Compare to see what changed')).toBeTruthy();
  });
});

describe('what was found', () => {
  test('a sentence, a line per table whose figures add up, equal ones folded', async () => {
    const { services, week, newest } = story;
    const { user, addresses } = await showCompare(services);
    await user.click(screen.getByRole('button', { name: 'A week ago' }));
    await user.click(compareButton());
    await resultTable();
    expect(
      screen.getByRole('heading', { name: '10 rows changed, 2 added and 1 removed in 1 of 3 tables.' }),
    ).toBeTruthy();
    expect(
      result().getByText(/From the automatic backup of 19 Mar 02:00 to the automatic backup of today 02:00\./),
    ).toBeTruthy();
    expect(await resultRows()).toEqual([
      ['Table', 'Added', 'Removed', 'Changed', 'Unchanged', 'Note', ''],
      ['public.payments', '2', '1', '10', '49', '', ''],
      [' 2 tables are equal'],
      ['Total', '2', '1', '10', '51', ''],
    ]);
    await user.click(screen.getByRole('button', { name: '2 tables are equal' }));
    expect((await resultRows()).map(([name]) => name)).toContain('public.users');
    expect(addresses.at(-1)).toEqual({ before: week.id, after: newest.id });
    expect(screen.getByRole('status').textContent).toBe('10 rows changed, 2 added and 1 removed in 1 of 3 tables');
  });

  test('a link that names two backups is compared at once, the live project only when asked', async () => {
    const { services, week, newest, tables } = await tellPrices();
    const { unmount } = await showCompare(services, { address: { before: week.id, after: newest.id } });
    await resultTable();
    unmount();
    tables.users.rows = [{ id: 1, name: 'Ada Lovelace' }];
    const { user } = await showCompare(services, { address: { before: newest.id, after: 'live' } });
    expect(screen.queryByRole('table')).toBeNull();
    await user.click(compareButton());
    expect((await resultRows())[1]).toEqual(['public.users', '0', '0', '1', '0', '', '']);
    expect(result().getByText(/to the project now\./)).toBeTruthy();
  });

  test('when nothing changed it says so', async () => {
    const { services, week, yesterday } = story;
    await showCompare(services, { address: { before: week.id, after: yesterday.id } });
    await resultTable();
    expect(screen.getByRole('heading', { name: 'Nothing changed: all 3 tables are equal.' })).toBeTruthy();
  });

  test('rows that were hidden on the later side are not simply called removed', async () => {
    const { services, tables, backUpAt } = await createChangingProject();
    const before = await backUpAt('2026-03-25T01:00:00.000Z');
    tables.payments.visible = 20;
    const after = await backUpAt('2026-03-26T01:00:00.000Z');
    await showCompare(services, { address: { before: before.id, after: after.id } });
    await resultTable();
    const warning =
      /The automatic backup of today 02:00 is not complete\. Rows that seem removed may only not have been seen\./;
    expect(result().getByText(warning)).toBeTruthy();
    const [, payments] = await resultRows();
    expect(payments?.slice(0, 5)).toEqual(['public.payments', '0', '40', '0', '20']);
    expect(payments?.[5]).toContain('Rows called removed may still be in the project.');
  });

  test('columns that came and went are listed apart', async () => {
    const { services, tables, backUpAt } = await createChangingProject();
    const before = await backUpAt('2026-03-25T01:00:00.000Z');
    tables.events.rows = [{ id: 1, title: 'Spring final' }];
    const after = await backUpAt('2026-03-26T01:00:00.000Z');
    await showCompare(services, { address: { before: before.id, after: after.id } });
    await resultTable();
    const items = within(screen.getByRole('region', { name: 'Differences in the schema' })).getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual([
      'public.events.nameColumn is goneIt was text',
      'public.events.titleNew columntext',
    ]);
    expect(screen.getByRole('heading', { name: 'No row differs.' })).toBeTruthy();
    expect(screen.getByText('1 table has other columns.')).toBeTruthy();
  });

  test('on a phone the tables are a list', async () => {
    setViewportWidth(375);
    const { services, week, newest } = story;
    await showCompare(services, { address: { before: week.id, after: newest.id } });
    const list = await screen.findByRole('list', { name: 'Differences by table' });
    const [payments] = within(list).getAllByRole('listitem');
    expect(payments?.textContent).toBe('public.paymentsAdded2Removed1Changed10Unchanged49');
  });
});

describe('in trouble', () => {
  test('a comparison says how far it is, and ends when it is cancelled', async () => {
    const { services, week, newest } = story;
    const asked: AbortSignal[] = [];
    const { comparer } = services;
    services.comparer = {
      ...comparer,
      fingerprints: (_part, _plan, signal) =>
        new Promise((_resolve, reject) => {
          if (signal === undefined) return;
          asked.push(signal);
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    };
    const { user } = await showCompare(services, { address: { before: week.id, after: newest.id } });
    await waitFor(() => expect(asked.length).toBeGreaterThan(0));
    const bar = await screen.findByRole('progressbar', { name: 'Progress of the comparison' });
    expect(bar.getAttribute('aria-valuetext')).toMatch(/^0%/);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByText('The comparison was cancelled. Backups are untouched.')).toBeTruthy();
    await waitFor(() => expect(asked.every((signal) => signal.aborted)).toBe(true));
    services.comparer = comparer;
    await user.click(compareButton());
    await resultTable();
  });

  test('a file that is gone is told, and what to do', async () => {
    const { services, week } = await tellPrices();
    await services.store.delete(week.id);
    const { user } = await showCompare(services);
    await user.click(screen.getByRole('button', { name: 'A week ago' }));
    await user.click(compareButton());
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(`${week.filename} is not in this browser.`);
    expect(within(alert).getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  test('a table that cannot be compared comes first, with the reason, and the others are still told', async () => {
    const { services, tables, backUpAt } = await createChangingProject();
    const before = await backUpAt('2026-03-25T01:00:00.000Z');
    tables.users.rows = [{ id: 1, name: 'Ada Lovelace' }];
    const after = await backUpAt('2026-03-26T01:00:00.000Z');
    const { comparer } = services;
    services.comparer = {
      ...comparer,
      fingerprints: (part, plan, signal) => comparer.fingerprints({ ...part, sha256: 'f'.repeat(64) }, plan, signal),
    };
    await showCompare(services, { address: { before: before.id, after: after.id } });
    const [, users] = await resultRows();
    expect(users?.slice(0, 5)).toEqual(['public.users', '–', '–', '–', '–']);
    expect(users?.[5]).toMatch(/damaged/);
    expect(screen.getByText('1 table was not compared.')).toBeTruthy();
  });
});

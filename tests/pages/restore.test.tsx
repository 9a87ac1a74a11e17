import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { RehearsedTable, RestoreState } from '../../src/core/restore.ts';
import { backupRecord } from './backupRecords.ts';
import {
  cellsOf,
  lastNight,
  listed,
  platform,
  rehearse,
  restorePlan,
  restoreRecord,
  showRestore,
} from './restoreParts.tsx';
import { setViewportWidth } from './viewport.ts';

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name });
const step = () => screen.getByRole('list', { name: 'Steps' }).querySelector('[aria-current="step"]')?.textContent;

describe('what is asked for', () => {
  test('a backup that can be restored is chosen, others say why not; tables show what of them is there', async () => {
    const gone = backupRecord('2026-03-20T01:00:00.000Z');
    const missing = { ...gone, archive: gone.archive && { ...gone.archive, bytes: 'missing' as const } };
    const { user, addresses } = showRestore({ records: [lastNight, missing] });
    expect(step()).toContain('Backup');
    expect(button(`Restore from ${missing.filename}`).disabled).toBe(true);
    expect(screen.getByText('Its file is no longer in this browser.')).toBeTruthy();
    await user.click(button(`Restore from ${lastNight.filename}`));

    expect(step()).toContain('Tables');
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Restore public.sponsors' }).disabled).toBe(true);
    expect(screen.getByText('120 of 5,000 rows visible to you')).toBeTruthy();
    expect(screen.getByText('3 of 4 tables, 789 rows.')).toBeTruthy();
    await user.click(screen.getByRole('checkbox', { name: 'Restore public.cms_pages' }));
    expect(screen.getByText('2 of 4 tables, 641 rows.')).toBeTruthy();
    await waitFor(() =>
      expect(addresses.at(-1)).toEqual({ backup: lastNight.id, tables: ['public.events', 'public.leads'] }),
    );
    await user.click(button('Go on'));
    await user.click(screen.getByRole('radio', { name: 'Replace' }));
    expect(screen.getByText('The backup does not hold every row of public.leads')).toBeTruthy();
    await user.click(button('Back'));
    expect(step()).toContain('Tables');
  });

  test('the choices reach the rehearsal; a changed choice lets what was found go', async () => {
    const { user, tasks, store } = showRestore({ address: { backup: lastNight.id, tables: ['public.events'] } });
    expect(step()).toContain('How');
    await user.click(screen.getByRole('radio', { name: 'Merge' }));
    await user.click(screen.getByRole('radio', { name: /^Stop/ }));
    await user.click(screen.getByRole('switch', { name: 'Let triggers fire for what is written' }));
    await user.click(button('Rehearse'));
    expect(tasks.asked).toEqual([
      {
        backupId: lastNight.id,
        scope: { kind: 'tables', tables: ['public.events'] },
        mode: 'merge',
        conflicts: 'stop',
        triggers: 'on',
      },
    ]);
    await user.click(button('Change triggers'));
    await user.click(screen.getByRole('radio', { name: 'Add missing rows' }));
    expect([store.getState().rehearsal, tasks.disposed]).toEqual([null, 1]);
  });

  test('ticked rows are merged with what they need, or without; they are never replaced', async () => {
    const { user, store, tasks } = showRestore();
    act(() => store.getState().pick(lastNight.id, [{ table: 'public.events', rows: [3, 7] }]));
    expect(screen.getByRole('region', { name: 'The 2 rows that you ticked' })).toBeTruthy();
    await user.click(button('Go on'));
    expect(screen.queryByRole('radio', { name: 'Replace' })).toBeNull();
    await user.click(button('Rehearse'));
    expect(tasks.asked[0]).toMatchObject({
      mode: 'merge',
      scope: { kind: 'rows', rows: [{ table: 'public.events', rows: [3, 7] }], withParents: true },
    });
  });

  test('without the permission it says what is needed; without the helper it says so before', async () => {
    showRestore({ permissions: ['create'] });
    expect(screen.getByText('You may not restore anything in this project')).toBeTruthy();
    expect(screen.queryByRole('list', { name: 'Steps' })).toBeNull();
  });

  test('without the helper the limits are told before, and triggers and maintenance are not offered', async () => {
    const tables = restorePlan().tables.map((table) => ({ ...table, unproven: true as const }));
    const { user, tasks } = showRestore({
      helperVersion: null,
      tasks: { plan: restorePlan({ way: 'rest', tables, limits: ['Identity columns keep their next value.'] }) },
    });
    await rehearse(user, 'Add missing rows');
    const doubt = 'Nobody knows whether rows of public.cms_pages, public.events and public.users are hidden from you;';
    expect(screen.getByText(doubt, { exact: false })).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Without the helper' }).textContent).toContain('Identity columns');
    expect(screen.getByText('Write 1,061 rows, one request after the other')).toBeTruthy();
    expect(screen.getByText(/apart from what triggers change, but 2 rows cannot be written\. Compared/)).toBeTruthy();
    expect(tasks.asked).toHaveLength(1);
    await user.click(button(/^How/));
    expect(screen.getByText('Without the helper it is not one transaction')).toBeTruthy();
    expect(screen.queryByRole('switch')).toBeNull();
  });
});

describe('the rehearsal', () => {
  test('has numbers that add up, conflicts, the schema, triggers, and what happens next', async () => {
    const { user } = showRestore();
    await rehearse(user);
    await screen.findByRole('table', { name: 'What would change' });
    expect(cellsOf('What would change')).toEqual([
      ['Table', 'Insert', 'Update', 'Delete', 'Unchanged', 'Conflict', ''],
      ['public.cms_pages', '1', '12', '1', '135', '0', ''],
      ['public.events', '1,004', '37', '6', '478', '2', ''],
      ['1 table stays as it is'],
      ['Total', '1,005', '49', '7', '643', '2', ''],
    ]);
    expect(
      screen.getByText('2 tables become as in the backup, but 2 rows cannot be written. Compared just now.'),
    ).toBeTruthy();
    expect(screen.getByRole('region', { name: 'This deletes 7 rows and changes 49' }).textContent).toContain(
      '2 rows of the backup cannot be written and will be left out.',
    );
    expect(screen.getByRole('region', { name: 'Rehearsal' }).textContent).toContain(
      '2 conflicts: these rows point to a row of public.organizations that is not there. They are left out.',
    );
    expect(screen.getByRole('region', { name: 'Differences in the schema' }).textContent).toContain('519 values');
    expect(screen.getByRole('region', { name: 'Triggers and references' }).textContent).toContain(
      'Stays off during the restore. It would fire for 41 rows.',
    );
    const next = screen.getByRole('region', { name: 'What happens next' });
    expect(
      within(next)
        .getAllByRole('listitem')
        .map((item) => item.querySelector('p')?.textContent),
    ).toEqual([
      'Check the archive again',
      'Maintenance on',
      'Pre-restore backup of 3 tables',
      'Write 1,061 rows in one transaction',
      'Count again, compare with this page',
      'Maintenance off, then a report',
    ]);
    await user.click(button('Show 2 rows'));
    expect(within(await screen.findByRole('dialog')).getAllByRole('listitem')).toHaveLength(2);
  });

  test('what deletes or changes rows waits for the name of the project', async () => {
    const { user, tasks } = showRestore();
    await rehearse(user);
    expect(await screen.findByRole('region', { name: 'This deletes 7 rows and changes 49' })).toBeTruthy();
    const name = screen.getByRole('textbox', { name: 'Project name' });
    await user.type(name, 'Car Audio Competition Platf');
    expect(screen.getByText('3 letters to go')).toBeTruthy();
    await user.type(name, '{Enter}');
    expect([button('Restore 2 tables').disabled, tasks.executed.length]).toEqual([true, 0]);
    await user.type(name, 'x');
    expect(screen.getByText('This is not how the name begins')).toBeTruthy();
    await user.clear(name);
    await user.type(name, platform);
    await user.click(button('Restore 2 tables'));
    expect(tasks.executed).toEqual([{ maintenance: { message: 'We are restoring', minutes: 30 } }]);
    expect(step()).toContain('Restore');
  });

  test('what only inserts needs no name', async () => {
    const plan = restorePlan();
    const [first] = plan.tables;
    const tables = first === undefined ? [] : [{ ...first, counts: { ...first.counts, update: 0, delete: 0 } }];
    const { user, tasks } = showRestore({ tasks: { plan: { ...plan, tables, conflicts: [] } } });
    await rehearse(user, 'Add missing rows');
    const confirm = await screen.findByRole('region', { name: 'This inserts 1 row' });
    expect(confirm.textContent).toContain('Rows that are there now stay as they are.');
    expect(screen.queryByRole('textbox', { name: 'Project name' })).toBeNull();
    await user.click(button('Restore 1 table'));
    expect(tasks.executed).toHaveLength(1);
  });

  test('refusals stand in place of the way on, with why and what helps; tables that are needed are added', async () => {
    const refusal = {
      table: 'public.comments',
      code: 'outside' as const,
      why: '12 rows of public.comments would be deleted too.',
      hint: 'Restore public.comments together with this.',
      addTables: ['public.comments'],
    };
    const { user, tasks } = showRestore({
      address: { backup: lastNight.id, tables: ['public.events'] },
      tasks: { plan: restorePlan({ refusals: [refusal] }) },
    });
    await user.click(button('Rehearse'));
    const card = await screen.findByRole('region', { name: 'This cannot be restored as asked' });
    expect(card.textContent).toContain(refusal.why);
    expect(card.textContent).toContain(refusal.hint);
    expect(screen.queryByRole('button', { name: /^Restore \d/ })).toBeNull();
    tasks.plan = restorePlan();
    await user.click(button('Add public.comments'));
    expect(tasks.asked.at(-1)?.scope).toEqual({ kind: 'tables', tables: ['public.events', 'public.comments'] });
    expect(await screen.findByRole('button', { name: 'Restore 2 tables' })).toBeTruthy();
  });

  test('names tables that are refused for the same reason together', async () => {
    const why = 'Nobody knows whether the backup holds every row of this table.';
    const refuse = (table: string | null, reason = why) =>
      ({ table, code: 'not-whole', why: reason, hint: 'Merge instead.', addTables: [] }) as const;
    const refusals = [
      refuse('public.a'),
      refuse('public.b'),
      refuse('public.c', 'It is damaged.'),
      refuse(null, 'No.'),
    ];
    const { user } = showRestore({ tasks: { plan: restorePlan({ refusals }) } });
    await rehearse(user);
    const card = within(await screen.findByRole('region', { name: 'This cannot be restored as asked' }));
    expect(card.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      `public.a, public.b${why}Merge instead.`,
      'public.cIt is damaged.Merge instead.',
      'No.Merge instead.',
    ]);
  });

  test('that is refused promises nothing, and has no numbers for a table of which rows are hidden', async () => {
    const [first, second, third] = restorePlan().tables as [RehearsedTable, RehearsedTable, RehearsedTable];
    const refusal = { table: first.table, code: 'hidden' as const, why: 'Rows are hidden.', hint: null, addTables: [] };
    const reference = { name: 'k', table: 'public.events', columns: [], references: 'public.users' };
    const actions = { referencedColumns: [], onDelete: 'no action', onUpdate: 'no action' };
    const plan = restorePlan({
      tables: [{ ...first, hidden: true }, second, third],
      references: [{ ...reference, ...actions }],
      refusals: [refusal],
    });
    const { user } = showRestore({ tasks: { plan } });
    await rehearse(user);
    await screen.findByRole('region', { name: 'This cannot be restored as asked' });
    const rows = cellsOf('What would change');
    expect(rows[1]).toEqual(['public.cms_pages', '–', '–', '–', '–', '–', '']);
    expect(rows[2]?.[1]).toBe('1,004');
    expect(rows.at(-1)).toEqual(['Total', '–', '–', '–', '–', '–', '']);
    const text = document.body.textContent;
    expect(text).toContain('Nothing can be written as asked.');
    expect(text).toContain('Whether they would hold is not known');
    expect(text).not.toMatch(/All hold|become as in the backup|This is what would change/);
  });

  test('is cancelled, fails with its reason, and is tried again', async () => {
    const { user, tasks } = showRestore({
      tasks: {
        plan: new HoldfastError('denied', 'permission denied for table leads', { hint: 'Look at the network.' }),
      },
    });
    await rehearse(user);
    expect((await screen.findByRole('alert')).textContent).toContain(
      'permission denied for table leads. Nothing was written.',
    );
    tasks.prepareRestore = () => new Promise(() => undefined);
    await user.click(button('Try again'));
    expect(await screen.findByRole('progressbar', { name: 'Progress of the rehearsal' })).toBeTruthy();
    await user.click(button('Cancel'));
    expect(screen.getByText('The rehearsal was cancelled')).toBeTruthy();
  });

  test('fits a phone: the numbers are a list', async () => {
    setViewportWidth(375);
    const { user } = showRestore();
    await rehearse(user);
    const items = within(await screen.findByRole('list', { name: 'What would change' })).getAllByRole('listitem');
    expect(items.at(-1)?.textContent).toBe('TotalInsert1,005Update49Delete7Unchanged643Conflict2');
  });
});

async function start(ground: Parameters<typeof showRestore>[0] = {}) {
  const shown = showRestore(ground);
  await rehearse(shown.user);
  await shown.user.type(await screen.findByRole('textbox', { name: 'Project name' }), platform);
  await shown.user.click(button('Restore 2 tables'));
  return shown;
}

describe('the restore', () => {
  test('shows its phases, and can be cancelled until it writes', async () => {
    const { user, tasks, store } = await start();
    act(() => tasks.tell(restoreRecord('running', 'pre-restore backup'), { share: 0.4 }));
    const phase = () =>
      screen.getByRole('list', { name: 'Phases' }).querySelector('[aria-current="step"]')?.textContent;
    expect(phase()).toContain('Pre-restore backup');
    expect(screen.getByText('Nothing is written yet. You can cancel.')).toBeTruthy();
    act(() => tasks.tell(restoreRecord('running', 'apply'), { cancellable: false }));
    expect(phase()).toContain('Write the rows');
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    act(() => store.getState().cancelRestore());
    expect(tasks.signal?.aborted).toBe(false);
    act(() => store.getState().open({ backup: 'another', tables: [] }));
    act(() => store.getState().goTo('backup'));
    expect(phase()).toContain('Write the rows'); // nothing leads away from a restore that is on

    act(() => tasks.tell(restoreRecord('running', 'send')));
    await user.click(button('Cancel'));
    expect(tasks.signal?.aborted).toBe(true);
    await act(async () => tasks.end(restoreRecord('nothing-written', 'send')));
    expect(screen.getByText('Nothing was restored')).toBeTruthy();
    expect(button('Rehearse again')).toBeTruthy();
  });

  test('ends with a report that adds up, and an undo that asks with its consequences', async () => {
    const { user, tasks, list } = await start();
    const record = restoreRecord('restored');
    await act(async () => tasks.end(record));
    act(() => list.set({ ...list.get(), restores: [listed(record)] }));
    expect(cellsOf('What was done')).toEqual([
      ['Table', 'Inserted', 'Updated', 'Deleted', 'Left out', 'Rows after'],
      ['public.cms_pages', '1', '12', '1', '0', '148'],
      ['public.events', '1,004', '37', '6', '2', '1,519'],
      ['Total', '1,005', '49', '7', '2', '1,667'],
    ]);
    expect(screen.getByText(/^Possible until 27 Mar, 14:31\./)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Pre-restore backup' }).getAttribute('href')).toBe(
      '/admin/backup/pre-restore-id',
    );
    await user.click(button('Show 2 rows left out'));
    await user.click(await screen.findByRole('button', { name: 'Close rows' }));

    await user.click(button('Undo…'));
    const dialog = await screen.findByRole('dialog', { name: 'Undo this restore?' });
    expect(
      within(dialog)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual([
      '1,005 rows that it inserted are deleted.',
      '49 rows that it updated become as they were before.',
      '7 rows that it deleted come back.',
    ]);
    await user.click(within(dialog).getByRole('button', { name: 'Keep it' }));
    expect(tasks.undone).toEqual([]);
    const fired = { ...record, request: { ...record.request, triggers: 'on' as const } };
    const tables = fired.tables.map((each, place) => (place === 1 ? { ...each, differing: 3 } : each));
    expect(screen.queryByText(/not as in the backup/)).toBeNull();
    act(() => list.set({ ...list.get(), restores: [listed({ ...fired, tables })] }));
    expect(screen.getByText(/ 3 rows of public.events are not as in the backup: triggers changed them\./)).toBeTruthy();
    await user.click(button('Undo…'));
    expect(await screen.findByText(/What triggers changed in other rows is not undone\./)).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'Undo the restore' }));
    await waitFor(() => expect(tasks.undone).toEqual([record.id]));
    expect(await screen.findByRole('group', { name: 'The restore could not be undone' })).toBeTruthy();

    act(() => list.set({ ...list.get(), restores: [listed(restoreRecord('undone', 'apply', { id: record.id }))] }));
    expect(screen.getByText('The restore was undone on 26 Mar, 14:32')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Undo…' })).toBeNull();
    // As many rows as the restore left are not there any more.
    expect(cellsOf('What was done').map((row) => row.length)).toEqual([5, 5, 5, 5]);
    expect(screen.queryByText('Rows after')).toBeNull();
  });

  test('without the helper says what reading again found, and never that all is as planned when nobody looked', async () => {
    const { tasks, list } = await start();
    const written = restoreRecord('restored').tables.map((each) => ({ ...each, leftOut: 0 }));
    const checked = (asPlanned: boolean | undefined, message: string, tables = written) => {
      const recount = { name: 'recount' as const, state: 'done' as const, startedAt: null, endedAt: null, message };
      const given = {
        way: 'rest' as const,
        phases: [recount],
        tables,
        ...(asPlanned === undefined ? {} : { asPlanned }),
      };
      return restoreRecord('restored', 'apply', given);
    };
    await act(async () => tasks.end(checked(undefined, 'Not checked: The connection was lost.')));
    const text = (title: string) => screen.getByText(title).parentElement?.textContent;
    expect(text('Restored, but not checked')).toMatch(/Not checked: The connection was lost\./);
    expect(text('Restored, but not checked')).not.toMatch(/as the rehearsal said|as planned/i);
    act(() => list.set({ ...list.get(), restores: [listed(checked(true, 'As planned.'))] }));
    expect(text('Restored')).toContain(
      'as the rehearsal said, and read again. What triggers did in other tables is not known.',
    );
    const message = 'Not as planned: public.events (1,509 rows instead of 1,519, 10 rows other than written).';
    const tables = written.map((each) => ({ ...each, differing: 10 }));
    act(() => list.set({ ...list.get(), restores: [listed(checked(false, message, tables))] }));
    const unplanned = text('Restored, but not as planned');
    expect(unplanned).toContain(message);
    expect(unplanned).not.toContain('as the rehearsal said');
  });

  test('that left rows out says so first, how many, and what helps where accounts are missing', async () => {
    const { tasks, list } = await start();
    const record = restoreRecord('restored', 'apply', {
      tables: [{ table: 'public.users', inserted: 0, updated: 666, deleted: 0, leftOut: 34_334, rowsAfter: 666 }],
      conflicts: restorePlan().conflicts.map((conflict) => ({ ...conflict, references: 'auth.users' })),
    });
    await act(async () => tasks.end(record));
    const text = () => screen.getByText('Restored, but 34,334 of 35,000 rows were left out').parentElement?.textContent;
    expect(text()).toContain('All others were written as the rehearsal said.');
    // The list is cut: of the rows that are not on it nobody knows why.
    expect(text()).toContain('Of the 2 that are listed, all refer to accounts that are not there. Create the missing');
    act(() => list.set({ ...list.get(), restores: [listed({ ...record, conflicts: restorePlan().conflicts })] }));
    expect(text()).not.toMatch(/Everything|accounts/);
  });

  const told: [RestoreState, string, string][] = [
    ['nothing-written', 'Nothing was restored', 'the tables are as they were before'],
    ['rolled-back', 'The restore was taken back', 'all of them were taken back'],
    ['in-between', 'The tables are neither as before nor as planned', '3 rows of public.events are still changed.'],
    ['unknown', 'It is not known what became of it', 'the project knows'],
  ];
  test.each(told)('that ended %s is told in words', async (state, title, meaning) => {
    const { user, tasks } = await start();
    const message = '3 rows of public.events are still changed.';
    const way = state === 'in-between' ? ('rest' as const) : ('helper' as const);
    await act(async () =>
      tasks.end(restoreRecord(state, 'apply', { way, error: { code: null, message, hint: null } })),
    );
    const text = screen.getByText(title).parentElement?.textContent;
    expect(text).toContain(meaning);
    expect(text).toContain(message);
    expect(screen.queryByRole('button', { name: 'Undo…' })).toBeNull();
    if (state === 'unknown') {
      await user.click(button('Ask the project'));
      expect(tasks.settled).toBe(1);
    }
    if (state === 'in-between') {
      await user.click(button('Take back what it wrote…'));
      expect(await screen.findByText(/What others wrote to these rows since is lost/)).toBeTruthy();
      await user.click(button('Take it back'));
      await waitFor(() => expect(tasks.undone).toHaveLength(1));
    }
  });
});

describe('the history of restores', () => {
  test('lists every restore with its state; phases and report open; what needs a look is told above', async () => {
    const foreign = {
      id: 'foreign',
      at: '2026-03-26T12:00:00.000Z',
      state: 'restored' as const,
      record: null,
      shared: {
        id: 'foreign',
        state: 'applied' as const,
        by: 'somebody',
        backup: 'manual-backup.zip',
        appliedAt: '2026-03-26T12:00:00.000Z',
        undoUntil: '2026-03-27T12:00:00.000Z',
        undoneAt: null,
        report: {
          id: 'foreign',
          tables: [{ table: 'public.users', inserted: 2, updated: 0, deleted: 0, leftOut: 0, rowsAfter: 9 }],
          appliedAt: '2026-03-26T12:00:00.000Z',
          tookMs: 900,
          undoUntil: '2026-03-27T12:00:00.000Z',
        },
      },
      undoUntil: '2026-03-27T12:00:00.000Z',
    };
    const { user, tasks } = showRestore({
      page: 'history',
      restores: [listed(restoreRecord('unknown')), listed(restoreRecord('restored')), foreign],
      tasks: { shown: { on: true, message: 'We are restoring', until: '2026-03-26T14:00:00.000Z' } },
    });
    const items = within(screen.getByRole('list', { name: 'Restores' })).getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual([
      `26 Mar, 14:30UnknownNot known what was written Replace from ${lastNight.filename}You in 1 min`,
      `26 Mar, 14:30Restored1,005 rows inserted, 49 updated and 7 deleted in 2 tables, 2 left out Replace from ${lastNight.filename}You in 1 min`,
      '26 Mar, 13:00Restored2 rows inserted in 1 table manual-backup.zipanother admin ',
    ]);
    expect(screen.getByText('The restore of 26 Mar, 14:30: unknown')).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'End maintenance' }));
    await waitFor(() => expect(screen.queryByText(/is told that it is being maintained/)).toBeNull());
    expect(tasks.shown?.on).toBe(false);

    await user.click(button('Restore of 26 Mar, 13:00'));
    expect(cellsOf('What was done').at(-1)).toEqual(['Total', '2', '0', '0', '0', '9']);
    await user.click(button('Undo…'));
    await user.click(await screen.findByRole('button', { name: 'Undo the restore' }));
    await waitFor(() => expect(tasks.undone).toEqual(['foreign']));
  });
});

import { act, screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { RestorePhase } from '../../src/core/restore.ts';
import { listed, platform, rehearse, restorePlan, restoreRecord, showRestore } from './restoreParts.tsx';

describe('the report of a restore in the history', () => {
  test('never says that no row was written where rows had been', () => {
    const records = [restoreRecord('rolled-back', 'apply', { way: 'rest' }), restoreRecord('nothing-written')];
    showRestore({ page: 'history', restores: records.map(listed) });
    const [back, none] = within(screen.getByRole('list', { name: 'Restores' })).getAllByRole('listitem');
    expect(back?.textContent).toContain('Rows had been written; all of them were taken back');
    expect(none?.textContent).toContain('No row was written');
  });

  test('says what could not be taken back, table by table, and after taking back only what is known', async () => {
    const reason = 'A trigger forbids it.';
    const left = [
      { table: 'public.clubs', rows: 2, key: ['id'], keys: [['0001'], ['0002']], reason },
      {
        table: 'public.results',
        rows: 9,
        key: ['a', 'b'],
        keys: ['1', '2', '3', '4', '5', '6'].map((a) => [a, 'x']),
        reason,
      },
      { table: 'public.riders', rows: null, key: [], keys: [], reason: 'The connection was lost.' },
    ];
    const record = restoreRecord('in-between', 'apply', { way: 'rest', left });
    const { user, list } = showRestore({ page: 'history', restores: [listed(record)] });
    const line = screen.getByRole('button', { name: 'Restore of 26 Mar, 14:30' });
    expect(line.textContent).toContain('2 rows of public.clubs, 9 rows of public.results are not as before.');
    await user.click(line);
    const items = within(screen.getByRole('list', { name: 'What could not be taken back' })).getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual([
      'public.clubs: 2 rows, id 0001 and id 0002. A trigger forbids it.',
      'public.results: 9 rows, a 1, b x; a 2, b x; a 3, b x; a 4, b x; a 5, b x and 4 more. A trigger forbids it.',
      'public.riders: not looked at again. The connection was lost.',
    ]);
    const meaning = /The rows that it had written are as they were before\. What others changed since in other rows is/;
    for (const state of ['rolled-back', 'undone'] as const) {
      act(() =>
        list.set({ ...list.get(), restores: [listed({ ...record, state, undoneAt: record.startedAt, left: [] })] }),
      );
      expect(screen.getByText(meaning)).toBeTruthy();
      expect(screen.queryByText(/tables are as they were/)).toBeNull();
    }
  });

  test('of one whose tab died while it wrote, does not claim that anything was taken back, nor how long it took', async () => {
    const phases = [
      { name: 'apply' as const, state: 'failed' as const, startedAt: '2026-03-26T13:30:05.000Z' },
      { name: 'roll back' as const, state: 'skipped' as const, startedAt: null },
    ].map((phase) => ({ ...phase, endedAt: null, message: null }));
    const { user } = showRestore({
      page: 'history',
      restores: [listed(restoreRecord('in-between', 'apply', { way: 'rest', phases }))],
    });
    const line = screen.getByRole('button', { name: 'Restore of 26 Mar, 14:30' });
    expect(line.textContent).not.toMatch(/ in \d/);
    await user.click(line);
    // In the notice above the list, and in the report.
    expect(screen.getAllByText(/Nothing that it wrote was taken back yet\./)).toHaveLength(2);
    expect(screen.queryByText(/could be taken back/)).toBeNull();
    expect(screen.getByRole('button', { name: 'Take back what it wrote…' })).toBeTruthy();
  });

  test('says how long a restore took only where its end was seen', () => {
    const seen = restoreRecord('restored');
    // Of a version that wrote down the time of asking.
    const older = (recount: Pick<RestorePhase, 'state' | 'startedAt'>) => [
      ...seen.phases,
      { name: 'recount' as const, endedAt: null, message: null, ...recount },
    ];
    const records = [
      seen,
      { ...seen, id: 'settled', endedAt: null },
      { ...seen, id: 'cut off', phases: older({ state: 'failed', startedAt: seen.startedAt }) },
      { ...seen, id: 'never came', phases: older({ state: 'skipped', startedAt: null }) },
    ];
    showRestore({ page: 'history', restores: records.map(listed) });
    const lines = screen.getAllByRole('button', { name: 'Restore of 26 Mar, 14:30' }).map((line) => line.textContent);
    const told = lines.map((line) => line?.endsWith('You in 1 min'));
    expect(told).toEqual([true, false, false, false]);
  });

  test('says in its line when what was written is not as planned, or was not checked', () => {
    const restored = [false, undefined, true].map((asPlanned) =>
      restoreRecord('restored', 'apply', {
        id: `${asPlanned}`,
        way: 'rest',
        ...(asPlanned === undefined ? {} : { asPlanned }),
      }),
    );
    showRestore({ page: 'history', restores: restored.map(listed) });
    const lines = screen.getAllByRole('button', { name: 'Restore of 26 Mar, 14:30' }).map((line) => line.textContent);
    expect(lines[0]).toContain(', not as planned ');
    expect(lines[1]).toContain(', not checked ');
    expect(lines[2]).not.toMatch(/, not (as planned|checked)/);
  });

  test('repeats what has to be done once it is restored', async () => {
    const afterwards = ['Sequences are not set: set that of public.events.'];
    const record = restoreRecord('restored', 'apply', { way: 'rest', asPlanned: true, afterwards });
    const { user, list } = showRestore({ page: 'history', restores: [listed(record)] });
    await user.click(screen.getByRole('button', { name: 'Restore of 26 Mar, 14:30' }));
    expect(screen.getByText('Sequences are not set: set that of public.events.')).toBeTruthy();
    act(() => list.set({ ...list.get(), restores: [listed({ ...record, state: 'undone' })] }));
    expect(screen.queryByText(/Sequences/)).toBeNull();
  });

  test('of one that is in between, what happened is shown where it is told of', async () => {
    const message = '3 rows of public.events are still changed.';
    const torn = restoreRecord('in-between', 'apply', { way: 'rest', error: { code: null, message, hint: null } });
    const { user, show } = showRestore({
      page: 'history',
      restores: [listed(restoreRecord('restored')), listed(torn)],
    });
    const [before, line] = within(screen.getByRole('list', { name: 'Restores' })).getAllByRole('button', {
      name: 'Restore of 26 Mar, 14:30',
    });
    const open = () => [before, line].map((each) => each?.getAttribute('aria-expanded'));
    expect(screen.getByRole('link', { name: 'See what happened' }).getAttribute('href')).toContain(`?show=${torn.id}`);
    expect(open()).toEqual(['false', 'false']);
    act(() => show(torn.id));
    expect(open()).toEqual(['false', 'true']);
    expect(document.activeElement).toBe(line);
    await user.click(line as HTMLElement);
    expect(open()).toEqual(['false', 'false']);
    act(() => show(torn.id)); // the link once more
    expect(open()).toEqual(['false', 'true']);
  });
});

test('without the helper a restore says at each moment what cancelling does', async () => {
  const { user, tasks } = showRestore({ helperVersion: null, tasks: { plan: restorePlan({ way: 'rest' }) } });
  await rehearse(user);
  await user.type(await screen.findByRole('textbox', { name: 'Project name' }), platform);
  expect(screen.getByText(/Cancelled while rows are written, they are taken back\./)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Restore 2 tables' }));
  const tell = (apply: RestorePhase['state'], back: RestorePhase['state'], cancellable: boolean) => {
    const phases = (['apply', 'roll back'] as const).map((name, place) => ({
      ...{ name, startedAt: null, endedAt: null, message: null },
      state: place === 0 ? apply : back,
    }));
    act(() => tasks.tell(restoreRecord('running', 'apply', { way: 'rest', phases }), { cancellable }));
  };
  tell('running', 'waiting', true);
  expect(screen.getByText(/You can cancel: what was written is then taken back\./)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(screen.getByText(/^Stopping\. What was written is then taken back\./)).toBeTruthy();
  expect(screen.queryByText(/Nothing (is|was) written/)).toBeNull();
  tell('failed', 'running', false);
  expect(screen.getByRole('heading', { name: 'Take back what was written' })).toBeTruthy();
  expect(screen.getByText(/^What was written is being taken back\..*This cannot be cancelled\./)).toBeTruthy();
});

import { act, screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { RehearsedTable, RestorePlan, RestoreRecord, RestoreRequest } from '../../src/core/restore.ts';
import { summarizePlan } from '../../src/features/restore/rehearsalWords.ts';
import { meaningOf, titleOf } from '../../src/features/restore/restoreWords.ts';
import { cellsOf, listed, rehearse, restorePlan, restoreRecord, showRestore } from './restoreParts.tsx';
import { setViewportWidth } from './viewport.ts';

/** A plan that adds a row to one table; of it and of another, rows differ and stay. */
function addingPlan(kept: readonly [number?, number?], way: RestorePlan['way'] = 'helper'): RestorePlan {
  const table = (name: string, insert: number, keptDiffering?: number): RehearsedTable => ({
    table: name,
    counts: { insert, update: 0, delete: 0, unchanged: 3_000, conflict: 0 },
    ...{ rowsInBackup: 3_000 + insert, rowsNow: 3_000, key: ['id'], wholeTable: false, notes: [] },
    ...(keptDiffering === undefined ? {} : { keptDiffering }),
  });
  const tables = [table('public.orders', 1, kept[0]), table('public.users', 0, kept[1]), table('public.cms_pages', 0)];
  return restorePlan({ way, tables, conflicts: [], drift: [], triggers: [] });
}

const ticked = (mode: RestoreRequest['mode'], withParents: boolean) => ({
  ...restorePlan().request,
  mode,
  scope: { kind: 'rows' as const, rows: [{ table: 'public.orders', rows: [3] }], withParents },
});
const ofTicked = (plan: RestorePlan, ...how: Parameters<typeof ticked>) => ({ ...plan, request: ticked(...how) });

const rehearsal = async () => (await screen.findByRole('region', { name: 'Rehearsal' })).textContent;

describe('adding missing rows, where rows that are there differ from the backup', () => {
  test('the rehearsal says how many, by table and in sum, before anything is confirmed', async () => {
    const { user } = showRestore({ tasks: { plan: addingPlan([1, 3_000]) } });
    await rehearse(user, 'Add missing rows');
    expect(await rehearsal()).toContain(
      '3,001 rows are there with other values than in the backup, and stay as they are. Merge would change them.',
    );
    // The table of which nothing is written is not among those that are folded away.
    expect(cellsOf('What would change')).toEqual([
      ['Table', 'Insert', 'Update', 'Delete', 'Unchanged', 'Conflict', ''],
      [
        'public.orders 1 row has other values than in the backup, and stays as it is.',
        ...['1', '0', '0', '3,000', '0', ''],
      ],
      [
        'public.users 3,000 rows have other values than in the backup, and stay as they are.',
        ...['0', '0', '0', '3,000', '0', ''],
      ],
      ['1 table stays as it is'],
      ['Total', '1', '0', '0', '9,000', '0', ''],
    ]);
    expect(screen.getByRole('region', { name: 'This inserts 1 row' }).textContent).toContain(
      'Rows that are there now stay as they are. 3,001 of them have other values than in the backup.',
    );
  });

  test('of ticked rows it says nothing of the others of their tables', async () => {
    const { user } = showRestore({ tasks: { plan: ofTicked(addingPlan([1]), 'add', true) } });
    await rehearse(user, 'Add missing rows');
    expect(await rehearsal()).toContain('1 table gets the ticked rows it lacks, and what those need. Compared');
    expect(await rehearsal()).toContain('1 ticked row is there with other values than in the backup, and stays as it');
    expect(await rehearsal()).toContain('1 ticked row has other values than in the backup, and stays as it is.');
    expect(screen.getByRole('region', { name: 'This inserts 1 row' }).textContent).toContain(
      'Rows that are there now stay as they are. 1 ticked row has other values than in the backup.',
    );
    const summaryOf = (mode: 'add' | 'merge', withParents: boolean) =>
      summarizePlan(ofTicked(addingPlan([]), mode, withParents));
    expect(summaryOf('add', false)).toBe('1 table gets the ticked rows it lacks.');
    expect(summaryOf('merge', false)).toBe('1 table gets the ticked rows.');
    expect(summaryOf('merge', true)).toBe('1 table gets the ticked rows, and what those need.');
  });

  test('where triggers fire it does not promise that the rows stay; where nothing differs it says nothing', async () => {
    const { user, tasks } = showRestore({ helperVersion: null, tasks: { plan: addingPlan([1], 'rest') } });
    await rehearse(user, 'Add missing rows');
    expect(await rehearsal()).toContain(
      '1 row is there with other values than in the backup, and stays as it is, apart from what triggers change. Merge would change it.',
    );
    tasks.plan = addingPlan([]);
    await user.click(screen.getByRole('button', { name: 'Compare again' }));
    expect(await rehearsal()).not.toContain('other values');
  });

  test('a phone says it too', async () => {
    setViewportWidth(375);
    const { user } = showRestore({ tasks: { plan: addingPlan([1, 3_000]) } });
    await rehearse(user, 'Add missing rows');
    const items = within(await screen.findByRole('list', { name: 'What would change' })).getAllByRole('listitem');
    expect(items[1]?.textContent).toContain('3,000 rows have other values than in the backup');
    expect(await rehearsal()).toContain('3,001 rows are there with other values');
  });

  const adding = (given: Partial<RestoreRecord>) => {
    const { request } = restorePlan();
    const tables = [{ table: 'public.orders', inserted: 1, updated: 0, deleted: 0, leftOut: 0, rowsAfter: 3_001 }];
    return restoreRecord('restored', 'apply', {
      request: { ...request, mode: 'add' },
      tables,
      conflicts: [],
      ...given,
    });
  };

  test('the report says how many stayed, by table and in sum, and does not call it wholly restored', async () => {
    const { user, list } = showRestore({
      page: 'history',
      restores: [
        listed(
          adding({
            keptDiffering: [
              { table: 'public.orders', rows: 1 },
              { table: 'public.users', rows: 3_000 },
            ],
          }),
        ),
      ],
    });
    const line = screen.getByRole('button', { name: 'Restore of 26 Mar, 14:30' });
    expect(line.textContent).toContain('1 row inserted in 1 table, 3,001 that differ stayed');
    await user.click(line);
    const told = () => screen.getByRole('list', { name: 'Restores' }).textContent;
    expect(told()).toContain('Restored, but 3,001 rows that differ from the backup stayed');
    expect(told()).toContain('Every missing row was written as the rehearsal said.');
    expect(told()).toContain(
      '3,001 rows were there with other values than in the backup, and were left as they were. Merge would change them.',
    );
    const items = within(screen.getByRole('list', { name: 'Rows that differ and stayed' })).getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual(['public.orders: 1 row', 'public.users: 3,000 rows']);

    const show = (record: RestoreRecord) => act(() => list.set({ ...list.get(), restores: [listed(record)] }));
    show(adding({ keptDiffering: [] }));
    expect(told()).toContain('Every missing row was written as the rehearsal said.');
    expect(told()).not.toMatch(/differ|other values/);
    // A record of an older version: nobody counted them.
    show(adding({}));
    expect(told()).toContain('left as they were, also where they differed from the backup.');
    expect(told()).not.toContain('Everything was written');
  });

  test('the report of ticked rows does not say that every missing row was written', () => {
    const told = (mode: RestoreRequest['mode'], withParents: boolean, way: RestoreRecord['way'] = 'helper') =>
      meaningOf(adding({ request: ticked(mode, withParents), keptDiffering: [], way }));
    expect(told('add', false)).toBe('Every ticked row that was missing was written as the rehearsal said.');
    expect(told('add', true)).toBe(
      'Every ticked row that was missing, and what it needs, was written as the rehearsal said.',
    );
    expect(told('add', false, 'rest')).toMatch(/^Every ticked row that was missing was sent and taken by the project/);
    expect(told('merge', false, 'rest')).toMatch(/^Every ticked row that was missing or differed was sent and taken/);
    const kept = adding({ request: ticked('add', true), keptDiffering: [{ table: 'public.orders', rows: 1 }] });
    expect(titleOf(kept)).toBe('Restored, but 1 ticked row that differs from the backup stayed');
    showRestore({ page: 'history', restores: [listed(kept)] });
    const line = screen.getByRole('button', { name: 'Restore of 26 Mar, 14:30' });
    expect(line.textContent).toContain('1 row inserted in 1 table, 1 ticked row that differs stayed');
  });
});

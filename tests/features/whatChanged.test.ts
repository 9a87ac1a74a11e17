import { describe, expect, test } from 'vitest';
import type { BackupChanges, BackupRecord, TableChanges } from '../../src/core/backup.ts';
import { findAttention } from '../../src/features/overview/attention.ts';
import { findWhatChanged } from '../../src/features/overview/whatChanged.ts';
import { backupRecord, shownAt, tableResult } from '../pages/backupRecords.ts';

const before = backupRecord('2026-03-25T01:00:00.000Z');

function tableChanges(table: string, given: Partial<TableChanges> = {}): TableChanges {
  const counts = given.counts === undefined ? { added: 0, removed: 0, changed: 0 } : given.counts;
  return { table, counts, rowsBefore: 5_000, rowsAfter: 5_000, note: null, ...given };
}

/** The newest backup, whose changes since the one before are these. */
function newest(tables: TableChanges[], given: Partial<BackupRecord> = {}): BackupRecord {
  const changes: BackupChanges = { since: before.id, sinceAt: before.createdAt, tables };
  return backupRecord('2026-03-26T01:00:00.000Z', { changes, ...given });
}

const lost = tableChanges('public.leads', { counts: { added: 0, removed: 4_880, changed: 0 }, rowsAfter: 120 });

describe('what changed in the newest backup', () => {
  test('shows the tables with most changes, and counts the others', () => {
    const changed = [1, 2, 3, 4, 5, 6, 7].map((count) =>
      tableChanges(`public.t${count}`, { counts: { added: count, removed: 0, changed: count } }),
    );
    const fresh = tableChanges('public.new', { counts: null, rowsBefore: null, note: 'new in this backup' });
    const found = findWhatChanged([newest([...changed, fresh, tableChanges('public.same')]), before], 50);
    if (found.kind !== 'known') throw new Error(found.kind);
    expect(found.top.map(({ table }) => table)).toEqual([
      'public.t7',
      'public.t6',
      'public.t5',
      'public.t4',
      'public.t3',
    ]);
    expect([found.more, found.equal, found.comparable]).toEqual([3, 1, true]);
  });

  test('without two backups of the same tables there is nothing to compare, with two there will be', () => {
    const record = backupRecord('2026-03-26T01:00:00.000Z');
    expect(findWhatChanged([record], 50)).toEqual({ kind: 'nothing-yet' });
    expect(findWhatChanged([record, { ...before, scope: 'only public.users' }], 50)).toEqual({ kind: 'nothing-yet' });
    expect(findWhatChanged([record, before], 50)).toEqual({ kind: 'unknown', record, before });
  });

  test('runs without a file, and backups from elsewhere, say nothing about the project', () => {
    const failed = backupRecord('2026-03-26T03:00:00.000Z', { status: 'failed', archive: null });
    const imported = backupRecord('2026-03-26T04:00:00.000Z', {
      type: 'imported',
      imported: { at: '2026-03-26T05:00:00.000Z', by: before.createdBy, filename: 'a.zip' },
    });
    const record = newest([]);
    expect(findWhatChanged([imported, failed, record, before], 50)).toMatchObject({ kind: 'known', record });
  });
});

describe('an unusual loss needs attention', () => {
  const ask = (record: BackupRecord, others: BackupRecord[] = [before]) =>
    findAttention({
      records: [record, ...others],
      slots: [],
      changed: findWhatChanged([record, ...others], 50),
      pause: null,
      service: null,
      storage: null,
      noHelper: false,
      now: shownAt,
    }).filter(({ topic }) => topic === 'rows');

  test('with the figures, and with the way to the rows', () => {
    expect(ask(newest([lost]))).toEqual([
      {
        id: expect.any(String),
        kind: 'error',
        topic: 'rows',
        title: 'public.leads lost 4,880 of 5,000 rows',
        message: 'Compared with the backup of 25 Mar.',
        action: {
          kind: 'compare',
          before: before.id,
          after: newest([]).id,
          table: 'public.leads',
          label: 'See which rows',
        },
      },
    ]);
  });

  test('several are one entry, which names the worst', () => {
    const less = tableChanges('public.users', {
      counts: { added: 0, removed: 900, changed: 0 },
      rowsBefore: 1_000,
      rowsAfter: 100,
    });
    const [item, ...rest] = ask(newest([less, lost]));
    expect(rest).toEqual([]);
    expect(item?.title).toBe('public.leads lost 4,880 of 5,000 rows');
    expect(item?.message).toContain('1 more table lost rows too.');
  });

  test('a table that is gone is told as such', () => {
    const gone = tableChanges('public.old', { counts: null, rowsAfter: null, note: 'not in this backup' });
    expect(ask(newest([gone]))[0]?.title).toBe('public.old is not in this backup, it had 5,000 rows');
  });

  test('rows that may only be hidden are not called lost', () => {
    const hidden = { ...lost, counts: null, note: 'not every row is in this backup' };
    const tables = [tableResult('public.leads', { outcome: 'partial', rows: 120, rowsVisible: 120, rowsTotal: 5_000 })];
    const [item] = ask(newest([hidden], { status: 'partial', tables }));
    expect(item).toMatchObject({
      kind: 'warning',
      title: '4,880 of 5,000 rows of public.leads are not in this backup',
      message: 'Compared with the backup of 25 Mar. They may still be there, out of your sight.',
    });
  });

  test.each([
    ['backup', newest([lost], { status: 'unproven' }), before],
    ['backup before', newest([lost]), { ...before, status: 'partial' as const }],
  ])('rows are not called lost when the %s is not known to be whole', (_which, record, earlier) => {
    expect(ask(record, [earlier])[0]).toMatchObject({
      kind: 'warning',
      title: '4,880 of 5,000 rows of public.leads are not in this backup',
    });
  });

  test('none for usual changes, and none once a person has said that it is right', () => {
    const some = tableChanges('public.leads', { counts: { added: 0, removed: 100, changed: 0 }, rowsAfter: 4_900 });
    const many = tableChanges('public.users', { counts: { added: 0, removed: 0, changed: 4_900 } });
    expect(ask(newest([some, many]))).toEqual([]);
    expect(ask(newest([lost], { acceptedAt: '2026-03-26T08:00:00.000Z' }))).toEqual([]);
  });

  test('where the backup before is gone, the way leads to the newest', () => {
    expect(ask(newest([lost]), [])[0]?.action).toMatchObject({ kind: 'backup', id: newest([]).id });
  });
});

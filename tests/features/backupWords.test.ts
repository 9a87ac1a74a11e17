import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TableOutcome } from '../../src/core/backup.ts';
import type { RestorePhase } from '../../src/core/restore.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { makeDiagnostics } from '../../src/features/backup/diagnostics.ts';
import { orderTables } from '../../src/features/backup/orderTables.ts';
import { resultNotices } from '../../src/features/backup/resultNotice.ts';
import { summarizeHistory } from '../../src/features/backups/historySummary.ts';
import { describeCleanupRoom, describeRoom } from '../../src/features/backups/roomWords.ts';
import { describeResult } from '../../src/features/backups/runResult.ts';
import { announceProgress, describePhase, progressText } from '../../src/features/backups/runWords.ts';
import { choosableTables, chosenTables, describeChoice } from '../../src/features/backups/tableChoice.ts';
import { findAttention } from '../../src/features/overview/attention.ts';
import { findUnreadable } from '../../src/features/overview/attentionOfTables.ts';
import { describeRest } from '../../src/ui/askDelete.tsx';
import { formatProblems } from '../../src/ui/formatProblems.ts';
import { statusReason } from '../../src/ui/formatStatus.ts';
import { progressReport, tableProgress } from '../pages/backupProgressReports.ts';
import { backupRecord, shownAt, tableResult } from '../pages/backupRecords.ts';

const at = '2026-03-24T01:00:00.000Z';
const hidden = (table: string, visible: number, total: number) =>
  tableResult(table, { outcome: 'partial', rows: visible, rowsVisible: visible, rowsTotal: total });
const denied = (table: string) => tableResult(table, { outcome: 'denied', error: 'You may not read this table' });
const partial = (...tables: ReturnType<typeof tableResult>[]) => backupRecord(at, { status: 'partial', tables });

describe('what keeps a backup from being complete', () => {
  test('adds up hidden rows over tables, by name where they are few', () => {
    expect(formatProblems(partial(hidden('public.a', 1, 2)))).toBe(
      '1 row of public.a was hidden from you by row level security. Add the missing policies, then back up again.',
    );
    expect(formatProblems(partial(hidden('public.a', 10, 100), hidden('public.b', 0, 5)))).toContain(
      '95 rows of public.a and public.b were hidden',
    );
    expect(formatProblems(partial(...['a', 'b', 'c', 'd', 'e'].map(denied)))).toBe(
      'a, b and 3 more tables could not be read. Add the missing grants or policies, then back up again.',
    );
  });

  test('a failed table is told with its reason, several are counted', () => {
    const failed = (table: string) => tableResult(table, { outcome: 'failed', error: 'timed out four times.' });
    expect(formatProblems(partial(failed('public.sms_logs')))).toBe(
      'public.sms_logs: timed out four times. Back up again to get what is missing.',
    );
    expect(formatProblems(partial(failed('a'), failed('b')))).toContain('a and b failed.');
  });

  test('excluded tables are no problem', () => {
    expect(formatProblems(partial(tableResult('public.a', { outcome: 'excluded' })))).toBeNull();
  });

  test('the hidden rows that are told are the difference of the counts, whatever they are', () => {
    const counts = fc.array(fc.tuple(fc.nat(1e6), fc.integer({ min: 1, max: 1e6 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(counts, (pairs) => {
        const tables = pairs.map(([visible, more], index) => hidden(`public.t${index}`, visible, visible + more));
        const told = Number(
          formatProblems(partial(...tables))
            ?.split(' row')[0]
            ?.replaceAll(',', ''),
        );
        expect(told).toBe(pairs.reduce((sum, [, more]) => sum + more, 0));
      }),
    );
  });

  test('the line in the history names one problem and counts the others', () => {
    expect(statusReason(partial(hidden('public.a', 120, 5_000)))).toBe('120 of 5,000 rows visible to you');
    expect(statusReason(partial(hidden('public.a', 120, 5_000), denied('b')))).toBe(
      '120 of 5,000 rows visible to you, and 1 more table',
    );
    expect(statusReason(backupRecord(at))).toBeNull();
    expect(statusReason(backupRecord(at, { status: 'unproven' }))).toBe('Coverage unknown');
  });
});

describe('the order of tables', () => {
  test('problems come first and excluded ones last, and no table is lost', () => {
    const outcomes: TableOutcome[] = ['exported', 'partial', 'denied', 'failed', 'excluded'];
    const tables = fc.uniqueArray(fc.tuple(fc.string(), fc.constantFrom(...outcomes)), { selector: ([name]) => name });
    fc.assert(
      fc.property(tables, (pairs) => {
        const given = pairs.map(([table, outcome]) => tableResult(table, { outcome }));
        const ordered = orderTables(given);
        expect(new Set(ordered)).toEqual(new Set(given));
        const ranks = ordered.map(({ outcome }) => (outcome === 'exported' ? 1 : outcome === 'excluded' ? 2 : 0));
        expect(ranks).toEqual(ranks.toSorted());
      }),
    );
  });
});

describe('how a run ended', () => {
  const failure = { code: 'storage-full' as const, message: 'The disk is full', hint: 'Delete older backups.' };

  test('only a completed and read back backup is called verified', () => {
    expect(describeResult(backupRecord(at))).toEqual({
      tone: 'success',
      title: 'Backup completed and verified',
      message: '2 tables, 669 rows, 28.4 MB in 34 s',
    });
    const unread = {
      bytes: 'present' as const,
      sizeBytes: 5,
      verifiedAt: null,
      partsVerified: 0,
      checkedAt: null,
      faults: [],
      manifestSha256: null,
    };
    expect(describeResult(backupRecord(at, { archive: unread })).title).toBe('Backup completed');
  });

  test('unproven says what nobody can know, in toast and notice', () => {
    const unproven = backupRecord(at, { status: 'unproven' });
    const sentence = 'Everything visible was read. Without the helper nobody can know the rest.';
    expect(describeResult(unproven).message).toContain(sentence);
    expect(resultNotices(unproven, shownAt)[0]?.message).toContain(sentence);
  });

  test('a failure gives reason, hint and comfort', () => {
    const failed = backupRecord(at, { status: 'failed', archive: null, error: failure });
    expect(describeResult(failed)).toEqual({
      tone: 'error',
      title: 'The backup failed',
      message: 'The disk is full. Delete older backups. Older backups are untouched.',
    });
  });

  test('a complete backup with its file needs no notice; a missing file comes first', () => {
    expect(resultNotices(backupRecord(at), shownAt)).toEqual([]);
    const archive = {
      bytes: 'missing' as const,
      sizeBytes: 5,
      verifiedAt: null,
      partsVerified: 0,
      checkedAt: null,
      faults: [],
      manifestSha256: null,
    };
    const notices = resultNotices(backupRecord(at, { status: 'unproven', archive }), shownAt);
    expect(notices.map((notice) => notice.kind)).toEqual(['error', 'warning']);
  });
});

describe('a run in words', () => {
  test('estimates say about', () => {
    expect(progressText(progressReport({ fraction: 0.53, rows: 54_041, expectedRows: 101_970 }))).toBe(
      '53%, 54,041 of 101,970 rows',
    );
    expect(progressText(progressReport({ estimated: true }))).toBe('50%, 50 of about 100 rows');
    expect(progressText(progressReport({ expectedRows: null }))).toBe('50%, 50 rows');
  });

  test('every phase has its own words', () => {
    const phases = ['waiting', 'preparing', 'reading', 'sign-in', 'writing', 'verifying'] as const;
    const told = phases.map((phase) => Object.values(describePhase(progressReport({ phase }))).join());
    expect(new Set(told).size).toBe(phases.length);
    expect(describePhase(progressReport({ type: 'automatic' })).title).toBe('Creating an automatic backup');
  });

  test('a table that is tried again is told', () => {
    const tables = [tableProgress('public.a', 'retrying', 5)];
    expect(announceProgress(progressReport({ tables }))).toBe('50% of the backup is done. 1 table tried again.');
  });
});

describe('the state line', () => {
  test('counts backups and runs without one apart, so that they add up', () => {
    const run = (status: 'failed' | 'cancelled') => backupRecord(at, { status, archive: null });
    expect(summarizeHistory([])).toBe('No backup yet');
    expect(summarizeHistory([backupRecord(at), run('failed'), run('failed'), run('cancelled')])).toBe(
      '1 backup, 2 failed runs and 1 cancelled run in this browser, 28.4 MB',
    );
  });
});

describe('the choice of tables', () => {
  const tables = [
    { name: 'public.events', rows: 521, bytes: 1 },
    { name: 'public.sms_logs', rows: 48_273, bytes: 1 },
    { name: 'public.users', rows: 3_418, bytes: 1 },
  ];

  test('except and only are each other’s opposite', () => {
    fc.assert(
      fc.property(fc.subarray(tables.map((table) => table.name)), (names) => {
        const except = chosenTables(tables, { mode: 'except', names });
        const only = chosenTables(tables, { mode: 'only', names });
        expect([...except, ...only].map((table) => table.name).toSorted()).toEqual(tables.map((table) => table.name));
      }),
    );
  });

  test('says what is left out, and rounds what is estimated', () => {
    expect(describeChoice(tables, { mode: 'except', names: ['public.sms_logs'] })).toBe(
      '2 of 3 tables, about 3,940 rows. Without public.sms_logs this is not a full backup.',
    );
    expect(describeChoice(tables, { mode: 'only', names: [] })).toBe('Choose at least one table.');
    expect(describeChoice([{ name: 'a', rows: null, bytes: null }], { mode: 'all', names: [] })).toBe('1 of 1 table.');
  });

  test('without the helper the declared list is what there is', () => {
    const settings = { ...defaultSettings, declaredTables: [{ table: 'public.users', key: ['id'] }] };
    expect(choosableTables(null, settings)).toEqual([{ name: 'public.users', rows: null, bytes: null }]);
  });

  test('room is told as far as it is known, with what cleanup could do where it is short', () => {
    const room = { expectedBytes: 31_200_000, freeBytes: 1_110_000_000, fits: true, cleanupFreesBytes: 0 };
    expect(describeRoom(room)).toBe('Expected to fit: 1.11 GB free.');
    expect(describeRoom({ ...room, expectedBytes: null, fits: null })).toBe('1.11 GB free in this browser.');
    expect(describeRoom({ ...room, freeBytes: null, fits: null })).toBeNull();
    expect(describeRoom({ ...room, freeBytes: 1_000_000, fits: false })).toBe(
      'It needs about 31.2 MB, and 1.0 MB are free in this browser.',
    );
    expect(describeCleanupRoom(room)).toBe('A cleanup would free nothing now.');
    expect(describeCleanupRoom({ ...room, cleanupFreesBytes: 105_400_000 })).toBe('A cleanup would free 105.4 MB.');
  });
});

describe('before a deletion', () => {
  test('says what stays, and the newest verified one among it', () => {
    const newest = backupRecord('2026-03-26T01:00:00.000Z');
    const [older, oldest] = [backupRecord(at), backupRecord('2026-03-20T01:00:00.000Z')];
    const failed = backupRecord('2026-03-21T01:00:00.000Z', { status: 'failed', archive: null });
    const all = [newest, older, failed, oldest];
    expect(describeRest(all, [older], shownAt)).toMatch(/^2 backups stay\. The newest verified one is from /);
    expect(describeRest(all, [newest, older], shownAt)).toMatch(/^1 backup stays\. It is verified and from 20 Mar/);
    expect(describeRest(all, all, shownAt)).toBe('No backup stays in this browser.');
  });
});

describe('what needs attention', () => {
  const fine = { usedBytes: 1, quotaBytes: 100, persistent: true };
  const ask = (given: Partial<Parameters<typeof findAttention>[0]>) =>
    findAttention({
      records: [backupRecord(at)],
      slots: [],
      changed: { kind: 'nothing-yet' },
      pause: null,
      service: null,
      storage: fine,
      noHelper: false,
      now: shownAt,
      ...given,
    });

  test('nothing, when the last backup is complete and kept', () => {
    expect(ask({})).toEqual([]);
    expect(ask({ storage: null })).toEqual([]);
  });

  test('restores whose end is open, and maintenance that nobody ended', () => {
    const startedAt = '2026-03-26T10:00:00.000Z';
    const error = { code: null, message: '3 rows of public.events are still changed.', hint: null };
    const restores = (['unknown', 'in-between', 'restored', 'nothing-written', 'rolled-back'] as const).map(
      (state) => ({
        id: state,
        state,
        startedAt,
        error,
        phases: [],
      }),
    );
    const found = ask({ restores, maintenanceUntil: '2026-03-26T14:00:00.000Z' });
    expect(found.map(({ kind, title, action }) => [kind, title, action.kind])).toEqual([
      ['error', 'The restore of 26 Mar has no known end', 'restores'],
      ['error', 'The restore of 26 Mar left tables in between', 'restores'],
      ['warning', 'Your application is told that it is being maintained', 'restores'],
    ]);
    expect(found[1]?.action).toMatchObject({ id: 'in-between' });
    expect(found[1]?.message).toContain(error.message);
  });

  test('of a restore in between, that not all could be taken back only where somebody tried', () => {
    const told = (state: RestorePhase['state']) => {
      const phase = { name: 'roll back' as const, state, startedAt: null, endedAt: null, message: null };
      const startedAt = '2026-03-26T10:00:00.000Z';
      const torn = { id: 'torn', state: 'in-between' as const, startedAt, error: null, phases: [phase] };
      return ask({ restores: [torn] })[0]?.message;
    };
    expect(told('skipped')).toBe('It stopped while it wrote. Nothing that it wrote was taken back yet.');
    expect(told('failed')).toBe('Not all that it wrote could be taken back.');
  });

  test('the last run that failed, but not one that a later run made good, and none that was cancelled', () => {
    const failed = backupRecord('2026-03-25T01:00:00.000Z', { status: 'failed', archive: null });
    expect(ask({ records: [failed, backupRecord(at)] }).map((item) => item.title)).toEqual([
      'The manual backup of 25 Mar failed',
    ]);
    expect(ask({ records: [backupRecord('2026-03-26T01:00:00.000Z'), failed] })).toEqual([]);
    const cancelled = backupRecord('2026-03-26T01:00:00.000Z', { status: 'cancelled', archive: null });
    expect(ask({ records: [cancelled, backupRecord(at)] })).toEqual([]);
  });

  test('missing files, one by its day and several by their number, before mere warnings', () => {
    const missing = (createdAt: string) =>
      backupRecord(createdAt, {
        archive: {
          bytes: 'missing',
          sizeBytes: 5,
          verifiedAt: null,
          partsVerified: 0,
          checkedAt: null,
          faults: [],
          manifestSha256: null,
        },
      });
    const items = ask({ records: [backupRecord(at), missing('2026-03-23T01:00:00.000Z')], noHelper: true });
    expect(items.map((item) => item.title)).toEqual(['The backup of 23 Mar is missing', 'Coverage unknown']);
    const two = ask({ records: [missing('2026-03-23T01:00:00.000Z'), missing('2026-03-22T01:00:00.000Z')] });
    expect(two[0]?.title).toBe('2 backups are missing');
  });

  test('tables that cannot be read come before runs, by name, without those that no backup shall take', () => {
    const table = (name: string, readable: boolean, schema = 'public') => ({ schema, name, readable });
    const tables = [table('a', false), table('b', true), table('c', false), table('d', false, 'shop')];
    const settings = defaultSettings;
    expect(findUnreadable(tables, settings)).toEqual(['public.a', 'public.c', 'shop.d']);
    const chosen = { schemas: ['public'], tables: { mode: 'except' as const, names: ['public.c'] } };
    expect(findUnreadable(tables, { ...settings, ...chosen })).toEqual(['public.a']);

    const failed = backupRecord('2026-03-25T01:00:00.000Z', { status: 'failed', archive: null });
    const [first, ...others] = ask({ unreadable: ['public.a', 'public.c', 'shop.d'], records: [failed] });
    expect(others).toHaveLength(1);
    expect(first).toMatchObject({ title: '3 tables cannot be read by you', action: { kind: 'sql-editor' } });
    expect(first?.message).toContain('lacks public.a, public.c and shop.d, so it is not complete.');
    expect(first?.message).toContain('only where row level security is on');
    expect(ask({ unreadable: ['public.a'] })[0]?.title).toBe('1 table cannot be read by you');
  });

  test('storage that is nearly full, and storage that the browser may clear', () => {
    const items = ask({ storage: { usedBytes: 82, quotaBytes: 100, persistent: false } });
    expect(items.map((item) => item.title)).toEqual(['Storage is 82% full', 'The browser may clear your backups']);
  });
});

describe('diagnostics', () => {
  const around = { appVersion: '0.1.0', browser: 'Test', helperVersion: 1, serverVersion: '17.4', now: shownAt };

  test('hold no key, token, mail address or row value, wherever a server repeated one', () => {
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
    const record = backupRecord(at, {
      error: {
        code: 'server',
        message: `Key (email)=(ada@example.com) exists; sent with Bearer abc123 and apikey sb_publishable_x-1`,
        hint: `token ${token}, sb_secret_zzz, Failing row contains (7, Ada).`,
      },
    });
    const text = makeDiagnostics(record, around);
    for (const secret of [token, 'sb_publishable_x', 'sb_secret_z', 'abc123', 'ada@example.com', '7, Ada', '@'])
      expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({ helper_version: 1, server_version: '17.4', backup: { id: record.id } });
  });
});

import { describe, expect, it } from 'vitest';
import { archiveFacts, changeFacts, endFacts, listNames, startFacts } from '../../src/core/actFacts.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { backupRecord, tableResult } from '../pages/backupRecords.ts';

const newest = backupRecord('2026-03-26T01:00:00.000Z');

const told = (facts: { label: string; value: string }[]) => facts.map(({ label, value }) => `${label}: ${value}`);

describe('what an entry of the trail tells', () => {
  it('of a backup that begins: which tables, why, by which schedule', () => {
    expect(told(startFacts({ ...newest, scope: 'all', reason: '', schedule: null }))).toEqual(['Tables: All']);
    const schedule = { id: 'daily', name: 'Daily backup', slotId: 's' };
    expect(
      told(startFacts({ ...newest, scope: 'except:public.a,public.b', reason: 'Before the change', schedule })),
    ).toEqual(['Tables: All, except public.a, public.b', 'Reason: Before the change', 'Schedule: Daily backup']);
    expect(told(startFacts({ ...newest, scope: 'only:public.a', reason: '' }))).toContain('Tables: Only public.a');
  });

  it('of one that has ended: how much, how long, and the digest that binds the trail to the archive', () => {
    const archive = {
      bytes: 'present',
      sizeBytes: 28_412_345,
      verifiedAt: null,
      partsVerified: 34,
      checkedAt: null,
      faults: [],
      manifestSha256: 'ab12',
    } as const;
    const record = {
      ...newest,
      tablesBackedUp: 10,
      tablesTotal: 10,
      totalRows: 101_803,
      createdAt: '2026-03-26T01:00:00.000Z',
      finishedAt: '2026-03-26T01:00:57.400Z',
      archive,
      tables: [],
      schedule: null,
    };
    expect(told(endFacts(record))).toEqual([
      'Tables: 10 of 10',
      'Rows: 101,803',
      'Took: 57 seconds',
      'Size of the archive: 28,412,345 bytes',
      'Parts verified: 34',
      'Digest of its content: ab12',
    ]);
    expect(told(archiveFacts({ ...record, status: 'completed', reason: '' }))).toEqual([
      'Made at: 2026-03-26T01:00:00.000Z',
      'Status: completed',
      'Size of the archive: 28,412,345 bytes',
      'Digest of its content: ab12',
    ]);
  });

  it('of one that is not complete: which tables', () => {
    const tables = [
      tableResult('public.users'),
      tableResult('public.leads', { outcome: 'partial' }),
      tableResult('public.sms_logs', { outcome: 'failed' }),
      tableResult('public.drafts', { outcome: 'excluded' }),
    ];
    expect(told(endFacts({ ...newest, tables }))).toContain(
      'Not complete: public.leads (partial), public.sms_logs (failed)',
    );
  });

  it('of settings: what changed, from what to what, and nothing else', () => {
    const schedule = { id: 'daily', name: 'Daily backup', at: '02:00' };
    const before = {
      ...defaultSettings,
      level: 6,
      platform: null,
      automatic: false,
      schedules: [schedule],
      names: ['a'],
    };
    const after = {
      ...before,
      level: 9,
      platform: 'Car audio',
      automatic: true,
      schedules: [{ ...schedule, at: '03:00' }],
      names: ['a', 'b'],
    };
    expect(told(changeFacts(before, after)).toSorted()).toEqual([
      'automatic: off → on',
      'level: 6 → 9',
      'names: ["a"] → ["a","b"]',
      'platform: none → Car audio',
      'schedules, daily, at: 02:00 → 03:00',
    ]);
    expect(changeFacts(before, structuredClone(before))).toEqual([]);
  });

  it('no more names than anybody reads', () => {
    const names = Array.from({ length: 25 }, (_, index) => `t${index}`);
    expect(listNames(names)).toMatch(/^t0, .*t19 and 5 more$/);
    expect(listNames(['a', 'b'])).toBe('a, b');
  });
});

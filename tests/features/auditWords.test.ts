import { describe, expect, test } from 'vitest';
import type { AuditAction, TrailEntry } from '../../src/core/auditEntry.ts';
import { filterTrail, usualFilter } from '../../src/features/audit/auditFilter.ts';
import { auditLines } from '../../src/features/audit/auditLines.ts';
import {
  actChoices,
  describeAct,
  describeResult,
  endedBackups,
  resultOf,
} from '../../src/features/audit/auditWords.ts';
import { describeCheck, describeFault, describeSharing } from '../../src/features/audit/chainWords.ts';
import { sayBriefly } from '../../src/features/audit/sayBriefly.ts';

const zip = 'automatic-backup-2026-03-26T01-00-00-546Z.zip';

function entry(given: Partial<TrailEntry>): TrailEntry {
  return {
    projectId: 'p',
    at: '2026-03-26T12:00:00.000Z',
    who: null,
    by: 'person',
    action: 'pin',
    backupId: null,
    result: 'done',
    details: '',
    facts: [],
    chain: 'c',
    seq: 1,
    previous: '0',
    digest: '1',
    text: '',
    position: given.at ?? '1',
    own: true,
    shared: false,
    ...given,
  };
}

describe('words of the trail', () => {
  test.each<[AuditAction, string, string | null, string]>([
    ['backup-ended', 'completed', 'x', 'Backup completed'],
    ['backup-ended', 'something newer', 'x', 'Backup ended'],
    ['sign-in', 'refused', null, 'Sign-in refused'],
    ['verification', 'verified', 'x', 'Backup verified'],
    ['verification', 'corrupt', 'x', 'Backup found corrupt'],
    ['cleanup', 'done', null, 'Cleanup finished'],
    ['cleanup', 'paused', null, 'Cleanup paused'],
    ['cleanup', 'done', 'x', 'Backup removed by cleanup'],
  ])('%s, %s, of %s: "%s"', (action, result, backupId, words) => {
    expect(describeAct({ action, result, backupId })).toBe(words);
  });

  test('an act of a newer version is shown as it is', () => {
    const action = 'moon-landing' as AuditAction;
    expect(describeAct({ action, result: 'done', backupId: null })).toBe('moon-landing');
    expect(actChoices.map(({ label }) => label)).toEqual(actChoices.map(({ label }) => label).toSorted());
  });

  test('a start whose end is there is no longer in progress; one without is', () => {
    const started = entry({ action: 'backup-started', result: 'in progress', backupId: 'a' });
    const other = { ...started, backupId: 'b' };
    const all = [entry({ action: 'backup-ended', result: 'failed', backupId: 'a' }), started, other];
    const ended = endedBackups(all);
    expect([started, other].map((each) => describeResult(resultOf(each, ended)))).toEqual(['Done', 'In progress']);
    expect(filterTrail(all, { ...usualFilter, result: 'running', days: null }, 0)).toEqual([other]);
  });

  test.each<[Partial<TrailEntry>, string]>([
    [
      {
        action: 'backup-started',
        result: 'in progress',
        details: `Started ${zip}.`,
        facts: [
          { label: 'Tables', value: 'All' },
          { label: 'Reason', value: 'Before the pricing change' },
        ],
      },
      'All tables. Before the pricing change',
    ],
    [
      {
        action: 'backup-ended',
        result: 'completed',
        details: `${zip}: completed.`,
        facts: [
          { label: 'Rows', value: '101,803' },
          { label: 'Took', value: '57 seconds' },
        ],
      },
      '101,803 rows in 57 seconds',
    ],
    [
      { action: 'backup-ended', result: 'failed', details: `${zip}: failed. public.sms_logs timed out four times.` },
      'public.sms_logs timed out four times',
    ],
    [
      {
        action: 'backup-ended',
        result: 'failed',
        details: 'The disk was full.',
        facts: [
          { label: 'Rows', value: '5' },
          { label: 'Took', value: '1 second' },
        ],
      },
      'The disk was full',
    ],
    [
      {
        action: 'backup-ended',
        result: 'partial',
        details: `${zip}: partial.`,
        facts: [{ label: 'Not complete', value: 'public.leads (partial)' }],
      },
      'public.leads (partial)',
    ],
    [{ action: 'verification', result: 'verified', details: `Verified ${zip}: 34 parts.` }, '34 parts'],
    [
      { action: 'verification', result: 'corrupt', details: `${zip} is corrupt. Tables that are still good: 6 of 7.` },
      'Tables that are still good: 6 of 7',
    ],
    [
      { action: 'verification', result: 'missing', details: `${zip} is not in this browser.` },
      'It is not in this browser',
    ],
    [
      {
        action: 'download',
        details: `Downloaded ${zip}.`,
        facts: [{ label: 'Size of the archive', value: '28,412,345 bytes' }],
      },
      '28.4 MB',
    ],
    [{ action: 'download', details: `Downloaded ${zip}.` }, `Downloaded ${zip}`],
    [{ action: 'deletion', details: `Removed ${zip} (completed): Deleted by hand.` }, 'Deleted by hand'],
    [{ action: 'import', details: `Added ${zip} from old.zip: 7 parts verified.` }, 'From old.zip: 7 parts verified'],
    [{ action: 'pin', details: `Pinned ${zip}: Season opening` }, 'Season opening'],
    [{ action: 'settings-changed', details: 'Changed settings: tables.' }, 'Changed settings: tables'],
  ])('the line of %j says "%s"', (given, words) => {
    expect(sayBriefly(entry(given))).toBe(words);
  });
});

describe('lines of the trail', () => {
  test('a day that a clock which was set back comes to twice has two heads; facts stand below their entry', () => {
    const entries = ['2026-03-26T12:00:00Z', '2026-03-25T23:00:00Z', '2026-03-25T22:59:59Z', '2026-03-26T01:00:00Z'];
    const lines = auditLines(
      entries.map((at) => entry({ at })),
      ({ at }) => at,
      new Set(['2026-03-25T22:59:59Z']),
      Date.parse('2026-03-26T13:00:00Z'),
    );
    expect(lines.map((line) => (line.kind === 'day' ? line.label : line.kind))).toEqual([
      'Today, 26 Mar',
      'entry',
      'entry',
      'Wednesday, 25 Mar',
      'entry',
      'facts',
      'Today, 26 Mar',
      'entry',
    ]);
  });
});

describe('words of the chain', () => {
  const fault = { chain: 'abcdef0123', from: 4, to: 4, kind: 'changed' as const, message: 'Entry 4 was changed.' };

  test.each([
    [{ entries: 0, chains: 0, faults: [] }, 'No entries yet.'],
    [{ entries: 1, chains: 1, faults: [] }, 'Unbroken. There is 1 entry.'],
    [
      { entries: 1_284, chains: 1, faults: [] },
      'Unbroken. Each of the 1,284 entries holds the digest of the one before.',
    ],
    [
      { entries: 1_284, chains: 3, faults: [] },
      'Unbroken. Each of the 1,284 entries, of 3 browsers, holds the digest of the one before.',
    ],
    [{ entries: 12, chains: 1, faults: [{ ...fault, own: true }] }, 'Broken in 1 place of 12 entries.'],
  ])('%j', (check, words) => {
    expect(describeCheck(check)).toBe(words);
  });

  test('of several chains, it is told in whose a fault is', () => {
    expect(describeFault({ ...fault, own: true }, 1)).toBe('Entry 4 was changed.');
    expect(describeFault({ ...fault, own: true }, 2)).toBe('This browser: Entry 4 was changed.');
    expect(describeFault({ ...fault, own: false }, 2)).toBe('Another browser (abcdef01): Entry 4 was changed.');
  });

  test('a project that cannot be asked is told with the reason, and so is what waits', () => {
    const state = { where: 'shared' as const, running: false, pending: 0, syncedAt: null };
    const error = { message: 'The project did not answer.', hint: null };
    expect(describeSharing({ ...state, error })).toMatchObject({
      text: 'The project could not be asked',
      more: 'The project did not answer.',
    });
    expect(describeSharing({ ...state, pending: 1, error: null })?.text).toBe('1 entry waits to be sent');
    expect(describeSharing({ ...state, where: 'unknown', error: null })).toBeNull();
  });
});

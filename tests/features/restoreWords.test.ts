import { describe, expect, test } from 'vitest';
import type { RestoreConflict } from '../../src/core/restore.ts';
import { helpWithConflicts } from '../../src/features/restore/conflictHelp.ts';
import { describeConflicts } from '../../src/features/restore/rehearsalWords.ts';
import { meaningOf } from '../../src/features/restore/restoreWords.ts';
import { restoreRecord } from '../pages/restoreParts.tsx';

const conflict = (reason: RestoreConflict['reason'], references: string | null = null): RestoreConflict => ({
  table: 'public.profiles',
  kind: 'insert',
  row: 0,
  reason,
  constraint: null,
  columns: [],
  values: [],
  references,
  message: 'It cannot be written.',
});
const account = conflict('parent missing', 'auth.users');
const taken = conflict('value taken');

describe('what helps where rows cannot be written', () => {
  test('accounts help those rows alone that refer to them; the causes of the others are named with their numbers', () => {
    const help = helpWithConflicts([taken, account, account, taken], 4) ?? '';
    expect(help).toMatch(
      /^2 refer to accounts that are not there and 2 have a unique value that another row has\. Create the missing accounts first, with the same ids: /,
    );
    expect(help).not.toContain('README');
    const each = [account, taken, conflict('does not fit'), conflict('parent missing', 'public.clubs')];
    expect(helpWithConflicts(each, 4)).toContain(
      '1 refers to an account that is not there, 1 has a unique value that another row has, 1 has a value that no longer fits and 1 refers to a row of public.clubs that is not there.',
    );
  });

  test('one cause is not told twice, and nobody is sent to make accounts where none are missing', () => {
    expect(helpWithConflicts([account], 1)).toMatch(/^Create the missing accounts first/);
    expect(helpWithConflicts([taken, taken], 2)).toBeNull();
    expect(helpWithConflicts([taken, conflict('does not fit')], 2)).not.toContain('account');
    expect(helpWithConflicts([], 0)).toBeNull();
  });

  test('of a list that was cut it claims nothing about the rows that are not on it', () => {
    const listed = Array.from({ length: 1_000 }, (_, row) => (row < 600 ? account : taken));
    expect(helpWithConflicts(listed, 34_334)).toMatch(
      /^Of the 1,000 that are listed, 600 refer to accounts that are not there and 400 have a unique value/,
    );
    expect(helpWithConflicts([taken, taken], 3)).toBe(
      'Of the 2 that are listed, all have a unique value that another row has.',
    );
    expect(describeConflicts([taken, taken], 3)).toBe('these rows cannot be written as things stand.');
    expect(describeConflicts([taken, taken], 2)).toContain('must be unique');
  });
});

describe('what became of rows that a restore did not write', () => {
  const undone = restoreRecord('undone');
  const withTriggers = (triggers: 'on' | 'off') => ({ ...undone, request: { ...undone.request, triggers } });

  test('undone, the tables are as before only where no trigger could touch them', () => {
    expect(meaningOf(withTriggers('off'))).toBe('The tables are as they were before it.');
    expect(meaningOf(withTriggers('on'))).toBe(
      'The rows that it wrote are as they were before it. What triggers changed in other rows, also of these tables, stays.',
    );
    expect(meaningOf({ ...withTriggers('off'), way: 'rest' })).toContain('What triggers changed in other rows');
  });

  test('left as they were, apart from what triggers changed', () => {
    const restored = restoreRecord('restored', 'apply', { keptDiffering: [{ table: 'public.events', rows: 2 }] });
    const added = (triggers: 'on' | 'off') =>
      meaningOf({ ...restored, request: { ...restored.request, mode: 'add', triggers } });
    expect(added('off')).toContain(
      '2 rows were there with other values than in the backup, and were left as they were. ',
    );
    expect(added('on')).toContain('and were left as they were, apart from what triggers changed. ');
  });
});

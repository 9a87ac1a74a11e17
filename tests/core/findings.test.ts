import { describe, expect, it } from 'vitest';
import { type BackupFinding, lastThere, searchedWholly, type TableFinding } from '../../src/core/findings.ts';

const table = (name: string, given: Partial<TableFinding> = {}): TableFinding => ({
  ...{ table: name, state: 'searched', why: null, matches: 0, first: [], bytesDone: 1, bytes: 1 },
  ...given,
});

function backup(day: number, tables: TableFinding[], given: Partial<BackupFinding> = {}): BackupFinding {
  const matches = tables.reduce((sum, each) => sum + each.matches, 0);
  return {
    ...{ backupId: `b${day}`, filename: `${day}.zip`, createdAt: `2026-03-${day}T02:00:00Z` },
    ...{ state: 'searched', why: null, matches, tables },
    ...given,
  };
}

const found = backup(24, [table('users', { matches: 2 }), table('orders')]);

describe('lastThere', () => {
  it('is null when it was nowhere', () => {
    expect(lastThere([backup(26, [table('users')])])).toBeNull();
  });

  it('names the newest that has it, and the newer ones that do not', () => {
    const newer = [backup(26, [table('users')]), backup(25, [])];
    expect(lastThere([...newer, found, backup(23, [table('users', { matches: 9 })])])).toEqual({
      backup: found,
      absent: newer,
      unknown: [],
    });
  });

  it.each([
    ['was not searched', backup(25, [], { state: 'not-searched', why: 'Its file is missing.' })],
    ['is still being searched', backup(25, [table('users')], { state: 'searching' })],
    ['lacks rows of the table', backup(25, [table('users', { why: '120 of 5,000 rows.' })])],
    [
      'lacks rows of another table that was whole',
      backup(25, [table('users'), table('orders', { why: '1 of 2 rows.' })]),
    ],
    ['does not have the table', backup(25, [table('users', { state: 'not-searched', why: 'Excluded.' })])],
  ])('does not count a newer backup that %s as one without it', (_what, newer) => {
    expect(lastThere([newer, found])).toEqual({ backup: found, absent: [], unknown: [newer] });
  });

  it('does not mind tables in which it never was', () => {
    const newer = backup(25, [table('users'), table('logs', { state: 'not-searched', why: 'Excluded.' })]);
    expect(lastThere([newer, found])?.absent).toEqual([newer]);
    expect(searchedWholly(newer)).toBe(false);
  });
});

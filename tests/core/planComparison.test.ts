import { describe, expect, it } from 'vitest';
import { type ComparableTable, isAsPlanned, planComparison } from '../../src/core/planComparison.ts';

const columnsOf = (types: Record<string, string>): ComparableTable['columns'] =>
  Object.entries(types).map(([name, type]) => ({ name, type, nullable: true, generated: 'never', identity: 'never' }));

const table = (types: Record<string, string>, change: Partial<ComparableTable> = {}): ComparableTable => ({
  columns: columnsOf(types),
  primary_key: ['id'],
  inexact_columns: [],
  helper: true,
  found: null,
  ...change,
});

const users = table({ id: 'bigint', email: 'text' });

describe('planComparison', () => {
  it('compares rows as they are written where both sides have the same columns in the same order', () => {
    expect(planComparison(users, users)).toEqual({
      keyChange: null,
      columns: [],
      shown: ['id', 'email'],
      fingerprint: { key: ['id'], columns: null, rules: { inexact: [], onlyNulls: false, asText: [] } },
    });
  });

  it('compares the columns that both have otherwise, and names the others', () => {
    const later = table({ email: 'text', id: 'integer', phone: 'text' });
    expect(planComparison(table({ id: 'bigint', email: 'text', fax: 'text' }), later)).toMatchObject({
      columns: [
        { column: 'id', change: 'retyped', before: 'bigint', after: 'integer' },
        { column: 'phone', change: 'new', before: null, after: 'text' },
        { column: 'fax', change: 'gone', before: 'text', after: null },
      ],
      shown: ['email', 'id', 'phone', 'fax'],
      fingerprint: { key: ['id'], columns: ['email', 'id'], rules: { asText: ['id'] } },
    });
    expect(planComparison(users, table({ email: 'text', id: 'bigint' })).fingerprint?.columns).toEqual(['email', 'id']);
  });

  it('takes no type for another where one is not known, and no key for changed that somebody only named', () => {
    const named = table({ id: 'unknown', email: 'unknown' }, { helper: false, primary_key: ['email'] });
    const plan = planComparison(users, named);
    expect(plan).toMatchObject({ keyChange: null, columns: [] });
    expect(plan.fingerprint).toMatchObject({ key: ['email'], columns: null, rules: { onlyNulls: true } });
  });

  it('matches by a key that both sides have the columns of, else by whole rows', () => {
    const rekeyed = table({ id: 'bigint', email: 'text', org: 'text' }, { primary_key: ['org', 'id'] });
    expect(planComparison(users, rekeyed)).toMatchObject({
      keyChange: { before: ['id'], after: ['org', 'id'] },
      fingerprint: { key: ['id'] },
    });
    const other = table({ uid: 'bigint', email: 'text' }, { primary_key: ['uid'] });
    expect(planComparison(users, other).fingerprint).toMatchObject({ key: [], columns: ['email'] });
    expect(planComparison(users, table({ uid: 'bigint' })).fingerprint).toBeNull();
  });

  it('ignores what one side could not tell', () => {
    const inexact = table({ id: 'bigint', email: 'text' }, { inexact_columns: ['email'], helper: false });
    expect(planComparison(users, inexact).fingerprint?.rules).toEqual({
      inexact: ['email'],
      onlyNulls: true,
      asText: [],
    });
  });

  it('goes by the columns that rows were found to have', () => {
    const undescribed = table({}, { helper: false });
    expect(planComparison(users, undescribed)).toMatchObject({ columns: [], fingerprint: { key: ['id'] } });
    const found = (columns: string[], uniform = true) => table({}, { helper: false, found: { columns, uniform } });
    expect(planComparison(users, found(['id', 'email'])).fingerprint?.columns).toBeNull();
    expect(planComparison(users, found(['id', 'email'], false)).fingerprint?.columns).toEqual(['id', 'email']);
    expect(isAsPlanned(users, ['id', 'email'])).toBe(true);
    expect(isAsPlanned(users, ['email', 'id'])).toBe(false);
    expect(isAsPlanned(users, null)).toBe(true);
    expect(isAsPlanned(undescribed, ['id', 'email'])).toBe(false);
  });
});

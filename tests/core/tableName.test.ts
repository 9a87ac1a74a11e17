import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTable, parseTable, quoteTable } from '../../src/core/tableName.ts';

const part = fc.string({ unit: fc.constantFrom('a', 'B', '.', '"', ' ', 'ü'), minLength: 1, maxLength: 6 });

describe('table names', () => {
  it('come back as they were, and never stand for two tables', () => {
    fc.assert(
      fc.property(part, part, (schema, name) => {
        expect(parseTable(formatTable({ schema, name }))).toEqual({ schema, name });
      }),
    );
  });

  it('are plain where they can be', () => {
    expect(formatTable({ schema: 'public', name: 'users' })).toBe('public.users');
    expect(formatTable({ schema: 'a.b', name: 'c' })).toBe('"a.b".c');
    expect(parseTable('users')).toEqual({ schema: 'public', name: 'users' });
    expect(parseTable('.users')).toBeNull();
  });

  it('are quoted for SQL', () => {
    expect(quoteTable({ schema: 'public', name: 'o"dd' })).toBe('"public"."o""dd"');
  });
});

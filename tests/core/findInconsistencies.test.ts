import { describe, expect, it } from 'vitest';
import { findInconsistencies, type Manifest } from '../../src/core/manifest.ts';

const sha256 = 'a'.repeat(64);
const part = { path: 'tables/public.users.json', rows: 2, bytes: 20, sha256 };
const table = { schema: 'public', name: 'users', outcome: 'exported', rows: 2, content_sha256: sha256, parts: [part] };
const figures = { total_rows: 2, total_bytes: 20, tables_backed_up: 1 };
const good = { status: 'completed', coverage: 'catalog', ...figures, tables: [table] } as unknown as Manifest;

const numbered = (number: number) => ({ ...part, path: `tables/public.users/0000${number}.json`, rows: 1, bytes: 10 });
const large = { ...table, parts: [numbered(1), numbered(2)] };

const changed = (change: object) => findInconsistencies({ ...good, ...change } as unknown as Manifest);

describe('findInconsistencies', () => {
  it('finds nothing where the figures agree', () => {
    expect(findInconsistencies(good)).toEqual([]);
    expect(changed({ tables: [large] })).toEqual([]);
    // A large table that failed after its first part.
    expect(changed({ tables: [{ ...table, parts: [{ ...part, path: 'tables/public.users/00001.json' }] }] })).toEqual(
      [],
    );
  });

  it.each<[string, object, string]>([
    ['more rows in all', { total_rows: 5000 }, 'its rows do not add up'],
    ['more bytes in all', { total_bytes: 21 }, 'its bytes do not add up'],
    ['more tables', { tables_backed_up: 99 }, 'its tables do not add up'],
    ['more rows in a table', { tables: [{ ...table, rows: 3 }] }, 'has 2 rows in its parts, but claims 3'],
    ['another content digest', { tables: [{ ...table, content_sha256: '0'.repeat(64) }] }, 'the content digest'],
    ['no content digest of several parts', { tables: [{ ...large, content_sha256: null }] }, 'has no content digest'],
    [
      'an exported table without parts',
      { total_rows: 0, total_bytes: 0, tables: [{ ...table, rows: 0, content_sha256: null, parts: [] }] },
      'is called exported, but has no part',
    ],
    ['another name', { tables: [{ ...table, name: 'people' }] }, 'is called a part of public.people'],
    ['parts in another order', { tables: [{ ...large, parts: large.parts.toReversed() }] }, 'is called a part of'],
    [
      'a table twice',
      { total_rows: 4, total_bytes: 40, tables_backed_up: 2, tables: [table, table] },
      'it lists public.users twice',
    ],
  ])('finds a claim of %s', (_name, change, clause) => {
    expect(changed(change)).toContainEqual(expect.stringContaining(clause));
  });

  const hidden = { ...table, rows_visible: 2, rows_total: 5 };
  const denied = { ...table, name: 'secrets', outcome: 'denied', rows: 0, content_sha256: null, parts: [] };

  it.each<[string, object, string | null]>([
    ['completed of declared tables', { coverage: 'declared' }, 'it is called completed, but nobody knows all tables'],
    ['unproven of declared tables', { coverage: 'declared', status: 'unproven' }, null],
    ['completed with a denied table', { tables: [table, denied] }, 'called completed, but public.secrets is denied'],
    [
      'unproven with a failed table',
      { status: 'unproven', tables: [table, { ...denied, outcome: 'failed' }] },
      'called unproven, but public.secrets is failed',
    ],
    ['completed with a partial table', { tables: [{ ...table, outcome: 'partial' }] }, 'public.users is partial'],
    ['completed with hidden rows', { tables: [hidden] }, 'rows of public.users were hidden'],
    ['completed without an excluded table', { tables: [table, { ...denied, outcome: 'excluded' }] }, null],
    ['completed while people wrote', { tables: [{ ...table, rows_visible: 7, rows_total: 7 }] }, null],
    ['completed without counts', { tables: [{ ...table, rows_visible: null, rows_total: 5 }] }, null],
    ['partial of all that', { status: 'partial', tables: [{ ...hidden, outcome: 'partial' }, denied] }, null],
  ])('judges a claim to be %s', (_name, change, clause) => {
    expect(changed(change)).toEqual(clause === null ? [] : [expect.stringContaining(clause)]);
  });

  it('finds all of them', () => {
    expect(changed({ total_rows: 9, tables: [{ ...table, rows: 3, content_sha256: null }] })).toHaveLength(3);
  });
});

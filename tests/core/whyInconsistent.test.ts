import { describe, expect, it } from 'vitest';
import { type Manifest, whyInconsistent } from '../../src/core/manifest.ts';

const sha256 = 'a'.repeat(64);
const table = {
  schema: 'public',
  name: 'users',
  outcome: 'exported',
  rows: 2,
  content_sha256: sha256,
  parts: [{ path: 'tables/public.users.json', rows: 2, bytes: 20, sha256 }],
};
const good = { total_rows: 2, total_bytes: 20, tables_backed_up: 1, tables: [table] } as unknown as Manifest;

describe('whyInconsistent', () => {
  it('finds nothing where the figures agree', () => {
    expect(whyInconsistent(good)).toBeNull();
  });

  it.each([
    ['more rows in all', { total_rows: 5000 }],
    ['more bytes in all', { total_bytes: 21 }],
    ['more tables', { tables_backed_up: 99 }],
    ['more rows in a table', { tables: [{ ...table, rows: 3 }] }],
    ['another content digest', { tables: [{ ...table, content_sha256: '0'.repeat(64) }] }],
    [
      'an exported table without parts',
      { total_rows: 0, total_bytes: 0, tables: [{ ...table, rows: 0, content_sha256: null, parts: [] }] },
    ],
  ])('refuses a claim of %s', (_name, change) => {
    expect(whyInconsistent({ ...good, ...change } as unknown as Manifest)).not.toBeNull();
  });
});

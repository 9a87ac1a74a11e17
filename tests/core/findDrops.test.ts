import { describe, expect, it } from 'vitest';
import type { TableChanges } from '../../src/core/backup.ts';
import { findDrops } from '../../src/core/findDrops.ts';

const table = (name: string, change: Partial<TableChanges>): TableChanges => ({
  table: `public.${name}`,
  counts: { added: 0, removed: 0, changed: 0 },
  rowsBefore: 1_000,
  rowsAfter: 1_000,
  note: null,
  ...change,
});

const drops = (...tables: TableChanges[]) => findDrops({ since: 'a', sinceAt: '2026-03-26T01:00:00.000Z', tables }, 50);

describe('findDrops', () => {
  it('names tables that lost most of their rows, worst first, also where rows were not counted', () => {
    const found = drops(
      table('half', { rowsAfter: 500, counts: { added: 0, removed: 500, changed: 0 } }),
      table('leads', { rowsBefore: 5_000, rowsAfter: 120, counts: { added: 10, removed: 4_890, changed: 0 } }),
      table('gone', { rowsAfter: null, counts: null, note: 'not in this backup' }),
      table('emptied', { rowsBefore: 101, rowsAfter: 0, counts: null, note: 'not every row is in the backup before' }),
      table('small', { rowsBefore: 100, rowsAfter: 0 }),
      table('new', { rowsBefore: null, counts: null, note: 'new in this backup' }),
      table('grown', { rowsAfter: 9_000, counts: { added: 8_000, removed: 0, changed: 0 } }),
    );
    expect(found).toEqual([
      { table: 'public.leads', kind: 'lost', message: 'public.leads went from 5,000 rows to 120.' },
      { table: 'public.gone', kind: 'lost', message: 'public.gone had 1,000 rows: not in this backup.' },
      { table: 'public.emptied', kind: 'lost', message: 'public.emptied went from 101 rows to none.' },
    ]);
  });

  it('names tables of which most rows changed, or were replaced, after those that lost rows', () => {
    const found = drops(
      table('repriced', { counts: { added: 0, removed: 0, changed: 501 } }),
      table('replaced', { counts: { added: 900, removed: 900, changed: 0 } }),
      table('touched', { counts: { added: 0, removed: 0, changed: 500 } }),
      table('lost', { rowsAfter: 1, counts: { added: 0, removed: 999, changed: 1 } }),
    );
    expect(found.map(({ kind, message }) => [kind, message])).toEqual([
      ['lost', 'public.lost went from 1,000 rows to 1.'],
      ['changed', '900 of 1,000 rows in public.replaced changed.'],
      ['changed', '501 of 1,000 rows in public.repriced changed.'],
    ]);
  });
});

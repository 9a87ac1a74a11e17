import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogTable } from '../../src/core/catalog.ts';
import { orderForReading } from '../../src/core/tableOrder.ts';

function table(name: string, references: readonly string[], bytes = 0): CatalogTable {
  return {
    schema: 'public',
    name,
    kind: 'table',
    readable: true,
    rls_filters: false,
    countable: true,
    primary_key: ['id'],
    key: ['id'],
    paging: 'export',
    columns: [],
    foreign_keys: references.map((parent) => ({
      columns: ['x'],
      references: `public.${parent}`,
      referenced_columns: ['id'],
    })),
    bytes,
    estimated_rows: 1,
  };
}
const namesOf = (tables: readonly CatalogTable[]) => tables.map(({ name }) => name);

describe('orderForReading', () => {
  it('reads children before their parents', () => {
    const tables = [table('users', []), table('orders', ['users']), table('lines', ['orders'])];
    expect(namesOf(orderForReading(tables))).toEqual(['lines', 'orders', 'users']);
  });

  it('starts with the largest where nothing else decides', () => {
    expect(namesOf(orderForReading([table('a', [], 1), table('b', [], 9), table('c', [], 5)]))).toEqual([
      'b',
      'c',
      'a',
    ]);
  });

  it('keeps every table once, also in cycles and self-references', () => {
    const graph = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(graph, (edges) => {
        const tables = edges.map((parents, index) =>
          table(
            `t${index}`,
            parents.map((parent) => `t${parent}`),
          ),
        );
        expect(namesOf(orderForReading(tables)).sort()).toEqual(namesOf(tables).sort());
      }),
    );
  });

  it('never puts a parent first where there is no cycle', () => {
    const edges = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(edges, (lists) => {
        // Parents only with a lower number: no cycle is possible.
        const tables = lists.map((parents, index) =>
          table(
            `t${index}`,
            parents.filter((parent) => parent < index).map((parent) => `t${parent}`),
          ),
        );
        const order = namesOf(orderForReading(tables));
        for (const { name, foreign_keys } of tables) {
          for (const { references } of foreign_keys) {
            expect(order.indexOf(name)).toBeLessThan(order.indexOf(references.slice('public.'.length)));
          }
        }
      }),
    );
  });
});

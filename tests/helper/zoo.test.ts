import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Project, startProject } from '../supabase/startProject.ts';
import {
  type CatalogTable,
  callAsAdmin,
  readCatalog,
  readPage,
  readPages,
  rowsOf,
  rowsOverRest,
  sqlName,
} from './helperProject.ts';
import { rebuiltDiffers } from './rebuild.ts';

let project: Project;
let tables: CatalogTable[];
beforeAll(async () => {
  project = await startProject({ database: 'zoo' });
  tables = (await readCatalog(project)).tables.filter((table) => table.readable);
});
afterAll(() => project?.stop());

/** Tables of which the admin sees every row. */
async function wholeTables(): Promise<CatalogTable[]> {
  const counts = JSON.parse(await callAsAdmin(project, 'holdfast_counts', { tables: tables.map(sqlName) })) as {
    table: string;
    visible: number;
    total: number;
  }[];
  const whole = new Set(counts.filter(({ visible, total }) => visible === total).map(({ table }) => table));
  return tables.filter((table) => whole.has(sqlName(table)));
}

describe('the type zoo', () => {
  test('its rows are byte for byte those of plain REST', async () => {
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) {
      const rows = rowsOf(await readPages(project, sqlName(table), 1000));
      expect([...rows].sort(), sqlName(table)).toEqual((await rowsOverRest(project, table)).sort());
    }
  });

  test.each([2, 1000])('rows and overrides in pages of %i give back every value', async (pageRows) => {
    const differing: Record<string, string> = {};
    for (const table of await wholeTables()) {
      if (pageRows === 2 && (table.estimated_rows ?? 0) > 500) continue;
      const difference = await rebuiltDiffers(project, table, await readPages(project, sqlName(table), pageRows));
      if (difference) differing[sqlName(table)] = difference;
    }
    expect(differing).toEqual({});
  });

  test('pages of 2 rows give every row of tables with a key exactly once, in order', async () => {
    for (const table of tables.filter(({ paging, estimated_rows: rows }) => paging === 'export' && (rows ?? 0) < 500)) {
      const whole = await readPage(project, sqlName(table), { page_rows: 100_000 });
      const pages = await readPages(project, sqlName(table), 2);
      expect(rowsOf(pages), sqlName(table)).toEqual(rowsOf([whole]));
    }
  });
});

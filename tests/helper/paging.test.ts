import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../supabase/startProject.ts';
import {
  type CatalogTable,
  callAsAdmin,
  type Page,
  readCatalog,
  readPage,
  readPages,
  rowsOf,
  sqlName,
  startHardProject,
} from './helperProject.ts';

let project: Project;
let tables: CatalogTable[];
beforeAll(async () => {
  project = await startHardProject();
  tables = (await readCatalog(project)).tables.filter((table) => table.readable);
});
afterAll(() => project?.stop());

function keyed(): CatalogTable[] {
  return tables.filter((table) => table.paging === 'export');
}

describe.each([1, 2, 7])('in pages of %i rows', (pageRows) => {
  test('every row of every table with a key comes exactly once, in the order of one large page', async () => {
    for (const table of keyed()) {
      if (table.name === 'half_hidden' && pageRows === 1) continue; // 750 calls say no more than 107
      const pages = await readPages(project, sqlName(table), pageRows);
      const whole = await readPage(project, sqlName(table), { page_rows: 10_000 });
      expect(rowsOf(pages), sqlName(table)).toEqual(rowsOf([whole]));
      expect(
        pages.slice(0, -1).every((page) => page.count === pageRows && page.next),
        sqlName(table),
      ).toBe(true);
      const last = pages.at(-1) as Page;
      expect([last.count < pageRows, last.next], sqlName(table)).toEqual([true, null]);
    }
  });

  test('every row of every table without a key comes exactly once', async () => {
    for (const table of tables.filter((candidate) => candidate.paging === 'blocks')) {
      const rows = rowsOf(await readPages(project, sqlName(table), pageRows));
      const hidden = table.name === 'hidden_keyless' ? 'where not secret' : '';
      const there = await project.sql(`select row_to_json(o_.*)::text as row from ${sqlName(table)} o_ ${hidden}`);
      expect([...rows].sort(), sqlName(table)).toEqual(there.map((row) => row.row).sort());
    }
  });
});

test('tables without a key are read in several pages of about the rows asked for', async () => {
  for (const name of ['public.keyless', 'public.parted_keyless']) {
    const pages = await readPages(project, name, 300);
    expect(pages.length, name).toBeGreaterThan(3);
    expect(Math.max(...pages.map((page) => page.count)), name).toBeLessThan(900);
  }
});

test('the ranges between split keys hold every row exactly once', async () => {
  await project.sql(`create table many (a text, b integer, primary key (a, b)); grant select on many to authenticated;
    insert into many select md5((i / 3)::text), i from generate_series(1, 30000) i; analyze many`);
  for (const name of ['public.many', ...keyed().map(sqlName)]) {
    for (const pageRows of name === 'public.many' ? [700] : [3]) {
      if (name === '"public"."half_hidden"') continue;
      const splits = JSON.parse(
        await callAsAdmin(project, 'holdfast_split', { table_name: name, page_rows: pageRows }),
      ) as string[][];
      expect(new Set(splits.map((key) => JSON.stringify(key))).size, name).toBe(splits.length);
      const bounds = [undefined, ...splits, undefined];
      const pages: Page[] = [];
      for (const [index, after] of bounds.slice(0, -1).entries()) {
        const until = bounds[index + 1];
        const range = await readPages(project, name, 1000, {
          ...(after ? { after } : {}),
          ...(until ? { until } : {}),
        });
        if (until)
          expect(
            range.reduce((sum, page) => sum + page.count, 0),
            name,
          ).toBeGreaterThan(0);
        pages.push(...range);
      }
      const whole = await readPage(project, name, { page_rows: 100_000 });
      expect(rowsOf(pages), name).toEqual(rowsOf([whole]));
    }
  }
});

test('split keys cut a large table into ranges of about the rows asked for', async () => {
  await project.sql(`create table large (id bigint primary key, t text); grant select on large to authenticated;
    insert into large select i, repeat('x', 50) from generate_series(1, 200000) i; analyze large`);
  const splits = JSON.parse(
    await callAsAdmin(project, 'holdfast_split', { table_name: 'public.large', page_rows: 20_000 }),
  ) as string[][];
  const edges = [0, ...splits.map(([key]) => Number(key)), 200_000];
  const sizes = edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
  expect(splits.length).toBeGreaterThan(7);
  expect(Math.min(...sizes)).toBeGreaterThan(5_000);
  expect(Math.max(...sizes)).toBeLessThan(50_000);
});

test('splits of tables without a key, empty or small ones are an empty list', async () => {
  for (const table_name of ['public.keyless', 'public.empty_table', 'public.mood_keys']) {
    expect(await callAsAdmin(project, 'holdfast_split', { table_name, page_rows: 1000 })).toBe('[]');
  }
});

test('no row that is there throughout is lost while others come and go', async () => {
  await project.sql(`create table busy (id integer primary key, t text); grant select on busy to authenticated;
    insert into busy select i, 'stays' from generate_series(2, 4000, 2) i`);
  let reading = true;
  const write = async () => {
    let written = 0;
    while (reading) {
      // Odd ids come and go all over the key range; even ones stay.
      const id = ((written * 7919) % 2000) * 2 + 1;
      await project.sql('insert into busy values ($1, $2) on conflict do nothing', [id, 'passes']);
      await project.sql('delete from busy where id = $1', [(((written + 1500) * 7919) % 2000) * 2 + 1]);
      written += 1;
    }
    return written;
  };
  const writers = [write(), write()];
  try {
    for (let round = 0; round < 3; round += 1) {
      const rows = rowsOf(await readPages(project, 'public.busy', 37));
      const ids = rows.map((row) => (JSON.parse(row) as { id: number }).id);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      expect(ids.filter((id) => id % 2 === 0)).toHaveLength(2000);
    }
  } finally {
    reading = false;
  }
  for (const written of await Promise.all(writers)) expect(written).toBeGreaterThan(10);
});

test('overrides belong to the rows of their own page while people write', async () => {
  await project.sql(`create table shifting (id integer primary key, j jsonb); grant select on shifting to authenticated;
    insert into shifting select i, case when i % 5 = 0 then 'null'::jsonb else '1' end from generate_series(5, 3000) i`);
  let reading = true;
  const write = async () => {
    // A row at the front that comes and goes would shift every row number between two snapshots.
    for (let turn = 0; reading; turn += 1) {
      await project.sql(turn % 2 === 0 ? `insert into shifting values (1, '1')` : 'delete from shifting where id = 1');
    }
  };
  const writer = write();
  try {
    for (let round = 0; round < 40; round += 1) {
      const page = await readPage(project, 'public.shifting', { page_rows: 500 });
      const { rows } = JSON.parse(page.text) as { rows: { id: number; j: number | null }[] };
      const nulls = rows.flatMap((row, index) => (row.j === null ? [index] : []));
      expect(page.overrides.map((override) => override.row)).toEqual(nulls);
    }
  } finally {
    reading = false;
  }
  await writer;
});

test('keys of several columns are found by the index, also under row level security', async () => {
  await project.sql(`create table guarded (a text, b bigint, c numeric, v text, primary key (a, b, c));
    grant select on guarded to authenticated; alter table guarded enable row level security;
    create policy visible on guarded for select using ((select is_member()));
    insert into guarded select md5(i::text), i, i, repeat('x', 100) from generate_series(1, 50000) i; analyze guarded`);
  const plan = JSON.parse(
    await callAsAdmin(project, 'holdfast_plan', {
      table_name: 'public.guarded',
      after: ['f', '1', '1'],
      page_rows: 100,
    }),
  ) as { page: string; alias: string };
  const lines = await project.sql(`set role authenticated; explain select ${plan.alias}.* ${plan.page}`);
  await project.sql('reset role');
  const text = lines.map((line) => line['QUERY PLAN']).join('\n');
  // The comparison of a numeric is not leakproof, so a policy keeps it from the index; a and b narrow the range.
  expect(text).toContain("Index Cond: (ROW(a, b) >= ROW('f'::text, '1'::bigint))");
});

test('blocks of a table without a key are read by their number, also under row level security', async () => {
  const plan = JSON.parse(
    await callAsAdmin(project, 'holdfast_plan', { table_name: 'public.hidden_keyless', after: ['1'], page_rows: 100 }),
  ) as { page: string; alias: string };
  const lines = await project.sql(`set role authenticated; explain select ${plan.alias}.* ${plan.page}`);
  await project.sql('reset role');
  expect(lines.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Tid Range Scan/);
});

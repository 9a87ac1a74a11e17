import { startProject } from '../supabase/startProject.ts';
import { collectGarbage, withBrowser } from './benchBrowser.ts';
import { addressOf, askTruth, compareRows } from './measure.ts';
import type { ServedPages } from './servePages.ts';

/** Figures of one backup of a project whose tables are all of one shape. */
export interface EvenTables {
  tables: number;
  rows: number;
  completed_ms: number;
  /** Null where the system does not tell. */
  peak_memory_mb: number | null;
}

/** Makes one backup of `rows` rows in `tables` tables: by their number alone its memory shall not grow. */
export async function measureEvenTables(pages: ServedPages, rows: number, tables: number): Promise<EvenTables> {
  const project = await startProject({ database: 'empty' });
  try {
    const rowsEach = Math.ceil(rows / tables);
    await project.sql(`
      do $$ begin
        for number in 1..${tables} loop
          execute format('create table public.%I (id bigint primary key, code uuid not null, name text not null,
            amount numeric(12, 2) not null, details jsonb not null, created_at timestamptz not null)', 'ledger_' || number);
          execute format('insert into public.%I select n, md5(n::text)::uuid, ''Entry '' || n || repeat('' of the ledger'', 6),
            n * 1.37, jsonb_build_object(''source'', ''import'', ''line'', n, ''checked'', n %% 3 = 0),
            timestamptz ''2026-01-01'' + n * interval ''37 seconds'' from generate_series(1, ${rowsEach}) n', 'ledger_' || number);
        end loop;
      end $$`);
    await project.sql('analyze');
    const truth = await askTruth(project);
    return await withBrowser(async ({ memory, open }) => {
      const page = await open(pages.benchUrl);
      await page.evaluate((to) => bench.signIn(to), addressOf(project));
      await collectGarbage(page);
      const before = memory.now();
      await page.evaluate((only) => bench.ours(only), ['public.ledger_1']);
      const sampling = memory.sample();
      const made = await page.evaluate(() => bench.ours(null));
      const peak = sampling.stop();
      compareRows(made.rows, truth);
      return {
        tables,
        rows: rowsEach * tables,
        completed_ms: Math.round(made.completedMs),
        peak_memory_mb: peak === null || before === null ? null : Math.round((peak - before) / 1e6),
      };
    });
  } finally {
    await project.stop();
  }
}

import type { Page } from 'playwright';
import type { Project } from '../supabase/startProject.ts';
import { collectGarbage, forgetPreflights, withBrowser } from './benchBrowser.ts';
import type { BenchProject } from './benchPage.ts';
import type { Measured } from './figures.ts';
import { runRealApp } from './realApp.ts';
import type { ServedPages } from './servePages.ts';
import type { KeyedTable } from './usual.ts';
import { longestTaskMs } from './watchMainThread.ts';

/** Runs of ours and of the floor, by turns: the machine may be busy with other things, so the median counts. */
const runs = 3;

/** What a project holds, as the database itself says. */
export interface Truth {
  tables: KeyedTable[];
  /** Rows of each table, by `schema.table`. */
  rows: Record<string, number>;
  smallest: KeyedTable;
}

export function nameOf({ schema, name }: KeyedTable): string {
  return `${schema}.${name}`;
}

/** Asks the database for its tables, keys and counts. */
export async function askTruth(project: Project): Promise<Truth> {
  const found = await project.sql(`
    select n.nspname as schema, c.relname as name,
      (select json_agg(a.attname order by k.place) from pg_index i
         cross join unnest(i.indkey) with ordinality as k (number, place)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
       where i.indrelid = c.oid and i.indisprimary)::text as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'shop') and c.relkind = 'r' order by 1, 2`);
  const tables = found.map(({ schema, name, key }) => ({
    schema: schema ?? '',
    name: name ?? '',
    key: JSON.parse(key ?? '[]') as string[],
  }));
  const rows: Record<string, number> = {};
  for (const table of tables) {
    const [counted] = await project.sql(`select count(*) as rows from "${table.schema}"."${table.name}"`);
    rows[nameOf(table)] = Number(counted?.rows);
  }
  const [smallest] = [...tables].sort((one, other) => (rows[nameOf(one)] ?? 0) - (rows[nameOf(other)] ?? 0));
  if (smallest === undefined) throw new Error('The project has no table.');
  return { tables, rows, smallest };
}

export function totalRows({ rows }: Truth): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

export function addressOf({ url, publishableKey, admin }: Project): BenchProject {
  return { url, publishableKey, email: admin.email, password: admin.password };
}

/** @throws Error naming the tables of which the backup does not hold every row. */
export function compareRows(found: Record<string, number>, truth: Truth): void {
  const wrong = Object.entries(truth.rows).filter(([table, rows]) => found[table] !== rows);
  if (wrong.length === 0) return;
  throw new Error(
    `The backup is wrong: ${wrong.map(([table, rows]) => `${table} has ${found[table]} of ${rows} rows`).join(', ')}.`,
  );
}

async function measureUsual(page: Page, project: Project, truth: Truth): Promise<number> {
  const address = addressOf(project);
  await page.evaluate(([to, tables]) => bench.usual(to, tables), [address, [truth.smallest]] as const);
  const usual = await page.evaluate(([to, tables]) => bench.usual(to, tables), [address, truth.tables] as const);
  if (usual.rows !== totalRows(truth))
    throw new Error(`The usual way found ${usual.rows} of ${totalRows(truth)} rows.`);
  return usual.ms;
}

/** Measures every way once more with the project as it is set up now. */
export async function measure(
  pages: ServedPages,
  project: Project,
  truth: Truth,
  say: (line: string) => void,
): Promise<Measured> {
  const inPage = await withBrowser(async ({ memory, open }) => {
    const page = await open(pages.benchUrl);
    await page.evaluate((to) => bench.signIn(to), addressOf(project));
    await collectGarbage(page);
    const before = memory.now();
    await page.evaluate((only) => bench.ours(only), [nameOf(truth.smallest)]);
    await page.evaluate(() => bench.floor());

    const ours: Awaited<ReturnType<typeof bench.ours>>[] = [];
    const floorMs: number[] = [];
    let peak: number | null = null;
    let preflights = 0;
    for (let run = 1; run <= runs; run += 1) {
      await forgetPreflights(page);
      project.requests.length = 0;
      const sampling = memory.sample();
      const made = await page.evaluate(() => bench.ours(null));
      peak = Math.max(peak ?? 0, sampling.stop() ?? 0) || null;
      preflights = project.requests.filter(({ method }) => method === 'OPTIONS').length;
      compareRows(made.rows, truth);
      await forgetPreflights(page);
      const floor = await page.evaluate(() => bench.floor());
      ours.push(made);
      floorMs.push(floor.ms);
      say(
        `run ${run}: stored ${Math.round(made.storedMs)} ms, completed ${Math.round(made.completedMs)} ms, floor ${Math.round(floor.ms)} ms`,
      );
    }
    await page.close();

    const another = await open(pages.benchUrl); // in a process of its own, with nothing left from before
    const usualMs = await measureUsual(another, project, truth);
    say(`usual way: ${Math.round(usualMs)} ms`);
    return { ours, floorMs, usualMs, preflights, peakBytes: peak === null || before === null ? null : peak - before };
  });
  const app = await runRealApp(pages, project);
  say('app: done');

  const { ours, floorMs, usualMs, preflights, peakBytes } = inPage;
  const byTime = [...ours].sort((one, other) => one.completedMs - other.completedMs);
  const middle = byTime[Math.floor(byTime.length / 2)];
  if (middle === undefined) throw new Error('Nothing was measured.');
  const starts = [...middle.phases, ['end', middle.completedMs] as const];
  return {
    rows: totalRows(truth),
    jsonBytes: middle.jsonBytes,
    zipBytes: middle.zipBytes,
    requests: middle.requests,
    preflights,
    floorMs,
    storedMs: ours.map(({ storedMs }) => storedMs),
    completedMs: ours.map(({ completedMs }) => completedMs),
    usualMs,
    longestTaskMs: [Math.max(...ours.map(({ mainThread }) => longestTaskMs(mainThread))), app.longestTaskMs],
    appTasks: app.tasks,
    peakMemoryBytes: [peakBytes, app.peakMemoryBytes],
    phasesMs: middle.phases.map(([phase, at], index) => [phase, (starts[index + 1]?.[1] ?? at) - at]),
  };
}

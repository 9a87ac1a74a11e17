import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startProject } from '../supabase/startProject.ts';
import { collectGarbage, withBrowser } from './benchBrowser.ts';
import { addressOf } from './measure.ts';
import { servePages } from './servePages.ts';
import { traceTasks } from './traceTasks.ts';
import { longestTaskMs } from './watchMainThread.ts';
import { wholeNumber } from './wholeNumber.ts';

const usage = 'npm run bench:compare -- [--rows N] [--repeats N] [--json]';

/** A change of about one row in a hundred, in each large table. */
const changes = `
  update public.users set phone = '+49 changed' where id % 100 = 0;
  update public.events set venue = 'changed' where id % 100 = 0;
  update public.competition_results set notes = 'changed' where id % 100 = 0;
  update public.payments set provider_reference = 'changed' where id % 100 = 0;
  update public.sms_logs set body = 'changed' where abs(hashtext(id::text)) % 100 = 0;
  update public.generated_documents set title = 'changed' where abs(hashtext(id::text)) % 100 = 0;
  update public.leads set message = 'changed' where id % 100 = 0`;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    repeats: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const rows = wholeNumber(values.rows, 'rows', 1000, usage);
const repeats = wholeNumber(values.repeats, 'repeats', 1, usage);

const say = (line: string) => void process.stderr.write(`${line}\n`);
const middle = (figures: readonly number[]) => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
const round = (value: number, digits = 0) => Number(value.toFixed(digits));

const [load = 0] = loadavg();
say(`Load ${load.toFixed(1)} on ${availableParallelism()} cores. Building the pages …`);
const pages = await servePages();
try {
  say(`Starting a sample project with ${rows.toLocaleString('en')} rows …`);
  const project = await startProject({ database: 'demo', rows });
  try {
    const result = await withBrowser(async ({ memory, open }) => {
      const page = await open(pages.benchUrl);
      await page.evaluate((to) => bench.signIn(to), addressOf(project));
      const before = await page.evaluate(() => bench.keepBackup());
      await project.sql(changes);
      const after = await page.evaluate(() => bench.keepBackup());
      const pair = [before, after] as const;
      await page.close(); // with the memory of both backups

      const fresh = await open(pages.benchUrl);
      await fresh.evaluate((to) => bench.signIn(to), addressOf(project));
      await collectGarbage(fresh);
      const restBytes = memory.now();
      const runs: Awaited<ReturnType<typeof bench.compare>>[] = [];
      const floors: number[] = [];
      const cpuMs: number[] = [];
      let peak = 0;
      for (let run = 1; run <= repeats; run += 1) {
        const tracing = await traceTasks(fresh);
        const sampling = memory.sample();
        const made = await fresh.evaluate(([one, other]) => bench.compare(one, other), pair);
        peak = Math.max(peak, sampling.stop() ?? 0);
        cpuMs.push(Math.max(...(await tracing.stop()).map((task) => task.cpuMs)));
        const floor = await fresh.evaluate(([one, other]) => bench.compareFloor(one, other), pair);
        runs.push(made);
        floors.push(floor.ms);
        say(`run ${run}: compared ${Math.round(made.ms)} ms, floor ${Math.round(floor.ms)} ms`);
      }
      const [first] = runs;
      if (first === undefined) throw new Error('Nothing was measured.');
      const { rowsBefore, rowsAfter, changed, added, removed, bytes } = first;
      const comparedMs = middle(runs.map(({ ms }) => ms));
      const floorMs = middle(floors);
      return {
        load: round(load, 1),
        rows_before: rowsBefore,
        rows_after: rowsAfter,
        changed,
        added,
        removed,
        json_mb: round(bytes / 1e6, 1),
        compared_ms: round(comparedMs),
        floor_ms: round(floorMs),
        compared_to_floor: round(comparedMs / floorMs, 2),
        mb_per_s: round(bytes / 1000 / comparedMs, 1),
        looked_into_ms: round(middle(runs.map(({ lookedIntoMs }) => lookedIntoMs))),
        longest_task_ms: round(Math.max(...runs.map(({ mainThread }) => longestTaskMs(mainThread))), 1),
        longest_task_cpu_ms: round(Math.max(...cpuMs), 1),
        peak_memory_mb: restBytes === null || peak === 0 ? null : round((peak - restBytes) / 1e6),
      };
    });
    if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else {
      for (const [name, value] of Object.entries(result)) {
        process.stdout.write(`${name.padEnd(24)}${String(value).padStart(12)}\n`);
      }
    }
  } finally {
    await project.stop();
  }
} finally {
  await pages.close();
}

import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startProject } from '../supabase/startProject.ts';
import { describeFigures, figuresOf } from './figures.ts';
import { type EvenTables, measureEvenTables } from './manyTables.ts';
import { askTruth, measure, totalRows } from './measure.ts';
import { servePages } from './servePages.ts';
import { wholeNumber } from './wholeNumber.ts';

/** Delay of every request, preflights included, that stands for the way to a hosted project, ms. */
const latencyMs = 40;

/** What many tables are compared with. */
const fewTables = 10;

const usage = 'npm run bench -- [--rows N] [--tables N] [--json]';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    tables: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const rows = wholeNumber(values.rows, 'rows', 1000, usage);
const tables = values.tables === undefined ? null : wholeNumber(values.tables, 'tables', 1, usage);

// What is on the way goes to stderr, so that stdout holds nothing but the result.
const say = (line: string) => void process.stderr.write(`${line}\n`);
const print = (text: string) => void process.stdout.write(`${text}\n`);

const [load = 0] = loadavg();
const cores = availableParallelism();
if (load > cores / 2) {
  say(
    `The machine is busy: load ${load.toFixed(1)} on ${cores} cores. Ours needs more of it than the floor does, so the ratios come out worse.`,
  );
}
say('Building the pages …');
const pages = await servePages();
try {
  say(`Starting a sample project with ${rows.toLocaleString('en')} rows …`);
  const project = await startProject({ database: 'demo', rows });
  try {
    const truth = await askTruth(project);
    say(`${totalRows(truth).toLocaleString('en')} rows in ${truth.tables.length} tables. Without latency:`);
    const near = await measure(pages, project, truth, say);
    project.latencyMs = latencyMs;
    say(`With ${latencyMs} ms of latency:`);
    const far = await measure(pages, project, truth, say);
    project.latencyMs = 0;
    const spread: EvenTables[] = [];
    if (tables !== null) {
      say(`The same number of rows in ${fewTables} and in ${tables} tables:`);
      for (const count of [fewTables, tables]) spread.push(await measureEvenTables(pages, rows, count));
    }
    if (values.json) {
      const result = { ...figuresOf(near), with_latency: figuresOf(far) };
      print(JSON.stringify(spread.length === 0 ? result : { ...result, even_tables: spread }, null, 2));
    } else {
      print(`\n${describeFigures('Without latency', near)}`);
      print(`\n${describeFigures(`With ${latencyMs} ms of latency`, far)}`);
      for (const { tables: count, ...even } of spread) {
        print(
          `\n${even.rows.toLocaleString('en')} rows in ${count} tables: completed in ${(even.completed_ms / 1000).toFixed(2)} s, peak memory ${even.peak_memory_mb ?? 'not known'} MB`,
        );
      }
    }
  } finally {
    await project.stop();
  }
} finally {
  await pages.close();
}

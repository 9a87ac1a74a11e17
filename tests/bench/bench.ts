import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startProject } from '../supabase/startProject.ts';
import { describeFigures, figuresOf } from './figures.ts';
import { measureManyTables } from './manyTables.ts';
import { askTruth, measure, totalRows } from './measure.ts';
import { servePages } from './servePages.ts';

/** Delay of every request, preflights included, that stands for the way to a hosted project, ms. */
const latencyMs = 40;

const usage = 'npm run bench -- [--rows N] [--tables N] [--json]';

function wholeNumber(text: string, name: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} must be a whole number of at least ${least}, not "${text}". Usage: ${usage}`);
}

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    tables: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const rows = wholeNumber(values.rows, 'rows', 1000);
const tables = values.tables === undefined ? null : wholeNumber(values.tables, 'tables', 1);

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
    const many = tables === null ? null : await measureManyTables(pages, rows, tables);
    if (values.json) {
      const result = { ...figuresOf(near), with_latency: figuresOf(far) };
      print(JSON.stringify(many === null ? result : { ...result, many_tables: many }, null, 2));
    } else {
      print(`\n${describeFigures('Without latency', near)}`);
      print(`\n${describeFigures(`With ${latencyMs} ms of latency`, far)}`);
      if (many !== null) {
        print(
          `\n${many.rows.toLocaleString('en')} rows in ${many.tables} tables: completed in ${(many.completed_ms / 1000).toFixed(2)} s, peak memory ${many.peak_memory_mb ?? 'not known'} MB`,
        );
      }
    }
  } finally {
    await project.stop();
  }
} finally {
  await pages.close();
}

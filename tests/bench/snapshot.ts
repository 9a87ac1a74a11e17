import { randomUUID } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { CatalogTable } from '../../src/core/catalog.ts';
import { Semaphore } from '../../src/core/semaphore.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { mostSnapshotBytes } from '../../src/core/snapshot.ts';
import type { TableReader } from '../../src/ports/Project.ts';
import { readTable } from '../../src/tasks/readTable.ts';
import { type Connected, connect } from '../tasks/connectedProject.ts';
import { median } from './figures.ts';
import { wholeNumber } from './wholeNumber.ts';

/** Delay of every request that stands for the way to a hosted project, ms. */
const latencyMs = 40;
const usage = 'npm run bench:snapshot -- [--rows N] [--repeats N]';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    repeats: { type: 'string', default: '3' },
  },
});
const rows = wholeNumber(values.rows, 'rows', 1000, usage);
const repeats = wholeNumber(values.repeats, 'repeats', 1, usage);

const say = (line: string) => void process.stderr.write(`${line}\n`);
const never = new AbortController().signal;

/** One reading of all tables, thrown away as it comes, in ms and bytes of JSON. */
interface Reading {
  ms: number;
  rows: number;
  jsonBytes: number;
}

/** Reads all tables as a backup does: a few at a time, a few requests in flight. */
async function readAll(
  { project, services }: Connected,
  tables: readonly CatalogTable[],
  reader: TableReader,
): Promise<Reading> {
  const { concurrency, pageBytes } = defaultSettings;
  const { clock, host } = services;
  const context = { session: project.openSession(), clock, host, signal: never, onSignInNeeded: () => undefined };
  const slots = new Semaphore(concurrency);
  const places = new Semaphore(concurrency);
  const read = { rows: 0, jsonBytes: 0 };
  const began = performance.now();
  const readOne = async (table: CatalogTable) => {
    const options = { context, reader, slots, concurrency, pageBytes, onRetry: () => undefined };
    for await (const page of readTable(table, options)) {
      read.rows += page.starts.length;
      read.jsonBytes += page.bytes.length;
    }
  };
  await Promise.all(tables.map((table) => places.run(() => readOne(table))));
  return { ...read, ms: performance.now() - began };
}

/** A snapshot taken, read and dropped; `copyBytes` is what it takes up on the project's disk. */
async function readSnapshot(connected: Connected, tables: readonly CatalogTable[]) {
  const { snapshots, reader } = connected.project.openSession();
  const id = randomUUID();
  const request = {
    id,
    tables,
    schemas: ['public'],
    mostBytes: mostSnapshotBytes,
    pageBytes: defaultSettings.pageBytes,
  };
  const began = performance.now();
  const snapshot = await snapshots.begin(request, never);
  const takenMs = performance.now() - began;
  const reading = await readAll(connected, tables, reader(snapshot));
  const read = performance.now();
  await snapshots.end(id, never);
  const ended = performance.now();
  return { ...reading, takenMs, readMs: reading.ms, endMs: ended - read, ms: ended - began };
}

async function compare(connected: Connected, tables: readonly CatalogTable[]) {
  const paged: Reading[] = [];
  const taken: Awaited<ReturnType<typeof readSnapshot>>[] = [];
  for (let run = 1; run <= repeats; run += 1) {
    const page = await readAll(connected, tables, connected.project.openSession().reader('export'));
    const snapshot = await readSnapshot(connected, tables);
    if (page.rows !== snapshot.rows)
      throw new Error(`${page.rows} rows were read page by page, ${snapshot.rows} out of the snapshot.`);
    paged.push(page);
    taken.push(snapshot);
    const s = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
    say(
      `run ${run}: page by page ${s(page.ms)}; snapshot ${s(snapshot.ms)} (taken ${s(snapshot.takenMs)}, read ${s(snapshot.readMs)}, dropped ${s(snapshot.endMs)})`,
    );
  }
  const middle = (list: readonly number[]) => Math.round(median(list));
  return {
    rows: paged[0]?.rows ?? 0,
    json_mb: Number(((paged[0]?.jsonBytes ?? 0) / 1e6).toFixed(1)),
    paged_ms: middle(paged.map(({ ms }) => ms)),
    snapshot_ms: middle(taken.map(({ ms }) => ms)),
    snapshot_taken_ms: middle(taken.map(({ takenMs }) => takenMs)),
    snapshot_read_ms: middle(taken.map(({ readMs }) => readMs)),
    snapshot_dropped_ms: middle(taken.map(({ endMs }) => endMs)),
    snapshot_to_paged: Number((median(taken.map(({ ms }) => ms)) / median(paged.map(({ ms }) => ms))).toFixed(2)),
  };
}

/** Bytes that a snapshot takes up on the project's disk while it is there, beside the tables. */
async function measureDisk(connected: Connected, tables: readonly CatalogTable[]) {
  const { snapshots } = connected.project.openSession();
  const id = randomUUID();
  await connected.sample.sql('truncate holdfast.snapshots, holdfast.snapshot_chunks');
  await snapshots.begin(
    { id, tables, schemas: ['public'], mostBytes: mostSnapshotBytes, pageBytes: defaultSettings.pageBytes },
    never,
  );
  const [copy] = await connected.sample.sql(`select pg_total_relation_size('holdfast.snapshot_chunks') as bytes`);
  await snapshots.end(id, never);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  return { tables_mb: Number((bytes / 1e6).toFixed(1)), copy_mb: Number((Number(copy?.bytes) / 1e6).toFixed(1)) };
}

const [load = 0] = loadavg();
say(
  `Load ${load.toFixed(1)} on ${availableParallelism()} cores. Starting a sample project with ${rows.toLocaleString('en')} rows …`,
);
const connected = await connect({ database: 'demo', rows });
try {
  const catalog = await connected.project.openSession().catalog(null, never);
  const tables = catalog?.tables.filter(({ readable }) => readable) ?? [];
  await readAll(connected, tables, connected.project.openSession().reader('export')); // warms the caches up
  say('Without latency:');
  const near = await compare(connected, tables);
  connected.sample.latencyMs = latencyMs;
  say(`With ${latencyMs} ms of latency:`);
  const far = await compare(connected, tables);
  connected.sample.latencyMs = 0;
  const result = {
    load: Number(load.toFixed(1)),
    ...near,
    with_latency: far,
    disk: await measureDisk(connected, tables),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await connected.stop();
}

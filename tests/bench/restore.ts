import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RestoreRecord } from '../../src/core/restore.ts';
import { runPsql } from '../supabase/psql.ts';
import { type Connected, connect } from '../tasks/connectedProject.ts';
import { backUp } from '../tasks/memoryServices.ts';
import { execute, rehearse } from '../tasks/restoring.ts';
import { median } from './figures.ts';
import { wholeNumber } from './wholeNumber.ts';

const usage = 'npm run bench:restore -- [--rows N] [--repeats N]';
/** Rows that the usual way upserts at once. */
const upsertRows = 1_000;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    repeats: { type: 'string', default: '3' },
  },
});
const rows = wholeNumber(values.rows, 'rows', 1000, usage);
const repeats = wholeNumber(values.repeats, 'repeats', 1, usage);

const say = (line: string) => void process.stderr.write(`${line}\n`);

const table = `
  create table public.measured (
    id bigint primary key, account text not null, amount numeric(12,2) not null, paid boolean not null,
    details jsonb not null, created_at timestamptz not null);
  alter table public.measured owner to postgres;
  alter table public.measured enable row level security;
  create policy everything on public.measured for all to authenticated using (true) with check (true);
  grant select, insert, update, delete on public.measured to authenticated;
  insert into public.measured
    select n, 'Account ' || n % 977, n / 7.0, n % 3 = 0, jsonb_build_object('source', 'fair', 'score', n % 100),
      timestamptz '2026-01-01' + n * interval '17 seconds'
    from generate_series(1, ${rows}) n;
  notify pgrst, 'reload schema'`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function demandAll({ sample }: Connected): Promise<void> {
  const [row] = await sample.sql('select count(*)::text as count from public.measured');
  if (Number(row?.count) !== rows) throw new Error(`${row?.count} rows are there, ${rows} should be.`);
}

/** Time between two instants of a record, ms. */
const lasted = (record: RestoreRecord, name: RestoreRecord['phases'][number]['name']) => {
  const phase = record.phases.find((each) => each.name === name);
  return Date.parse(phase?.endedAt ?? '') - Date.parse(phase?.startedAt ?? '');
};

/** A restore of the emptied table, from the first look at the archive to the report. */
async function restore({ services, sample }: Connected, backupId: string) {
  await sample.sql('truncate public.measured');
  const plan = await rehearse(services, backupId, { scope: { kind: 'tables', tables: ['public.measured'] } });
  let record: RestoreRecord | null = null;
  const ms = await timed(async () => {
    record = await execute(services, plan);
  });
  const done = record as RestoreRecord | null;
  if (done?.state !== 'restored') throw new Error(`The restore ended as ${done?.state}: ${done?.error?.message}`);
  return { ms, sendMs: lasted(done, 'send'), applyMs: lasted(done, 'apply') };
}

/** The same rows from a file, as whoever has the database's password loads them. */
async function copyIn({ sample }: Connected, folder: string): Promise<number> {
  await sample.sql('truncate public.measured');
  return await timed(async () => {
    const { code, stderr } = await runPsql(
      sample.ownerUrl,
      ['-c', `\\copy public.measured from 'measured.csv' csv`],
      folder,
    );
    if (code !== 0) throw new Error(`psql failed: ${stderr}`);
  });
}

/** The same rows as scripts usually send them: parsed, and upserted over REST page by page. */
async function upsert({ sample }: Connected, pages: readonly string[], token: string): Promise<number> {
  await sample.sql('truncate public.measured');
  return await timed(async () => {
    for (const body of pages) {
      const answer = await fetch(`${sample.url}/rest/v1/measured?on_conflict=id`, {
        method: 'POST',
        headers: {
          apikey: sample.publishableKey,
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          prefer: 'resolution=merge-duplicates,return=minimal',
        },
        body,
      });
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    }
  });
}

async function pagesOf({ sample }: Connected): Promise<string[]> {
  const pages: string[] = [];
  for (let first = 1; first <= rows; first += upsertRows) {
    const [page] = await sample.sql(
      `select json_agg(m order by m.id)::text as rows from public.measured m where m.id between ${first} and ${first + upsertRows - 1}`,
    );
    pages.push(page?.rows ?? '[]');
  }
  return pages;
}

const [load = 0] = loadavg();
say(`Load ${load.toFixed(1)} on ${availableParallelism()} cores. Starting a sample project …`);
const connected = await connect({ database: 'empty' });
const folder = await mkdtemp(join(tmpdir(), 'holdfast-restore-'));
try {
  const { sample, services, project } = connected;
  await sample.sql(table);
  const backup = await backUp(services);
  const exported = await runPsql(sample.ownerUrl, ['-c', `\\copy public.measured to 'measured.csv' csv`], folder);
  if (exported.code !== 0) throw new Error(`psql failed: ${exported.stderr}`);
  const pages = await pagesOf(connected);
  const identity = project.identity();
  const token = sample.signToken({
    role: 'authenticated',
    sub: identity?.userId ?? '',
    exp: Date.now() / 1000 + 3_600,
  });
  const runs = {
    restored: [] as Awaited<ReturnType<typeof restore>>[],
    copied: [] as number[],
    upserted: [] as number[],
  };
  for (let run = 1; run <= repeats; run += 1) {
    const restored = await restore(connected, backup.id);
    await demandAll(connected);
    const copied = await copyIn(connected, folder);
    const upserted = await upsert(connected, pages, token);
    await demandAll(connected);
    runs.restored.push(restored);
    runs.copied.push(copied);
    runs.upserted.push(upserted);
    const s = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
    say(
      `run ${run}: restored ${s(restored.ms)} (sent ${s(restored.sendMs)}, applied ${s(restored.applyMs)}); psql \\copy ${s(copied)}; REST upserts ${s(upserted)}`,
    );
  }
  const restoredMs = median(runs.restored.map(({ ms }) => ms));
  const [copyMs, upsertMs] = [median(runs.copied), median(runs.upserted)];
  const result = {
    load: Number(load.toFixed(1)),
    rows,
    restored_ms: Math.round(restoredMs),
    sent_ms: median(runs.restored.map(({ sendMs }) => sendMs)),
    applied_ms: median(runs.restored.map(({ applyMs }) => applyMs)),
    psql_copy_ms: Math.round(copyMs),
    rest_upserts_ms: Math.round(upsertMs),
    restored_to_copy: Number((restoredMs / copyMs).toFixed(2)),
    upserts_to_restored: Number((upsertMs / restoredMs).toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await connected.stop();
  await rm(folder, { recursive: true, force: true });
}

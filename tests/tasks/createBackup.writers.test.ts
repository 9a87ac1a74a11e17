import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BackupProgress } from '../../src/core/backupProgress.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { openArchive } from '../archive/openArchive.ts';
import { type Connected, connect } from './connectedProject.ts';

/**
 * Inserts and deletes rows for as long as `work` takes, at both ends and in the middle of the key range. More go than come, so that the
 * number of rows is never the same again: then it would look as if nothing had been written.
 */
async function whileWriting<T>({ sample }: Connected, work: () => Promise<T>): Promise<{ result: T; writes: number }> {
  let ended = false;
  let writes = 0;
  const write = async () => {
    while (!ended) {
      await sample.sql(
        `delete from public.moving where id in (select id from public.moving where fleeting order by random() limit 40)`,
      );
      await sample.sql(
        `insert into public.moving (id, fleeting) select (random() * 60000)::bigint * 2 + 1, true from generate_series(1, 20) on conflict do nothing`,
      );
      writes += 1;
    }
  };
  const writing = write();
  try {
    return { result: await work(), writes };
  } finally {
    ended = true;
    await writing;
  }
}

describe.each([{ helper: true }, { helper: false }])('a backup while others write (helper: $helper)', ({ helper }) => {
  let connected: Connected;
  beforeAll(async () => {
    connected = await connect({ rows: 5_000, helper });
    const { sample, services, project } = connected;
    // Rows with even ids stay throughout; rows with odd ids come and go.
    await sample.sql(`
      create table public.moving (id bigint primary key, fleeting boolean not null, note text default repeat('x', 200));
      alter table public.moving owner to postgres;
      grant select on public.moving to authenticated;
      insert into public.moving (id, fleeting) select n * 2, false from generate_series(1, 60000) n;
      insert into public.moving (id, fleeting) select n * 4 + 1, true from generate_series(1, 15000) n;
      analyze public.moving;
      notify pgrst, 'reload schema'`);
    const settings = await services.settings.load(project.id);
    await services.settings.save(project.id, {
      ...settings,
      declaredTables: [{ table: 'public.moving', key: ['id'] }],
    });
    await vi.waitFor(async () => expect((await fetchMoving(connected)).status).toBe(200), {
      timeout: 20_000,
      interval: 100,
    });
  });
  afterAll(() => connected.stop());

  it('loses no row that was there throughout, and doubles none', async () => {
    const run = () =>
      createBackup(
        connected.services,
        { type: 'manual', reason: '', tables: { mode: 'only', names: ['public.moving'] } },
        new AbortController().signal,
        (_progress: BackupProgress) => undefined,
      );
    const { result: record, writes } = await whileWriting(connected, run);
    expect(writes).toBeGreaterThan(3);
    expect(record.status).toBe(helper ? 'completed' : 'unproven');
    const blob = await connected.services.store.open(record.id);
    const archive = await openArchive(blob ?? new Blob());
    const parts = archive.manifest.tables.flatMap((table) => table.parts);
    const ids = parts.flatMap(({ path }) => (JSON.parse(archive.text(path)) as { id: number }[]).map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    expect(ids.filter((id) => id % 2 === 0)).toEqual(Array.from({ length: 60_000 }, (_id, index) => (index + 1) * 2));
  });
});

/** Asks until PostgREST knows the new table. */
async function fetchMoving({ sample }: Connected): Promise<Response> {
  return await fetch(`${sample.url}/rest/v1/moving?limit=0`, {
    headers: {
      apikey: sample.publishableKey,
      authorization: `Bearer ${sample.signToken({ sub: sample.admin.id, role: 'authenticated', exp: Math.floor(Date.now() / 1000) + 600 })}`,
    },
  });
}

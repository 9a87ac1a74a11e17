import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { openArchive } from '../archive/openArchive.ts';
import { type Connected, connect } from './connectedProject.ts';

let connected: Connected;
beforeEach(async () => {
  connected = await connect({ rows: 5_000 });
});
afterEach(() => connected.stop());

/** Backs up while SQL runs right before the first page of this table is read. */
async function backUpWhile(
  table: string,
  sql: string,
): Promise<{ record: BackupRecord; manifest: Awaited<ReturnType<typeof openArchive>>['manifest'] }> {
  let done = false;
  connected.sample.intercept(async ({ path, body }) => {
    if (!done && path.endsWith('/holdfast_export') && body.includes(`\\"${table}\\"`)) {
      done = true;
      await connected.sample.sql(sql);
    }
    return null;
  });
  const record = await createBackup(
    connected.services,
    { type: 'manual', reason: '' },
    new AbortController().signal,
    () => undefined,
  );
  expect(done).toBe(true);
  const { manifest } = await openArchive((await connected.services.store.open(record.id)) ?? new Blob());
  return { record, manifest };
}

describe('a project that changes during a backup', () => {
  it('has sequences that are never behind its rows', async () => {
    const { record, manifest } = await backUpWhile(
      'leads',
      `insert into public.leads select (jsonb_populate_record(l, jsonb_build_object('id', nextval(pg_get_serial_sequence('public.leads', 'id'))))).* from (select * from public.leads limit 1) l`,
    );
    expect(record.status).toBe('completed');
    const [{ last } = { last: null }] = await connected.sample.sql(
      `select last_value as last from public.leads_id_seq`,
    );
    expect(manifest.sequences.find(({ name }) => name === 'public.leads_id_seq')?.last_value).toBe(last);
  });

  it('is not called complete when a table is altered meanwhile', async () => {
    const { record } = await backUpWhile('leads', `alter table public.leads add column added text default 'x'`);
    expect(record.status).toBe('partial');
    expect(record.tables.find(({ table }) => table === 'public.leads')).toMatchObject({
      outcome: 'partial',
      error: 'The table was altered while it was read',
    });
  });

  it('lists a table that is created meanwhile as left out', async () => {
    const { record, manifest } = await backUpWhile(
      'leads',
      `create table public.late (id integer primary key); alter table public.late owner to postgres`,
    );
    expect(record.status).toBe('completed');
    expect(manifest.left_out).toContainEqual({ schema: 'public', name: 'late', reason: 'created during the backup' });
  });
});

describe('settings that name schemas', () => {
  it('leave the tables of other schemas out, but not unmentioned', async () => {
    const zoo = await connect({ database: 'zoo' });
    try {
      const settings = await zoo.services.settings.load(zoo.project.id);
      await zoo.services.settings.save(zoo.project.id, { ...settings, schemas: ['shop'] });
      const { signal } = new AbortController();
      const record = await createBackup(zoo.services, { type: 'manual', reason: '' }, signal, () => undefined);
      expect(record.status).toBe('completed');
      const outcomes = new Map(record.tables.map(({ table, outcome }) => [table, outcome]));
      expect([outcomes.get('shop.orders'), outcomes.get('public.text_key')]).toEqual(['exported', 'excluded']);
    } finally {
      await zoo.stop();
    }
  });
});

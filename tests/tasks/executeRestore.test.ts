import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RestoreRecord } from '../../src/core/restore.ts';
import { createRestoreHistory } from '../../src/tasks/restoreHistory.ts';
import { undoRestore } from '../../src/tasks/undoRestore.ts';
import { databaseState, putRowsAside, scramble } from '../archive/databaseState.ts';
import type { Project as SampleProject } from '../supabase/startProject.ts';
import { type Connected, connect } from './connectedProject.ts';
import { backUp } from './memoryServices.ts';
import { execute, phasesOf, rehearse } from './restoring.ts';

const never = new AbortController().signal;

/** Deletes, changes and adds rows at random, as an application may. */
async function useForAWhile(sample: SampleProject): Promise<void> {
  await sample.sql(`
    delete from generated_documents where random() < 0.2;
    delete from sms_logs where random() < 0.2;
    delete from leads where random() < 0.3;
    delete from competition_results where random() < 0.1;
    update users set phone = null, metadata = 'null' where random() < 0.1;
    update events set capacity = capacity + 1, formats = '{}' where random() < 0.3;
    update payments set provider_reference = 'again', billing = jsonb_build_object('x', 1e400::numeric) where random() < 0.1;
    insert into leads (company, contact_name, email, city, country, source, score, message, created_at)
      select 'New', 'Somebody', 'x@example.com', 'Ulm', 'DE', 'fair', n, 'Hello', now() from generate_series(1, 30) n;
    insert into cms_pages (slug, language, title, body_html, status, author_id, created_at, updated_at)
      select 'new-' || n, 'de', 'New', '', 'draft', (select id from profiles limit 1), now(), now() from generate_series(1, 9) n`);
}

/** A database out of which some rows were taken is backed up, becomes another, and is restored. */
async function goBack(connected: Connected, change: (sample: SampleProject) => Promise<void>) {
  const { sample, services } = connected;
  await putRowsAside(sample);
  const backup = await backUp(services);
  const then = await databaseState(sample);
  await change(sample);
  const between = await databaseState(sample);
  const plan = await rehearse(services, backup.id);
  expect(plan.refusals).toEqual([]);
  const told: RestoreRecord[] = [];
  const shown: (string | null)[] = [];
  sample.intercept(async ({ path }) => {
    if (path.endsWith('_restore_apply')) shown.push(await maintenanceOf(sample));
    return null;
  });
  const record = await execute(services, plan, {
    maintenance: { message: 'Back at noon', minutes: 30 },
    onProgress: (each) => told.push(each),
  });
  sample.intercept(null);
  return { then, between, record, told, shown };
}

/** What the customer's application shows; null for nothing. */
async function maintenanceOf(sample: SampleProject): Promise<string | null> {
  const [row] = await sample.sql('select public.holdfast_maintenance_status() as status');
  const status = JSON.parse(row?.status ?? '{}') as { on: boolean; message: string | null };
  return status.on ? status.message : null;
}

describe('a restore of everything, replacing', () => {
  let connected: Connected;
  let went: Awaited<ReturnType<typeof goBack>>;
  beforeAll(async () => {
    connected = await connect({ rows: 2_000 });
    went = await goBack(connected, useForAWhile);
  });
  afterAll(() => connected.stop());

  it('leaves the database exactly as it was at the backup', async () => {
    expect(went.record.error).toBeNull();
    expect(went.record.state).toBe('restored');
    expect(went.between).not.toEqual(went.then);
    expect(await databaseState(connected.sample)).toEqual(went.then);
  });

  it('does what the rehearsal said, and writes down each phase before and after it', async () => {
    const { record, told } = went;
    expect(phasesOf(record)).toEqual([
      'verify done',
      'maintenance on done',
      'pre-restore backup done',
      'compare done',
      'send done',
      'apply done',
      'recount done',
      'maintenance off done',
    ]);
    expect(record.phases.find(({ name }) => name === 'recount')?.message).toBe('As planned.');
    const planned = record.planned.filter(({ counts }) => counts.insert + counts.update + counts.delete > 0);
    expect(planned.map(({ table, counts }) => [table, counts.insert, counts.update, counts.delete]).sort()).toEqual(
      record.tables.map(({ table, inserted, updated, deleted }) => [table, inserted, updated, deleted]).sort(),
    );
    expect(await connected.services.restores.get(record.id)).toEqual(record);
    expect(told.some((each) => phasesOf(each).includes('apply running'))).toBe(true);
    const trail = await connected.services.audit.list(connected.project.id);
    const acts = trail.filter(({ action }) => action === 'restore').map(({ result }) => result);
    expect(acts).toEqual(['restored', ...Array.from({ length: 8 }, () => 'done')]);
  });

  it('says that the project is being maintained, for as long as it takes', async () => {
    expect(went.shown).toEqual(['Back at noon']);
    expect(await maintenanceOf(connected.sample)).toBeNull();
    expect(went.record.maintenanceUntil).toBeNull();
  });

  it('leaves a complete backup of before, stands in the history of every browser, and can be undone from any', async () => {
    const { services } = connected;
    const { record } = went;
    const before = await services.backups.get(record.preRestoreBackupId ?? '');
    expect(before).toMatchObject({ type: 'pre-restore', status: 'completed' });
    const elsewhere = { ...services, restores: { ...services.restores, list: async () => [], get: async () => null } };
    const [here, there] = [createRestoreHistory(services), createRestoreHistory(elsewhere)];
    await Promise.all([here.refresh(), there.refresh()]);
    const listed = { id: record.id, state: 'restored', undoUntil: record.undoUntil };
    expect(here.get()).toMatchObject({ status: 'ready', project: 'asked', restores: [{ ...listed, record }] });
    expect(there.get()).toMatchObject({ restores: [{ ...listed, record: null }] });

    const { report, record: known } = await undoRestore(elsewhere, record.id, never);
    expect(known).toBeNull();
    expect(report?.tables).toHaveLength(record.tables.length);
    expect(await databaseState(connected.sample)).toEqual(went.between);
    await here.refresh();
    expect(here.get().restores).toMatchObject([{ state: 'undone', undoUntil: null }]);
    await expect(undoRestore(services, crypto.randomUUID(), never)).rejects.toMatchObject({ code: 'undo-impossible' });
    here.stop();
    there.stop();
  });
});

describe('a restore of everything, replacing, of all types there are', () => {
  let connected: Connected;
  beforeAll(async () => {
    connected = await connect({ database: 'zoo' });
    await connected.sample.sql(`alter table half_hidden disable row level security;
      grant select on no_grants to authenticated`);
  });
  afterAll(() => connected.stop());

  it('leaves the database exactly as it was at the backup', async () => {
    const { sample, then, between, record } = { ...connected, ...(await goBack(connected, scrambleButAdmin)) };
    expect(record.error).toBeNull();
    expect(record.state).toBe('restored');
    expect(between).not.toEqual(then);
    expect(await databaseState(sample)).toEqual(then);
  });
});

/** Whoever restores goes on seeing all rows. */
async function scrambleButAdmin(sample: SampleProject): Promise<void> {
  await sample.sql(`create table aside.admin as select * from public.profiles where id = '${sample.admin.id}'`);
  await scramble(sample);
  await sample.sql(`delete from public.profiles where id = '${sample.admin.id}';
    insert into public.profiles select * from aside.admin;
    select setval('public.empty_id_seq', 1, false)`); // nothing is restored to a table in which nothing changes
}

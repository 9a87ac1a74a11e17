import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { rowsInArchive, rowsInDatabase } from '../archive/compareWithDatabase.ts';
import { openArchive } from '../archive/openArchive.ts';
import { HOSTED_MAX_ROWS } from '../supabase/postgrest.ts';
import { type Connected, connect } from './connectedProject.ts';
import { declareTables } from './declareTables.ts';

/** Where a reader that stops early, or goes on for ever, would: no page, one row, and around the ends of pages. */
const sizes = [0, 1, 2, HOSTED_MAX_ROWS - 1, HOSTED_MAX_ROWS, HOSTED_MAX_ROWS + 1, 2 * HOSTED_MAX_ROWS];
const keys = {
  number: 'id integer primary key',
  text: 'id text primary key',
  pair: 'id integer, half text, primary key (half, id)',
  none: 'id integer',
};
const names = Object.keys(keys).flatMap((key) => sizes.map((rows) => ({ key, rows, name: `${key}_${rows}` })));

const tables = names
  .map(({ key, rows, name }) => {
    const columns = key === 'pair' ? '(id, half, note) select n, n % 2' : '(id, note) select n';
    return `create table ${name} (${keys[key as keyof typeof keys]}, note text); grant select on ${name} to authenticated;
      insert into ${name} ${columns}, 'row ' || n from generate_series(1, ${rows}) n;`;
  })
  .join('\n');

let connected: Connected;

async function backUp(only: readonly string[]): Promise<BackupRecord> {
  const asked = { type: 'manual' as const, reason: '', tables: { mode: 'only' as const, names: [...only] } };
  return await createBackup(connected.services, asked, new AbortController().signal, () => undefined);
}

describe.each([{ helper: true }, { helper: false }])('tables of every size (helper: $helper)', ({ helper }) => {
  beforeAll(async () => {
    connected = await connect({ database: 'empty', helper });
    const { sample } = connected;
    await sample.sql(tables);
    if (!helper) await declareTables(connected);
    const headers = { apikey: sample.publishableKey };
    const isServed = async () => (await fetch(`${sample.url}/rest/v1/none_0`, { headers })).status;
    await vi.waitFor(async () => expect(await isServed()).toBe(200), 30_000);
  });
  beforeEach(() => connected.sample.intercept(null));
  afterAll(() => connected.stop());

  it('are read whole', async () => {
    const record = await backUp(names.map(({ name }) => `public.${name}`));
    expect(record.status).toBe(helper ? 'completed' : 'unproven');
    expect(Object.fromEntries(record.tables.map(({ table, outcome, rows }) => [table, [outcome, rows]]))).toEqual(
      Object.fromEntries(names.map(({ name, rows }) => [`public.${name}`, ['exported', rows]])),
    );
    const blob = await connected.services.store.open(record.id);
    if (blob === null) throw new Error('There is no archive.');
    const archive = await openArchive(blob);
    for (const table of archive.manifest.tables) {
      expect(await rowsInArchive(connected.sample, archive, table)).toEqual(
        await rowsInDatabase(connected.sample, table),
      );
    }
  });

  if (helper) return; // its answers are not cut by rows
  it('are not claimed to be read whole where the project sends one row at a time', async () => {
    connected.sample.intercept(({ method, path, query }) =>
      method === 'GET' && path === '/rest/v1/number_2' && !query.has('or') // that asks for rows without a key
        ? { status: 200, body: [{ id: 1, note: 'row 1' }], headers: { 'content-range': '0-0/2' } }
        : null,
    );
    const record = await backUp(['public.number_2']);
    expect(record.tables.find(({ table }) => table === 'public.number_2')).toMatchObject({
      ...{ outcome: 'failed', rows: 0, error: expect.stringContaining('only one row per request') },
    });
    expect(record.status).toBe('failed');
  });
});

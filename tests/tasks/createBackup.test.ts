import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { rowsInArchive, rowsInDatabase } from '../archive/compareWithDatabase.ts';
import { type OpenedArchive, openArchive } from '../archive/openArchive.ts';
import { EXTENSION_TABLE, HALF_HIDDEN } from '../supabase/zoo.ts';
import { type Connected, connect } from './connectedProject.ts';
import { declareTables } from './declareTables.ts';

async function backUp({ services }: Connected): Promise<{ record: BackupRecord; archive: OpenedArchive }> {
  const record = await createBackup(
    services,
    { type: 'manual', reason: '' },
    new AbortController().signal,
    () => undefined,
  );
  const blob = await services.store.open(record.id);
  if (blob === null) throw new Error(`There is no archive: ${record.status}, ${record.error?.message}`);
  return { record, archive: await openArchive(blob) };
}

function tableOf(record: BackupRecord, name: string) {
  return record.tables.find(({ table }) => table === name);
}

describe('a backup of the demo project', () => {
  let connected: Connected;
  let record: BackupRecord;
  let archive: OpenedArchive;
  beforeAll(async () => {
    connected = await connect();
    ({ record, archive } = await backUp(connected));
  });
  afterAll(() => connected.stop());

  it('is completed, with every table and as many rows as Postgres counts', async () => {
    expect(record.status).toBe('completed');
    expect(record.tables.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => 'exported'));
    for (const { table, rows } of record.tables) {
      const [counted] = await connected.sample.sql(`select count(*) as rows from ${table}`);
      expect([table, String(rows)]).toEqual([table, counted?.rows]);
    }
    expect(record.totalRows).toBe(record.tables.reduce((sum, { rows }) => sum + rows, 0));
    expect(tableOf(record, 'public.payments')?.rows).toBeGreaterThan(12_000);
  });

  it('has an archive that another ZIP reader opens, with the manifest first and the digests it names', () => {
    const { manifest } = archive;
    expect(archive.paths.slice(0, 2)).toEqual(['manifest.json', 'README.txt']);
    const named = [...manifest.tables.flatMap(({ parts }) => parts), ...manifest.files];
    expect(archive.paths.slice(1).sort()).toEqual(named.map(({ path }) => path).sort());
    for (const { path, sha256, bytes } of named) {
      expect([path, archive.sha256(path)]).toEqual([path, sha256]);
      expect(Buffer.byteLength(archive.text(path))).toBe(bytes);
    }
    expect(manifest).toMatchObject({
      status: 'completed',
      coverage: 'catalog',
      total_rows: record.totalRows,
      tables_backed_up: 10,
    });
  });

  it('is verified and published, and its run is on the record and in the audit trail', async () => {
    expect(record.archive).toMatchObject({
      bytes: 'present',
      partsVerified: archive.manifest.tables.flatMap(({ parts }) => parts).length,
    });
    expect(await connected.services.backups.get(record.id)).toEqual(record);
    const acts = await connected.services.audit.list(connected.project.id);
    expect(acts.map(({ action, result }) => [action, result])).toEqual([
      ['backup-ended', 'completed'],
      ['backup-started', 'in progress'],
    ]);
  });

  it('sent every request as the admin', () => {
    const sent = connected.sample.requests.filter(
      ({ method, path }) => method !== 'OPTIONS' && path.startsWith('/rest/'),
    );
    expect(sent.length).toBeGreaterThan(10);
    expect([...new Set(sent.map(({ role, sub }) => `${role} ${sub}`))]).toEqual([
      `authenticated ${connected.sample.admin.id}`,
    ]);
  });

  it('gives equal content digests when nothing changed in between', async () => {
    const again = await backUp(connected);
    expect(again.record.tables.map(({ contentSha256 }) => contentSha256)).toEqual(
      record.tables.map(({ contentSha256 }) => contentSha256),
    );
  });
});

/** Rows that row level security hides, which nobody can know without the helper. */
const hiddenRows: Record<string, number> = { 'public.half_hidden': HALF_HIDDEN.total - HALF_HIDDEN.visible };

describe.each([
  { way: 'with the helper', helper: true },
  { way: 'without the helper', helper: false },
])('a backup of the type zoo $way', ({ helper }) => {
  let connected: Connected;
  let record: BackupRecord;
  let archive: OpenedArchive;
  beforeAll(async () => {
    connected = await connect({ database: 'zoo', helper });
    if (!helper) await declareTables(connected);
    ({ record, archive } = await backUp(connected));
  });
  afterAll(() => connected.stop());

  it('holds every row that is visible, exactly, once the overrides are applied', async () => {
    const wrong: string[] = [];
    for (const table of archive.manifest.tables) {
      if (table.outcome !== 'exported') continue;
      const without = table.inexact_columns; // what plain REST cannot carry exactly is named, and only that
      const stored = await rowsInDatabase(connected.sample, table, without);
      const kept = await rowsInArchive(connected.sample, archive, table, without);
      const name = `${table.schema}.${table.name}`;
      if (helper || hiddenRows[name] === undefined) expect([name, kept.length]).toEqual([name, stored.length]);
      if (kept.length !== stored.length) continue;
      stored.forEach((row, index) => {
        if (row !== kept[index]) wrong.push(`${name}: ${kept[index]?.slice(0, 300)} instead of ${row.slice(0, 300)}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  it('names as inexact only columns whose values the wire cannot carry', () => {
    const inexact = archive.manifest.tables.flatMap(({ name, inexact_columns }) =>
      inexact_columns.map((column) => `${name}.${column}`),
    );
    expect(inexact).toMatchSnapshot();
  });

  it('says what it could not see', () => {
    expect(record.status).toBe('partial');
    expect(tableOf(record, 'public.no_grants')).toMatchObject({
      outcome: 'denied',
      error: 'You may not read this table',
    });
    if (helper) {
      expect(tableOf(record, 'public.half_hidden')).toMatchObject({
        outcome: 'partial',
        rows: HALF_HIDDEN.visible,
        rowsTotal: HALF_HIDDEN.total,
        error: '120 of 5,000 rows visible to you',
      });
      expect(archive.manifest.left_out).toContainEqual({
        schema: 'public',
        name: EXTENSION_TABLE.split('.')[1],
        reason: 'extension',
      });
    }
    const spoiled = record.tables
      .filter(({ outcome }) => outcome !== 'exported')
      .map(({ table, outcome }) => `${table} ${outcome}`);
    expect(spoiled).toEqual(
      helper ? ['public.half_hidden partial', 'public.no_grants denied'] : ['public.no_grants denied'],
    );
  });

  it('reads tables by key where they have one, and by physical block where not', () => {
    const blocks = record.tables.filter(({ paging }) => paging === 'blocks').map(({ table }) => table);
    expect(blocks).toEqual(['public.keyless', 'public.unique_in_part', 'public.unique_nullable']);
    expect(tableOf(record, 'public.measurements')).toMatchObject({ rows: 2200, outcome: 'exported' });
    expect(tableOf(record, 'public.empty')).toMatchObject({ rows: 0, parts: 1, outcome: 'exported' });
    expect(tableOf(record, 'shop.products')?.outcome).toBe('exported');
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportFormat } from '../../src/core/exportFormat.ts';
import { quoteTable } from '../../src/core/tableName.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { exportTableFile } from '../../src/tasks/exportTableFile.ts';
import { openArchive } from '../../src/tasks/openArchive.ts';
import { editManifest } from '../tasks/archiveEdits.ts';
import { type Connected, connect } from '../tasks/connectedProject.ts';
import { rowsInDatabase } from './compareWithDatabase.ts';
import { loadCsv, loadSql } from './loadTableFiles.ts';

const going = () => new AbortController().signal;
/** Of these the admin does not see every row. */
const hidden = ['public.half_hidden', 'public.no_grants'];

/** CSV has no place for what tells a text in a domain over json from another: see csvRows. */
const inDomain = 'public.texts_in_domain';

const text = fc
  .tuple(
    fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', "'", "''", '\n', '"', ',', '\\.', ' '),
    fc.string({ unit: 'binary' }),
  )
  .map(([start, rest]) => `${start}${rest.replaceAll('\0', '')}`);
const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.stringify(value).replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1')); // a database has no place for it

// New texts with every run; named where one fails.
const seed = Date.now() & 0x7fffffff;

let connected: Connected;
let backupId: string;
let tables: Awaited<ReturnType<typeof openArchive>>['tables'];
/** Every row of every table, as it was when it was backed up. */
const rows = new Map<string, string[]>();

beforeAll(async () => {
  connected = await connect({ database: 'zoo' });
  const { sample, services } = connected;
  await sample.sql(`
    create table public.hostile (id integer primary key, t text, v varchar, j jsonb, js json, ta text[], ja jsonb[], d public.postal_code[], m public.mood);
    create domain public.document as jsonb;
    alter table public.hostile add column doc public.document, add column docs public.document[];
    create domain public.required as text not null;
    alter table public.hostile add column r public.required;
    create table public.texts_in_domain (id integer primary key, doc public.document);
    insert into public.texts_in_domain values (1, '"a text"'), (2, '"123"'), (3, '123'), (4, null);
    grant select on public.hostile, public.texts_in_domain to authenticated;`);
  const values = fc.sample(fc.record({ t: text, v: text, j: json, js: json, ta: fc.array(text) }), {
    numRuns: 200,
    seed,
  });
  await sample.sql(
    `insert into public.hostile
     select n, e ->> 't', e ->> 'v', (e ->> 'j')::jsonb, (e ->> 'js')::json, array(select json_array_elements_text(e -> 'ta')),
       array[(e ->> 'j')::jsonb, (e ->> 'js')::jsonb], '{04109,NULL}', case when n % 3 = 0 then 'it''s (complicated)' end::public.mood,
       jsonb_build_object('j', e -> 'j'), array[(e ->> 'js')::public.document], 'x'
     from json_array_elements($1::json) with ordinality as p (e, n)`,
    [JSON.stringify(values)],
  );
  const record = await createBackup(services, { type: 'manual', reason: '' }, going(), () => undefined);
  backupId = record.id;
  ({ tables } = await openArchive(services, backupId));
  for (const [name, table] of tables) rows.set(name, await rowsInDatabase(sample, table));
});
afterAll(() => connected?.stop());

async function fileOf(table: string, format: ExportFormat, guard = true): Promise<string> {
  const request = { backupId, table, format, query: null, guard };
  const { files } = await exportTableFile(connected.services, request, going());
  return (await files[0]?.blob.text()) ?? '';
}

const whole = () => [...tables].filter(([name]) => !hidden.includes(name));

async function clear(): Promise<void> {
  await connected.sample.sql(`truncate ${[...tables.values()].map(quoteTable).join(', ')}`);
}

async function expectSameRows(without: readonly string[] = []): Promise<void> {
  for (const [name, table] of whole()) {
    if (without.includes(name)) continue;
    expect({ name, seed, rows: await rowsInDatabase(connected.sample, table) }).toEqual({
      name,
      seed,
      rows: rows.get(name),
    });
  }
}

describe('a table as a file of its own', () => {
  test.each([
    false,
    true,
  ])('as CSV (formulas marked: %s), every value copied by Postgres is the one that was backed up', async (guard) => {
    expect(whole().length).toBeGreaterThan(40);
    for (const [name, table] of whole()) {
      if (name === inDomain) continue;
      const csv = await fileOf(name, 'csv', guard);
      const loaded = await loadCsv(connected.sample, table, csv, guard);
      expect({ name, seed, rows: loaded }).toEqual({ name, seed, rows: rows.get(name) });
    }
  });

  test('as INSERTs, it gives exactly the same rows', async () => {
    await clear();
    for (const [name] of whole()) await loadSql(connected.sample, await fileOf(name, 'sql'));
    await expectSameRows();
  });

  test('as INSERTs, also when the types were not known', async () => {
    const { store } = connected.services;
    const generated = whole().filter(([, { columns }]) => columns.some((column) => column.generated !== 'never'));
    const blob = await store.open(backupId);
    const edited = await editManifest(new Uint8Array(await (blob ?? new Blob()).arrayBuffer()), (manifest) => {
      for (const column of manifest.tables.flatMap(({ columns }) => columns))
        Object.assign(column, { type: 'unknown', generated: 'never', identity: 'never' });
    });
    await store.damage(backupId, () => edited);
    await clear();
    const names = generated.map(([name]) => name);
    for (const [name] of whole()) if (!names.includes(name)) await loadSql(connected.sample, await fileOf(name, 'sql'));
    await expectSameRows(names);
    expect(names).toEqual(['public.generated_columns']);
  });
});

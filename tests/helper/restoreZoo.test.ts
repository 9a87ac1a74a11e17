import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Project, startProject } from '../supabase/startProject.ts';
import { type Catalog, quoted, readCatalog, sqlName } from './helperProject.ts';
import { ask, contents, save, stage } from './restoring.ts';

let project: Project;
beforeAll(async () => {
  project = await startProject({ database: 'zoo', logRequests: false });
});
afterAll(() => project?.stop());

/** Takes a third of all rows away (not those that others may refer to), and empties every column of another third that may be empty; no constraint is asked. */
async function spoil(catalog: Catalog, names: readonly string[]): Promise<void> {
  const statements = ['set session_replication_role = replica'];
  const referred = new Set(catalog.tables.flatMap((table) => table.foreign_keys.map((key) => key.references)));
  for (const table of catalog.tables.filter((one) => names.includes(sqlName(one)))) {
    const name = sqlName(table);
    const third = (n: number) => `abs(hashtext(t::text)) % 3 = ${n}`;
    if (!referred.has(`${table.schema}.${table.name}`)) statements.push(`delete from ${name} t where ${third(0)}`);
    const emptied = table.columns.filter(
      (column) => column.nullable && column.generated === 'never' && !table.key.includes(column.name),
    );
    if (emptied.length > 0) {
      statements.push(
        `update ${name} t set ${emptied.map((column) => `${quoted(column.name)} = null`).join(', ')} where ${third(1)}`,
      );
    }
  }
  await project.sql([...statements, 'set session_replication_role = origin'].join(';'));
}

test('every type, name and key comes back exactly, and undoing brings the changes back exactly', async () => {
  const catalog = await readCatalog(project);
  const names = catalog.tables
    .filter((table) => !['half_hidden', 'no_grants'].includes(table.name))
    .map((table) => sqlName(table));
  const saved = await save(project, names);
  const before = await contents(project, names);
  await spoil(catalog, names);
  const spoilt = await contents(project, names);
  expect(spoilt).not.toEqual(before);

  const id = await stage(project, saved);
  expect(await ask(project, 'holdfast_restore_rehearse', { id })).toMatchObject({
    conflicts: [],
    outside: [],
    problems: [],
  });
  await ask(project, 'holdfast_restore_apply', { id });
  expect(await contents(project, names)).toEqual(before);
  await ask(project, 'holdfast_restore_undo', { id });
  expect(await contents(project, names)).toEqual(spoilt);
});

import type { Connected } from './connectedProject.ts';

/** Declares what the helper's catalog would have found, as an admin would who knows the tables well. */
export async function declareTables({ sample, services, project }: Connected): Promise<void> {
  const tables = await sample.sql(`
    select format('%s.%s', n.nspname, c.relname) as name,
      (select json_agg(a.attname order by k.place)
       from pg_index i, unnest(i.indkey) with ordinality as k (number, place), pg_attribute a
       where a.attrelid = c.oid and a.attnum = k.number and i.indexrelid = (
         select u.indexrelid from pg_index u
         where u.indrelid = c.oid and u.indisunique and u.indpred is null
           and (u.indisprimary or not exists (select from pg_attribute n where n.attrelid = c.oid and n.attnum = any (u.indkey) and not n.attnotnull))
         order by u.indisprimary desc limit 1)) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'shop') and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'spatial_ref_sys'`);
  const settings = await services.settings.load(project.id);
  await services.settings.save(project.id, {
    ...settings,
    declaredTables: tables.map(({ name, key }) => ({
      table: name ?? '',
      key: key === null ? [] : (JSON.parse(key ?? '[]') as string[]),
    })),
  });
}

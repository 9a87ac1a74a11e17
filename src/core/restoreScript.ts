import { restoreSqlApply } from './restoreSqlApply.ts';
import { restoreSqlBegin, restoreSqlPlan } from './restoreSqlPlan.ts';
import { restoreSqlReport } from './restoreSqlReport.ts';

/** What of the manifest is restored, and into which tables. Parts that lie elsewhere than they should are refused: their names reach a shell. */
const readManifest = `create temporary table holdfast_overrides (part text, "row" bigint, "column" text, "text" text) on commit drop;
create temporary table holdfast_manifest on commit drop as select :'manifest'::json as manifest;
create temporary table holdfast_listed on commit drop as
  select coalesce(e ->> 'schema', '') as schema_name, e ->> 'name' as name, (e ->> 'schema') || '.' || (e ->> 'name') as full_name, e as listed, place
  from pg_temp.holdfast_manifest, json_array_elements(manifest -> 'tables') with ordinality as t (e, place)
  where json_array_length(e -> 'parts') > 0;
insert into pg_temp.holdfast_job values (:'mode', :'tables' = '');
insert into pg_temp.holdfast_tables (place, name, quoted, key, columns, generated, is_typed)
  select row_number() over (order by place desc), full_name, format('%I.%I', schema_name, name),
    array(select json_array_elements_text(listed -> 'primary_key')),
    case when json_array_length(listed -> 'columns') > 0
      then array(select c ->> 'name' from json_array_elements(listed -> 'columns') c where c ->> 'generated' = 'never')
      else array(select a.attname::text from pg_attribute a where a.attrelid = to_regclass(format('%I.%I', schema_name, name))
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') end,
    array(select c ->> 'name' from json_array_elements(listed -> 'columns') c where c ->> 'generated' <> 'never'),
    not exists (select from json_array_elements(listed -> 'columns') c where c ->> 'type' = 'unknown')
  from pg_temp.holdfast_listed where :'tables' = '' or full_name = any (string_to_array(:'tables', ','));
insert into pg_temp.holdfast_sequences
  select format('%I.%I', split_part(s ->> 'name', '.', 1), substr(s ->> 'name', strpos(s ->> 'name', '.') + 1)),
    (s ->> 'last_value')::bigint, (s ->> 'is_called')::boolean
  from pg_temp.holdfast_manifest, json_array_elements(manifest -> 'sequences') s where s ->> 'last_value' is not null;
create temporary table holdfast_asked on commit drop as
  select name from unnest(string_to_array(:'tables', ',')) name where name not in (select name from pg_temp.holdfast_tables);
do $holdfast$
declare
  mode text := (select j.mode from pg_temp.holdfast_job j);
  bad text;
begin
  if mode not in ('add', 'merge', 'replace') then
    raise exception 'mode is add, merge or replace, not %.', mode;
  end if;
  select string_agg(name, ', ') into bad from pg_temp.holdfast_asked;
  if bad is not null then
    raise exception 'The backup has no rows of %.', bad using hint = 'Nothing was changed. Look into manifest.json for the names of its tables.';
  end if;
  select string_agg(l.full_name, ', ' order by l.place) into bad
  from pg_temp.holdfast_listed l join pg_temp.holdfast_tables h on h.name = l.full_name cross join pg_temp.holdfast_manifest m
  where mode = 'replace' and (l.listed ->> 'outcome' <> 'exported' or m.manifest ->> 'status' <> 'completed' and (
    m.manifest ->> 'coverage' <> 'catalog' or l.listed ->> 'rows_visible' is null
    or l.listed ->> 'rows_visible' is distinct from l.listed ->> 'rows_total'));
  if bad is not null then
    raise exception 'Nobody knows whether the backup holds every row of %: replacing could delete rows that it never saw.', bad
      using hint = 'Nothing was changed. Use mode=add or mode=merge, or leave these tables out.';
  end if;
  if exists (select from pg_temp.holdfast_manifest, json_array_elements(manifest -> 'files') f
      where f ->> 'path' like 'overrides/%' and f ->> 'path' !~ '^overrides/[a-z0-9_.%A-F-]+(/[0-9]+)?[.]json$')
    or exists (select from pg_temp.holdfast_listed, json_array_elements(listed -> 'parts') p
      where p ->> 'path' !~ '^tables/[a-z0-9_.%A-F-]+(/[0-9]+)?[.]json$') then
    raise exception 'manifest.json names files that no backup has.';
  end if;
end
$holdfast$;
`;

/**
 * Takes the rows of a part. The escape \u0000, which no function of Postgres reads, stands only in values that have an override: there it is
 * taken out before the values are taken apart.
 */
const takePart = `create or replace function pg_temp.holdfast_take(place integer, part text, content text, expected bigint) returns void
language plpgsql as $holdfast$
declare
  taken bigint;
begin
  execute (select format('insert into pg_temp.holdfast_rows_%s (%s) select %s from (
      select e.n - 1 as n, case when not exists (select from pg_temp.holdfast_overrides o where o.part = $2 and o."row" = e.n - 1) then e.value
        else (select coalesce(json_object_agg(f.key, f.value), ''{}'')
          from json_each(regexp_replace(e.value::text, ''(?<!\\\\)((\\\\\\\\)*)\\\\u0000'', ''\\1 '', ''g'')::json) f
          where f.key not in (select o."column" from pg_temp.holdfast_overrides o where o.part = $2 and o."row" = e.n - 1)) end as value
      from json_array_elements($1::json) with ordinality as e (value, n)) i,
      json_populate_record(null::pg_temp.holdfast_rows_%1$s, i.value) r', h.place,
      string_agg(format('%I', a.attname), ', ' order by a.attnum),
      string_agg(case when exists (select from pg_temp.holdfast_overrides o where o.part = holdfast_take.part and o."column" = a.attname) then
        format('coalesce((select o."text"::%s from pg_temp.holdfast_overrides o where o.part = $2 and o."row" = i.n and o."column" = %L), r.%I)',
          format_type(a.atttypid, a.atttypmod), a.attname, a.attname) else format('r.%I', a.attname) end, ', ' order by a.attnum))
    from pg_temp.holdfast_tables h
    join pg_attribute a on a.attrelid = format('pg_temp.holdfast_rows_%s', h.place)::regclass and a.attnum > 0
    where h.place = holdfast_take.place group by h.place) using content, part;
  get diagnostics taken = row_count;
  if taken <> expected then
    raise exception '% has % rows instead of %.', part, taken, expected using hint = 'Nothing was changed. The file is not the one that was written.';
  end if;
end
$holdfast$;
`;

/**
 * `restore.sql` of an archive: restores what lies beside it with psql alone, as the files that `exportRestoreSql` writes do. The same in
 * every archive. `cat` reads the files: psql itself has no way to read a whole file into a statement.
 */
export const restoreScript = `-- Restores this backup with psql alone. Run it in the folder where you unpacked the archive, as the owner of the tables
-- (on a hosted project: postgres, by the direct connection or the session pooler):
--
--   psql "$DATABASE_URL" -f restore.sql
--
-- That inserts the rows that are missing, and leaves rows that are there as they are, also where they differ: the end says how many do.
-- Otherwise say before -f:
--   -v mode=merge                             rows that differ also get the values of the backup
--   -v mode=replace                           the tables end up exactly as in the backup: OTHER ROWS ARE DELETED
--   -v tables=public.users,public.orders      only these tables
--
-- After a total loss take mode=replace. Triggers of yours may have made rows for the new accounts; only replacing puts the old ones in
-- their place.
--
-- It is one transaction. If anything fails, nothing is changed: the first line that says ERROR tells why. The tables have to exist.
-- While it works, nobody else can use them. Their triggers do not run, foreign keys are checked at the end; both are put back as they were.

\\set ON_ERROR_STOP on
\\set QUIET on
\\if :{?mode}
\\else
\\set mode add
\\endif
\\if :{?tables}
\\else
\\set tables ''
\\endif
\\set manifest \`cat manifest.json\`
${restoreSqlBegin}${readManifest}
-- Is it possible here?
${restoreSqlPlan}
-- The rows of the backup, put aside, a file at a time.
${takePart}
\\pset format unaligned
\\pset tuples_only on
\\o restore-steps.sql
select format(E'\\\\set content \`cat "%s"\`\\ninsert into pg_temp.holdfast_overrides select * from json_to_recordset(:''content'') as k (part text, "row" bigint, "column" text, "text" text);',
  f ->> 'path')
from pg_temp.holdfast_manifest, json_array_elements(manifest -> 'files') f where f ->> 'path' like 'overrides/%';
select 'create index on pg_temp.holdfast_overrides (part, "row"); analyze pg_temp.holdfast_overrides;';
select format(E'\\\\set content \`cat "%s"\`\\nselect pg_temp.holdfast_take(%s, %L, :''content'', %s) \\\\g /dev/null', p ->> 'path', h.place, p ->> 'path', p ->> 'rows')
from pg_temp.holdfast_listed l join pg_temp.holdfast_tables h on h.name = l.full_name, json_array_elements(l.listed -> 'parts') p order by h.place;
\\o
\\i restore-steps.sql
\\! rm restore-steps.sql
\\pset format aligned
\\pset tuples_only off

-- Compare and write.
${restoreSqlApply}
${restoreSqlReport(
  'To write them too, run it again with -v mode=merge before -f; or with -v mode=replace, which also deletes rows that the backup does not have.',
)}`;

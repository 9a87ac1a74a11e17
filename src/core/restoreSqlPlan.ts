/**
 * Settings of the transaction, and the temporary tables that say what is to be done. Whoever uses it fills `holdfast_job`,
 * `holdfast_tables` (place, name, quoted, key, columns, generated; parents first) and `holdfast_sequences`, then runs `restoreSqlPlan`.
 */
export const restoreSqlBegin = `begin;
set local client_min_messages = warning;
set local client_encoding = 'UTF8';
set local datestyle = 'ISO, MDY';
set local intervalstyle = 'postgres';
set local xmloption = 'content';
set local array_nulls = on;
set local row_security = off;
set local statement_timeout = 0;
set local idle_in_transaction_session_timeout = 0;
set local lock_timeout = '10s';
create temporary table holdfast_job (mode text, whole boolean) on commit drop;
create temporary table holdfast_tables (
  place integer primary key, name text, quoted text, key text[], columns text[], generated text[], is_typed boolean default true,
  relation regclass, source text, list text, stored text, sets text, moved text, moves text, matches text, differs text, missing text, surplus text,
  inserted bigint default 0, updated bigint default 0, deleted bigint default 0, differing bigint default 0, rows_after bigint) on commit drop;
create temporary table holdfast_sequences (quoted text, last_value bigint, is_called boolean) on commit drop;
`;

/**
 * Compares what is to be done with the database of the day, raises where that cannot be, and makes `holdfast_rows_<place>` for the rows:
 * one for each table, with its columns of today that the backup has.
 */
export const restoreSqlPlan = `create or replace function pg_temp.holdfast_users_of(sequence oid) returns setof oid language sql stable as
$$
  select d.refobjid from pg_depend d
  where d.classid = 'pg_class'::regclass and d.objid = sequence and d.deptype in ('a', 'i') and d.refclassid = 'pg_class'::regclass
  union
  select a.adrelid from pg_depend d join pg_attrdef a on a.oid = d.objid
  where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = sequence
$$;
do $holdfast$
declare
  t record;
  bad text;
  chosen record;
begin
  update pg_temp.holdfast_tables set relation = to_regclass(quoted);
  select string_agg(name, ', ' order by place) into bad from pg_temp.holdfast_tables where relation is null;
  if bad is not null then
    raise exception 'These tables are not in this database: %.', bad
      using hint = 'Nothing was changed. Create them from your migrations first, or restore without them.';
  end if;
  select string_agg(h.name, ', ' order by place) into bad
  from pg_temp.holdfast_tables h join pg_class c on c.oid = h.relation where c.relkind not in ('r', 'p');
  if bad is not null then
    raise exception 'These are no tables in this database: %.', bad using hint = 'Nothing was changed.';
  end if;
  select string_agg(format('%s (%s)', h.name, pg_get_userbyid(c.relowner)), ', ' order by place) into bad
  from pg_temp.holdfast_tables h join pg_class c on c.oid = h.relation where not pg_has_role(c.relowner, 'usage');
  if bad is not null then
    raise exception 'These tables belong to another role: %.', bad using hint = 'Nothing was changed. Connect as their owner.';
  end if;
  select string_agg(format('%s.%s', h.name, e.name), ', ' order by place, e.name) into bad
  from pg_temp.holdfast_tables h cross join lateral unnest(h.columns) e (name)
  where not exists (select from pg_attribute a
    where a.attrelid = h.relation and a.attname = e.name and a.attnum > 0 and not a.attisdropped);
  if bad is not null then
    raise exception 'The backup has columns that these tables do not have today: %.', bad
      using hint = 'Nothing was changed. Add the columns first, or restore without these tables.';
  end if;
  select string_agg(format('%s.%s', h.name, a.attname), ', ' order by place, a.attname) into bad
  from pg_temp.holdfast_tables h join pg_attribute a on a.attrelid = h.relation and a.attnum > 0 and not a.attisdropped
  where a.attname = any (h.generated) and a.attgenerated = ''
    or h.is_typed and a.attname = any (h.columns) and a.attgenerated <> '';
  if bad is not null then
    raise exception 'These columns are computed either in the backup or today, but not in both: %.', bad
      using hint = 'Nothing was changed. Restore without these tables.';
  end if;

  create temporary table holdfast_members on commit drop as
    select place, relation::oid from pg_temp.holdfast_tables
    union select place, p.relid from pg_temp.holdfast_tables h cross join lateral pg_partition_tree(h.relation) p;
  for t in
    select h.*, n.nspname, c.relname, c.relkind from pg_temp.holdfast_tables h
    join pg_class c on c.oid = h.relation join pg_namespace n on n.oid = c.relnamespace order by place
  loop
    -- The columns that tell one row from another: the primary key of the backup, if it is unique today, else another key.
    select k.names, k.matches into chosen from (
      select i.indisprimary, i.indexrelid, array_agg(a.attname::text order by k.place) as names,
        bool_and(a.attnotnull and a.attname = any (t.columns)) as is_whole,
        string_agg(format('t.%I operator(%I.%s) s.%I', a.attname, s.nspname, o.oprname, a.attname), ' and ' order by k.place) as matches
      from pg_index i
      cross join lateral unnest(i.indkey::smallint[], i.indclass::oid[]) with ordinality as k (attnum, class, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      join pg_opclass q on q.oid = k.class
      join pg_amop m on m.amopfamily = q.opcfamily and m.amopstrategy = 3 and m.amoplefttype = q.opcintype and m.amoprighttype = q.opcintype
      join pg_operator o on o.oid = m.amopopr join pg_namespace s on s.oid = o.oprnamespace
      where i.indrelid = t.relation and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
        and k.place <= i.indnkeyatts
      group by i.indexrelid, i.indisprimary) k
    where k.is_whole
    order by not (k.names @> t.key and k.names <@ t.key), not k.indisprimary, k.indexrelid limit 1;

    update pg_temp.holdfast_tables h set
      key = coalesce(chosen.names, '{}'), matches = chosen.matches,
      quoted = format('%I.%I', t.nspname, t.relname),
      source = case t.relkind when 'r' then 'only ' else '' end || format('%I.%I', t.nspname, t.relname),
      list = w.list, differs = format('record_image_ne(row(%s), row(%s))', w.live, w.staged),
      sets = case when chosen.names is not null then w.sets end, stored = w.stored, moved = w.moved,
      moves = format('record_image_ne(row(%s), row(%s))', w.live_unique, w.staged_unique),
      missing = case when chosen.matches is not null then
          format('pg_temp.holdfast_rows_%s s where not exists (select from %s t where %s)', t.place,
            case t.relkind when 'r' then 'only ' else '' end || format('%I.%I', t.nspname, t.relname), chosen.matches)
        else format('(select s.*, %s) s where not exists (select from (select %s) t where t.holdfast_text = s.holdfast_text and t.holdfast_place = s.holdfast_place)',
          w.staged_texts, w.live_texts) end,
      surplus = case when chosen.matches is not null then
          format('(select t.tableoid as relation, t.ctid as id from %s t where not exists (select from pg_temp.holdfast_rows_%s s where %s)) l',
            case t.relkind when 'r' then 'only ' else '' end || format('%I.%I', t.nspname, t.relname), t.place, chosen.matches)
        else format('(select t.relation, t.id from (select t.tableoid as relation, t.ctid as id, %s) t
            where not exists (select from (select %s) s where t.holdfast_text = s.holdfast_text and t.holdfast_place = s.holdfast_place)) l',
          w.live_texts, w.staged_texts) end
    from (
      select coalesce(string_agg(format('%I', a.attname), ', ' order by a.attnum) filter (where is_written), '') as list,
        string_agg(format('t.%I', a.attname), ', ' order by a.attnum) filter (where is_written) as live,
        string_agg(format('s.%I', a.attname), ', ' order by a.attnum) filter (where is_written) as staged,
        string_agg(format('%1$I = s.%1$I', a.attname), ', ' order by a.attnum)
          filter (where is_written and not (a.attidentity = 'a' and a.attname = any (chosen.names))) as sets,
        string_agg(format('t.%I', a.attname), ', ' order by a.attnum) filter (where is_written and is_unique) as live_unique,
        string_agg(format('s.%I', a.attname), ', ' order by a.attnum) filter (where is_written and is_unique) as staged_unique,
        string_agg(format('%I', a.attname), ', ' order by a.attnum) as stored,
        string_agg(format('%s.%I', case when is_written then 's' else 't' end, a.attname), ', ' order by a.attnum) as moved,
        -- Whole rows are counted where there is no key.
        format('row(%s)::text as holdfast_text, row_number() over (partition by row(%1$s)::text) as holdfast_place from %s t',
          string_agg(format('t.%I', a.attname), ', ' order by a.attnum) filter (where is_written),
          case t.relkind when 'r' then 'only ' else '' end || format('%I.%I', t.nspname, t.relname)) as live_texts,
        format('row(%s)::text as holdfast_text, row_number() over (partition by row(%1$s)::text) as holdfast_place from pg_temp.holdfast_rows_%s s',
          string_agg(format('s.%I', a.attname), ', ' order by a.attnum) filter (where is_written), t.place) as staged_texts
      from pg_attribute a cross join lateral (
        select a.attname = any (t.columns) as is_written, exists (
          select from pg_index i where i.indrelid = t.relation and (i.indisunique or i.indisexclusion)
            and (a.attnum = any (i.indkey) or exists (select from pg_depend d where d.classid = 'pg_class'::regclass
              and d.objid = i.indexrelid and d.refobjid = i.indrelid and d.refobjsubid = a.attnum))) as is_unique) w
      where a.attrelid = t.relation and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') w
    where h.place = t.place;
    execute format('create temporary table holdfast_rows_%s on commit drop as select %s from %I.%I with no data', t.place,
      (select string_agg(format('%I', name), ', ' order by turn) from unnest(t.columns) with ordinality as c (name, turn)), t.nspname, t.relname);
  end loop;
end
$holdfast$;
`;

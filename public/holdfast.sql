-- Holdfast helper, version 3. Run it in the SQL editor as postgres; running it again is safe.
-- It adds schema "holdfast" (who is an admin, and the audit trail) and functions public.holdfast_*, through which the
-- Holdfast console lists tables, counts rows, reads tables exactly and shares the trail. It changes none of your tables.
-- Only signed-in admins can call them: users listed in holdfast.admins, or whose app_metadata.role is 'admin';
-- anyone else is refused (42501). Rows are read as the caller: row level security applies. To remove it: see the end.

begin;

-- ---------------------------------------------------------------------------------------------------------------
-- Schema holdfast: internals. RLS on, no grants: nothing here can be reached through the API.
-- ---------------------------------------------------------------------------------------------------------------
-- (All functions are PL/pgSQL: those keep their plans for the session; SQL functions that set something plan anew at
-- every call.)
create schema if not exists holdfast;
revoke all on schema holdfast from public, anon, authenticated, service_role;

create table if not exists holdfast.schema_version (
  only_row boolean primary key default true check (only_row),
  version integer not null,
  installed_at timestamptz not null default now()
);
alter table holdfast.schema_version enable row level security;
revoke all on holdfast.schema_version from public, anon, authenticated, service_role;

do $$
begin
  if exists (select 1 from holdfast.schema_version v where v.version > 3) then
    raise exception 'A newer Holdfast helper is installed already.'
      using hint = 'Keep it, or uninstall it first (see the end of its file).';
  end if;
end
$$;

create table if not exists holdfast.admins (
  user_id uuid primary key,
  permissions text[] not null
    check (permissions <@ array['create', 'download', 'delete', 'restore', 'settings'])
);
alter table holdfast.admins enable row level security;
revoke all on holdfast.admins from public, anon, authenticated, service_role;

-- The audit trail: what admins did in their browsers, in chains, one for each browser. An entry is the text that was
-- digested, as it was; who checks a chain needs nothing but this table. "id" rises in the order of the uploads.
create table if not exists holdfast.audit_log (
  id bigint primary key,
  chain uuid not null,
  seq bigint not null check (seq > 0),
  previous text not null check (previous ~ '^[0-9a-f]{64}$'),
  digest text not null,
  entry text not null check (octet_length(entry) <= 1000000),
  uploaded_at timestamptz not null default now(),
  uploaded_by text not null,
  unique (chain, seq),
  constraint digest_of_entry check (
    digest = encode(sha256(convert_to(previous || E'\n' || entry, 'UTF8')), 'hex'))
);
alter table holdfast.audit_log enable row level security;
revoke all on holdfast.audit_log from public, anon, authenticated, service_role;

create or replace function holdfast.refuse_change() returns trigger
language plpgsql set search_path = ''
as $$
begin
  raise exception 'The audit trail is append-only: entries are neither changed nor removed.' using errcode = '55000';
end
$$;
-- Also for the owner, and where triggers are switched off for replication.
drop trigger if exists append_only on holdfast.audit_log;
create trigger append_only before update or delete or truncate on holdfast.audit_log
  for each statement execute function holdfast.refuse_change();
alter table holdfast.audit_log enable always trigger append_only;

-- Functions of an older version under the same name with other arguments would stand beside the new ones, and
-- those with another result cannot be replaced.
do $$
declare
  old record;
begin
  for old in
    select p.oid::regprocedure as signature
    from pg_catalog.pg_proc p
    join (values
      ('holdfast_version', '', 'integer'), ('holdfast_is_admin', '', 'boolean'),
      ('holdfast_permissions', '', 'text[]'), ('holdfast_catalog', 'text[]', 'json'),
      ('holdfast_counts', 'text[]', 'json'), ('holdfast_true_count', 'text', 'bigint'),
      ('holdfast_plan', 'text, text[], integer, text[]', 'record'),
      ('holdfast_export', 'text, text[], integer, text[]', 'record'),
      ('holdfast_inexact', 'text, text[], integer, text[]', 'json'), ('holdfast_split', 'text, integer', 'json'),
      ('holdfast_snapshot_open', 'uuid, text[], bigint', 'json'),
      ('holdfast_snapshot_store', 'uuid, text, integer, json, json, bigint', 'void'),
      ('holdfast_snapshot_finish', 'uuid, json, text[]', 'json'),
      ('holdfast_snapshot_begin', 'uuid, text[], text[], bigint, integer', 'json'),
      ('holdfast_snapshot_status', 'uuid', 'json'),
      ('holdfast_snapshot_read', 'uuid, text, integer', 'record'),
      ('holdfast_snapshot_end', 'uuid', 'boolean'),
      ('holdfast_append_audit', 'jsonb', 'integer'), ('holdfast_audit_entries', 'bigint, integer', 'json')
    ) as ours (name, arguments, result) on p.proname = ours.name
    where p.pronamespace = 'public'::regnamespace
      and (pg_catalog.oidvectortypes(p.proargtypes) <> ours.arguments or p.prorettype <> ours.result::regtype)
  loop
    execute format('drop function %s', old.signature);
  end loop;
end
$$;

-- What the caller may do; empty for everyone who is not an admin. The caller is known by the verified token only.
create or replace function holdfast.caller_permissions() returns text[]
language plpgsql stable set search_path = ''
as $$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  listed text[];
begin
  if claims ->> 'role' is distinct from 'authenticated' or claims ->> 'sub' is null then
    return '{}';
  end if;
  select a.permissions into listed from holdfast.admins a where a.user_id::text = lower(claims ->> 'sub');
  return array(
    select p.name
    from unnest(array['create', 'download', 'delete', 'restore', 'settings']) with ordinality as p (name, place)
    where p.name = any (listed)
       or (claims -> 'app_metadata' ->> 'role' = 'admin' and p.name <> 'restore')
    order by p.place
  );
end
$$;

-- Stops a call of anyone who lacks the permission ('any': of anyone who is not an admin).
create or replace function holdfast.require(permission text) returns void
language plpgsql stable set search_path = ''
as $$
declare
  granted text[] := holdfast.caller_permissions();
begin
  if granted = '{}' then
    raise exception 'Only Holdfast admins may do this.' using errcode = '42501',
      hint = 'Someone with access to the SQL editor can add your user id to holdfast.admins.';
  end if;
  if permission <> 'any' and not permission = any (granted) then
    raise exception 'This needs the Holdfast permission "%".', permission using errcode = '42501',
      hint = 'Someone with access to the SQL editor can add it to your row in holdfast.admins.';
  end if;
end
$$;

-- Schemas that are never read, whatever is asked.
create or replace function holdfast.is_refused(schema_name text) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return (
    select schema_name in ('auth', 'storage', 'vault', 'holdfast', 'extensions', 'information_schema')
        or schema_name like 'pg\_%'
  );
end
$$;

-- Schemas that belong to the platform: left out of the catalog unless asked for by name.
create or replace function holdfast.is_platform(schema_name text) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return (
    select schema_name in (
        'realtime', '_realtime', 'graphql', 'graphql_public', 'supabase_functions', 'supabase_migrations', 'net',
      'cron',
        'pgbouncer', 'pgsodium', 'pgsodium_masks', 'pgtle', 'pgmq', 'pgmq_public', 'dbdev', 'tiger', 'tiger_data',
        'topology', '_analytics', '_supavisor', 'etl', 'repack')
  );
end
$$;

-- The table of a name, or an error that says what is wrong with the name.
create or replace function holdfast.resolve(table_name text) returns oid
language plpgsql stable set search_path = ''
as $$
declare
  relation oid;
  schema_name text;
  kind "char";
begin
  begin
    relation := to_regclass(table_name);
  exception when others then
    relation := null; -- not a name at all; said below in plain words
  end;
  select c.relkind, n.nspname into kind, schema_name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.oid = relation and table_name !~ '^\s*[0-9]+\s*$';
  if kind is null then
    raise exception 'There is no table %.', coalesce(table_name, 'without a name') using errcode = '42P01',
      hint = 'Write it as schema.table, with double quotes around names that need them.';
  end if;
  if holdfast.is_refused(schema_name) then
    raise exception 'Tables of schema "%" are not read by Holdfast.', schema_name using errcode = '42501';
  end if;
  if kind not in ('r', 'p') then
    raise exception '% is not a table.', table_name using errcode = '42809',
      hint = 'Views and foreign tables hold no rows of their own.';
  end if;
  return relation;
end
$$;

-- The tables that hold the rows: the table itself, or the leaves of a partitioned one.
create or replace function holdfast.leaves(relation oid) returns table (leaf oid, kind "char")
language plpgsql stable set search_path = ''
as $$
begin
  return query
  select c.oid, c.relkind from pg_catalog.pg_class c where c.oid = relation and c.relkind <> 'p'
  union all
  select c.oid, c.relkind
  from pg_catalog.pg_partition_tree(relation) t join pg_catalog.pg_class c on c.oid = t.relid
  where t.isleaf and c.relkind <> 'p' and c.oid <> relation;
end
$$;

-- The index whose columns identify and order the rows: the primary key, else the smallest unique index over columns
-- that are never null. Only default operator classes, so that ORDER BY and the index agree. Null: no key.
create or replace function holdfast.key_index(relation oid) returns oid
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select i.indexrelid
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_am m on m.oid = c.relam
    where i.indrelid = relation and m.amname = 'btree'
      and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
      and (i.indisprimary or i.indimmediate)
      and not exists (
        select 1
        from generate_series(0, i.indnkeyatts - 1) as place
        join pg_catalog.pg_attribute a on a.attrelid = relation and a.attnum = i.indkey[place]
        join pg_catalog.pg_opclass o on o.oid = i.indclass[place]
        where not a.attnotnull or not o.opcdefault
      )
    order by i.indisprimary desc, i.indnkeyatts, (0 <> all (i.indoption::int2[])), c.relname
    limit 1
  );
end
$$;

create or replace function holdfast.index_columns(index_relation oid) returns text[]
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(a.attname::text order by place), '{}')
    from pg_catalog.pg_index i
    cross join lateral generate_series(0, i.indnkeyatts - 1) as place
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place]
    where i.indexrelid = index_relation
  );
end
$$;

-- The type under all domains.
create or replace function holdfast.base_type(type_id oid) returns oid
language plpgsql stable set search_path = ''
as $$
declare
  base oid;
begin
  loop
    select t.typbasetype into base from pg_catalog.pg_type t where t.oid = type_id;
    exit when coalesce(base, 0) = 0;
    type_id := base;
  end loop;
  return type_id;
end
$$;

-- Whether values of a type are or hold names of objects (regclass, regproc, …): Postgres writes those with or without
-- their schema as the search_path of the moment has it.
create or replace function holdfast.names_objects(type_id oid) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  base oid := holdfast.base_type(type_id);
begin
  if base in ('regclass'::regtype, 'regproc'::regtype, 'regprocedure'::regtype, 'regoper'::regtype,
    'regoperator'::regtype, 'regtype'::regtype, 'regrole'::regtype, 'regnamespace'::regtype, 'regconfig'::regtype,
    'regdictionary'::regtype, 'regcollation'::regtype) then
    return true;
  end if;
  return exists (
    select 1
    from (
      select t.typelem from pg_catalog.pg_type t where t.oid = base and t.typelem <> 0
      union all
      select a.atttypid
      from pg_catalog.pg_type t join pg_catalog.pg_attribute a on a.attrelid = t.typrelid
      where t.oid = base and t.typtype = 'c' and a.attnum > 0 and not a.attisdropped
    ) as held (type_id)
    where holdfast.names_objects(held.type_id)
  );
end
$$;

-- How far JSON can be trusted with a type:
--   safe     always exact
--   jsonb    JSON null looks like SQL NULL
--   json     so does its null; white space around it is lost; Postgres cannot read a row with \u0000 in it back
--   array    of a safe type: lower bounds other than 1 are lost
--   cast     the type has its own cast to json, which nothing leads back from
--   named    names of objects, which mean the same everywhere only when written under an empty search_path
--   compare  only a comparison tells
create or replace function holdfast.json_trust(type_id oid) returns text
language plpgsql stable set search_path = ''
as $$
declare
  base oid := holdfast.base_type(type_id);
  element oid;
  kind "char";
begin
  if base in ('bool'::regtype, 'bytea'::regtype, '"char"'::regtype, 'name'::regtype, 'int8'::regtype, 'int2'::regtype,
    'int4'::regtype, 'text'::regtype, 'oid'::regtype, 'float4'::regtype, 'float8'::regtype, 'bpchar'::regtype,
    'varchar'::regtype, 'date'::regtype, 'time'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype,
    'interval'::regtype, 'timetz'::regtype, 'bit'::regtype, 'varbit'::regtype, 'numeric'::regtype, 'uuid'::regtype,
    'inet'::regtype, 'cidr'::regtype, 'macaddr'::regtype, 'macaddr8'::regtype, 'pg_lsn'::regtype) then
    return 'safe';
  elsif base = 'jsonb'::regtype then
    return 'jsonb';
  elsif base = 'json'::regtype then
    return 'json';
  elsif holdfast.names_objects(base) then
    return 'named';
  end if;
  select t.typtype, e.oid into kind, element
  from pg_catalog.pg_type t left join pg_catalog.pg_type e on e.oid = t.typelem and e.typarray = t.oid
  where t.oid = base;
  if element is not null then
    return case holdfast.json_trust(element) when 'safe' then 'array' when 'cast' then 'cast' else 'compare' end;
  end if;
  -- 16384: the first object id that is not built in; only such types are written to JSON by a cast of theirs
  if base >= 16384 and kind <> 'c' and exists (
    select 1 from pg_catalog.pg_cast c
    where c.castsource = base and c.casttarget = 'json'::regtype and c.castmethod = 'f') then
    return 'cast';
  end if;
  return case kind when 'e' then 'safe' else 'compare' end;
end
$$;

-- "key after these values" ('>') or "key up to these values" ('<='), so written that the key's index serves it.
-- Values stay untyped literals: they take the column's type, and no type of a hidden schema has to be named.
create or replace function holdfast.key_condition(
  index_relation oid, row_alias text, comparison text, key_values text[]) returns text
language plpgsql stable set search_path = ''
as $$
declare
  part record;
  parts integer := array_length(holdfast.index_columns(index_relation), 1);
  lefts text[] := '{}';
  rights text[] := '{}';
  builtin boolean := true;
  narrowed integer := parts;
  nested text;
  row_wise text;
begin
  if coalesce(array_ndims(key_values), 1) <> 1 or cardinality(key_values) <> parts
     or array_position(key_values, null) is not null then
    raise exception 'A key of this table has % values, none of them null.', parts using errcode = '22023',
      hint = 'Pass the values in the order of the catalog''s "key".';
  end if;
  for part in
    select format('%s.%I%s', row_alias, a.attname,
        case when i.indcollation[place] <> a.attcollation
          then format(' collate %I.%I', cn.nspname, co.collname) else '' end) as expression,
      case when b.typtype = 'c'
        then format('%L::%s', key_values[place + 1], format_type(b.oid, null))
        else quote_literal(key_values[place + 1]) end as literal,
      (select jsonb_object_agg(m.amopstrategy, format('operator(%I.%s)', n.nspname, p.oprname))
        from pg_catalog.pg_amop m
        join pg_catalog.pg_operator p on p.oid = m.amopopr
        join pg_catalog.pg_namespace n on n.oid = p.oprnamespace
        where m.amopfamily = o.opcfamily and m.amoplefttype = o.opcintype and m.amoprighttype = o.opcintype
      ) as operators,
      (select bool_and(f.proleakproof)
        from pg_catalog.pg_amop m
        join pg_catalog.pg_operator p on p.oid = m.amopopr
        join pg_catalog.pg_proc f on f.oid = p.oprcode
        where m.amopfamily = o.opcfamily and m.amoplefttype = o.opcintype and m.amoprighttype = o.opcintype
      ) as leakproof,
      place
    from pg_catalog.pg_index i
    cross join lateral generate_series(0, i.indnkeyatts - 1) as place
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place]
    join pg_catalog.pg_type b on b.oid = holdfast.base_type(a.atttypid)
    join pg_catalog.pg_opclass o on o.oid = i.indclass[place]
    left join pg_catalog.pg_collation co on co.oid = i.indcollation[place]
    left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
    where i.indexrelid = index_relation
    order by place desc
  loop
    -- strategies of btree: 1 <, 2 <=, 3 =, 4 >=, 5 >
    builtin := builtin and part.operators ->> '5' = 'operator(pg_catalog.>)'
      and part.operators ->> '2' = 'operator(pg_catalog.<=)';
    if not part.leakproof then
      narrowed := part.place;
    end if;
    lefts := part.expression || lefts;
    rights := part.literal || rights;
    nested := case
      when nested is null and comparison = '>'
        then format('%s %s %s', part.expression, part.operators ->> '5', part.literal)
      when nested is null
        then format('%s %s %s', part.expression, part.operators ->> '2', part.literal)
      else format('(%1$s %2$s %3$s and (%1$s %4$s %3$s or %5$s))', part.expression,
        part.operators ->> case comparison when '>' then '4' else '2' end, part.literal,
        part.operators ->> case comparison when '>' then '5' else '1' end, nested)
    end;
  end loop;
  if not builtin then
    return nested;
  end if;
  row_wise := format('(%s) operator(pg_catalog.%s) (%s)',
    array_to_string(lefts, ', '), comparison, array_to_string(rights, ', '));
  -- Under row level security the index serves no comparison that is not leakproof (numeric, enum, …): then the
  -- leading columns whose comparison is leakproof narrow the range at least.
  if narrowed between 1 and parts - 1 then
    row_wise := format('(%s) operator(pg_catalog.%s) (%s) and ', array_to_string(lefts[:narrowed], ', '),
      case comparison when '>' then '>=' else '<=' end, array_to_string(rights[:narrowed], ', ')) || row_wise;
  end if;
  return row_wise;
end
$$;

-- The rows per block that a block reader has to expect, over all leaves side by side; 60 where nobody counted yet.
create or replace function holdfast.rows_per_block(relation oid) returns double precision
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select greatest(1, coalesce(sum(
      case when c.relpages > 0 and c.reltuples >= 0 then c.reltuples / c.relpages else 60 end), 60))
    from holdfast.leaves(relation) l join pg_catalog.pg_class c on c.oid = l.leaf
    where pg_catalog.pg_relation_size(c.oid) > 0
  );
end
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- Who may do what
-- ---------------------------------------------------------------------------------------------------------------
-- Whether the signed-in caller is an admin; the one question that anyone signed in may ask.
create or replace function public.holdfast_is_admin() returns boolean
language sql stable security definer set search_path = ''
as $$
  select holdfast.caller_permissions() <> '{}'
$$;

-- What the calling admin may do: of create, download, delete, restore, settings.
create or replace function public.holdfast_permissions() returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform holdfast.require('any');
  return holdfast.caller_permissions();
end
$$;

create or replace function public.holdfast_version() returns integer
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform holdfast.require('any');
  return 3;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- What there is
-- ---------------------------------------------------------------------------------------------------------------
-- One table of the catalog, as the role of the API sees it.
create or replace function holdfast.describe_table(relation oid, api_role name) returns json
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select json_build_object(
      'schema', n.nspname,
      'name', c.relname,
      'kind', case c.relkind when 'p' then 'partitioned' else 'table' end,
      'readable', has_schema_privilege(api_role, n.oid, 'USAGE') and (
        has_table_privilege(api_role, c.oid, 'SELECT')
        or (select coalesce(bool_and(has_column_privilege(api_role, c.oid, a.attnum, 'SELECT')), false)
            from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)),
      'rls_filters', c.relrowsecurity and not r.rolsuper and not r.rolbypassrls
        and (c.relforcerowsecurity or not pg_has_role(api_role, c.relowner, 'USAGE')),
      -- inside a function that runs as its owner, this asks about the owner
      'countable', has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT')
        and not row_security_active(c.oid),
      'primary_key', coalesce((select holdfast.index_columns(i.indexrelid)
        from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary), '{}'),
      'key', holdfast.index_columns(k.key_index),
      'paging', case when k.key_index is null then 'blocks' else 'export' end,
      'columns', (
        select coalesce(json_agg(json_build_object(
          'name', a.attname,
          'type', format_type(a.atttypid, a.atttypmod),
          'nullable', not a.attnotnull,
          'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' else 'never' end,
          'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' else 'never' end,
          'default', pg_get_expr(d.adbin, d.adrelid)
        ) order by a.attnum), '[]')
        from pg_catalog.pg_attribute a
        left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
      'foreign_keys', (
        select coalesce(json_agg(json_build_object(
          'columns', (select json_agg(a.attname order by u.place)
            from unnest(f.conkey) with ordinality as u (attnum, place)
            join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = u.attnum),
          'references', fn.nspname || '.' || fc.relname,
          'referenced_columns', (select json_agg(a.attname order by u.place)
            from unnest(f.confkey) with ordinality as u (attnum, place)
            join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = u.attnum)
        ) order by f.conname), '[]')
        from pg_catalog.pg_constraint f
        join pg_catalog.pg_class fc on fc.oid = f.confrelid
        join pg_catalog.pg_namespace fn on fn.oid = fc.relnamespace
        -- without those that Postgres adds for each partition of the referenced table
        where f.conrelid = c.oid and f.contype = 'f' and not exists (
          select 1 from pg_catalog.pg_constraint p where p.oid = f.conparentid and p.conrelid = f.conrelid)),
      'bytes', (select coalesce(sum(pg_table_size(l.leaf)), 0) from holdfast.leaves(c.oid) l),
      'estimated_rows', (select sum(lc.reltuples::bigint) filter (where lc.reltuples >= 0)
        from holdfast.leaves(c.oid) l join pg_catalog.pg_class lc on lc.oid = l.leaf)
    )
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join lateral (select holdfast.key_index(c.oid)) as k (key_index)
    join pg_catalog.pg_roles r on r.rolname = api_role
    where c.oid = relation
  );
end
$$;

-- Tables, sequences and enums of the named schemas; null: of every schema that the API role may use,
-- the platform's own left out. A refused schema or one that does not exist is an error.
-- A partitioned table stands once, by its root, wherever its partitions are. Where the root is out of scope (its schema
-- is not read), its topmost partitions in scope are tables of their own.
-- left_out: the base tables that are not read, by reason (those of refused schemas are not named)
--   extension  an extension owns it
--   platform   schemas was null, and its schema has a name of the platform's (a schema of your own may have one)
--   schema     schemas was null, and the API role may not use its schema; or its schema is not read, and it inherits
--              from a table that is read: its rows show in plain reads of that table, but are not that table's own
create or replace function public.holdfast_catalog(schemas text[] default null) returns json
language plpgsql stable security definer set search_path = '' set statement_timeout = '60s'
as $$
declare
  api_role constant name := 'authenticated';
  chosen text[];
  wrong text;
  sequence record;
  last_value bigint;
  is_called boolean;
  sequences json[] := '{}';
begin
  perform holdfast.require('create');
  if schemas is null then
    chosen := array(
      select n.nspname::text from pg_catalog.pg_namespace n
      where has_schema_privilege(api_role, n.oid, 'USAGE')
        and not holdfast.is_refused(n.nspname) and not holdfast.is_platform(n.nspname)
      order by n.nspname collate "C");
  else
    select s into wrong from unnest(schemas) s where s is null or holdfast.is_refused(s) limit 1;
    if found then
      raise exception 'Schema "%" is not read by Holdfast.', coalesce(wrong, '') using errcode = '42501';
    end if;
    select s into wrong from unnest(schemas) s
    where not exists (select 1 from pg_catalog.pg_namespace n where n.nspname = s) limit 1;
    if found then
      raise exception 'There is no schema "%".', wrong using errcode = '3F000';
    end if;
    chosen := array(select distinct s collate "C" from unnest(schemas) s order by 1);
  end if;

  for sequence in
    select n.nspname || '.' || c.relname as name, c.oid, c.relnamespace, c.oid::regclass as relation
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and n.nspname = any (chosen)
      and not exists (select 1 from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by n.nspname collate "C", c.relname collate "C"
  loop
    last_value := null; -- null, false: the helper's owner may not read it
    is_called := false;
    if has_schema_privilege(sequence.relnamespace, 'USAGE') and has_sequence_privilege(sequence.oid, 'SELECT') then
      execute format('select s.last_value, s.is_called from %s s', sequence.relation) into last_value, is_called;
    end if;
    sequences := sequences
      || json_build_object('name', sequence.name, 'last_value', last_value::text, 'is_called', is_called);
  end loop;

  return (
    with recursive relations as (
      select c.oid, c.relkind, c.relispartition, n.nspname, c.relname,
        case
          when n.nspname = any (chosen) then case when e.of_extension then 'extension' else 'read' end
          when schemas is not null or holdfast.is_refused(n.nspname) then null
          when holdfast.is_platform(n.nspname) then 'platform'
          when not e.of_extension then 'schema'
        end as fate
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      cross join lateral (select exists (select 1 from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')) as e (of_extension)
      where c.relkind in ('r', 'p') and c.relpersistence <> 't'
    ),
    partitions as (
      select r.oid, bool_or(above.fate = 'read') as read_by_root
      from relations r
      cross join lateral pg_catalog.pg_partition_ancestors(r.oid) a
      join relations above on above.oid = a.relid and above.oid <> r.oid
      where r.relispartition and above.fate is not null
      group by r.oid
    ),
    topmost as (
      select r.*
      from relations r left join partitions p on p.oid = r.oid
      where p.oid is null or (r.fate = 'read' and not p.read_by_root)
    ),
    heirs as (
      select i.inhrelid as oid
      from topmost t join pg_catalog.pg_inherits i on i.inhparent = t.oid
      where t.fate = 'read' and t.relkind = 'r'
      union
      select i.inhrelid from heirs h join pg_catalog.pg_inherits i on i.inhparent = h.oid
    ),
    unread as (
      select t.nspname, t.relname, t.fate as reason from topmost t where t.fate <> 'read'
      union all
      select r.nspname, r.relname, 'schema' from heirs h join relations r on r.oid = h.oid where r.fate is null
    )
    select json_build_object(
      'helper_version', 3,
      'server_version', split_part(current_setting('server_version'), ' ', 1),
      'database_bytes', pg_database_size(current_database()),
      'schemas', chosen,
      'tables', (select coalesce(json_agg(holdfast.describe_table(r.oid, api_role)
          order by r.nspname collate "C", r.relname collate "C"), '[]')
        from topmost r where r.fate = 'read'),
      'left_out', (select coalesce(json_agg(json_build_object(
            'schema', u.nspname, 'name', u.relname, 'reason', u.reason)
          order by u.nspname collate "C", u.relname collate "C"), '[]')
        from unread u),
      'sequences', array_to_json(sequences),
      'enums', (select coalesce(json_agg(json_build_object('name', n.nspname || '.' || t.typname,
            'values', (select json_agg(e.enumlabel order by e.enumsortorder)
              from pg_catalog.pg_enum e where e.enumtypid = t.oid))
          order by n.nspname collate "C", t.typname collate "C"), '[]')
        from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
        where t.typtype = 'e' and n.nspname = any (chosen)
          and not exists (select 1 from pg_catalog.pg_depend d
            where d.classid = 'pg_catalog.pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'))
    ));
end
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- Reading
-- ---------------------------------------------------------------------------------------------------------------
-- How a page of a table is read, as SQL text that the functions below run as their caller. It reads no rows itself.
--   source    the FROM item; plain tables with ONLY, because inheritance children are tables of their own
--   alias     a name for the row that no column has
--   path      the search_path of a plain request for this table: functions in RLS policies may rely on it
--   key, order_by, page (from "from" to "limit")
--   blocks    for tables without a key: the first block after this page, null after the last
--   doubtful  columns that JSON may not carry exactly: name, trust, and the condition under which a value is lost
--             (null where only a comparison tells)
create or replace function public.holdfast_plan(
  table_name text, after text[] default null, page_rows integer default 1000, until text[] default null,
  out relation oid, out source text, out alias text, out path text, out key text[], out order_by text,
  out page text, out blocks text, out doubtful jsonb, out estimated_rows double precision)
language plpgsql stable security definer set search_path = ''
as $$
declare
  key_index oid;
  conditions text[] := '{}';
  first_block bigint := 0;
  last_block bigint;
  end_block bigint;
begin
  perform holdfast.require('create');
  relation := holdfast.resolve(table_name);
  if page_rows is null or page_rows not between 1 and 1000000 then
    raise exception 'page_rows must be between 1 and 1,000,000.' using errcode = '22023';
  end if;
  key_index := holdfast.key_index(relation);

  select 'r' || n into alias
  from generate_series(0, 2000) n
  where not exists (select 1 from pg_catalog.pg_attribute a where a.attrelid = relation and a.attname = 'r' || n)
  limit 1;

  select case c.relkind when 'r' then 'only ' else '' end || c.oid::regclass::text,
    format('%I, public, extensions', n.nspname)
  into source, path
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.oid = relation;

  estimated_rows := (
    select sum(case when c.relpages > 0 and c.reltuples >= 0
        then c.reltuples / c.relpages else 60 end * pg_relation_size(c.oid) / current_setting('block_size')::int)
    from holdfast.leaves(relation) l join pg_catalog.pg_class c on c.oid = l.leaf);

  if key_index is not null then
    select array_agg(format('%s.%I', alias, name) order by place),
      string_agg(format('%s.%I', alias, name)
        || case when i.indcollation[place - 1] <> a.attcollation
          then format(' collate %I.%I', cn.nspname, co.collname) else '' end, ', ' order by place)
    into key, order_by
    from unnest(holdfast.index_columns(key_index)) with ordinality as k (name, place)
    join pg_catalog.pg_index i on i.indexrelid = key_index
    join pg_catalog.pg_attribute a on a.attrelid = relation and a.attname = k.name
    left join pg_catalog.pg_collation co on co.oid = i.indcollation[place - 1]
    left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace;
    if after is not null then
      conditions := conditions || holdfast.key_condition(key_index, alias, '>', after);
    end if;
    if until is not null then
      conditions := conditions || holdfast.key_condition(key_index, alias, '<=', until);
    end if;
  else
    -- A window of the same block numbers in all leaves at once, through the root, so that the root's policies apply.
    if exists (select 1 from holdfast.leaves(relation) l where l.kind <> 'r') then
      raise exception '% has partitions that are foreign tables, and no key to read it by.', table_name
        using errcode = '0A000', hint = 'Exclude it, and back it up where its rows are.';
    end if;
    if after[1] !~ '^[0-9]{1,10}$' or cardinality(after) <> 1 or (after[1] is null) <> (after is null)
       or until[1] !~ '^[0-9]{1,10}$' or cardinality(until) <> 1 or (until[1] is null) <> (until is null) then
      raise exception 'This table has no key: pass back the "next" of the page before.' using errcode = '22023';
    end if;
    key := '{}';
    order_by := format('%1$s.tableoid, %1$s.ctid', alias);
    first_block := coalesce(after[1]::bigint, 0);
    last_block := least(until[1]::bigint, (
      select max(pg_relation_size(l.leaf)) / current_setting('block_size')::int from holdfast.leaves(relation) l));
    end_block := first_block + greatest(1, floor(page_rows / holdfast.rows_per_block(relation))::bigint);
    if end_block < last_block then
      blocks := end_block::text;
    else
      end_block := last_block;
    end if;
    -- block numbers end at 2^32 - 1, where no block can be
    conditions := array[
      format('%s.ctid operator(pg_catalog.>=) %L::pg_catalog.tid', alias,
        format('(%s,0)', least(first_block, 4294967295))),
      format('%s.ctid operator(pg_catalog.<) %L::pg_catalog.tid', alias,
        format('(%s,0)', least(coalesce(end_block, 0), 4294967295)))];
  end if;

  page := format('from %s %s', source, alias)
    || case when conditions = '{}' then '' else ' where ' || array_to_string(conditions, ' and ') end
    || ' order by ' || order_by
    || case when key_index is null then '' else format(' limit %s', page_rows) end;

  select coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'trust', t.trust, 'lost', case t.trust
      when 'jsonb' then format('case when pg_catalog.pg_column_size(%1$s) operator(pg_catalog.<=) 24'
        || ' then %1$s operator(pg_catalog.=) ''null''::pg_catalog.jsonb end', c.expression)
      when 'json' then format('pg_catalog.btrim(%1$s::pg_catalog.text, E'' \t\n\r'') operator(pg_catalog.<>)'
        || ' %1$s::pg_catalog.text or %1$s::pg_catalog.text operator(pg_catalog.=) ''null'''
        || ' or pg_catalog.strpos(%1$s::pg_catalog.text, E''\\u0000'') operator(pg_catalog.>) 0', c.expression)
      when 'array' then format('pg_catalog.array_lower(%1$s, 1) operator(pg_catalog.<>) 1'
        || ' or (pg_catalog.array_ndims(%1$s) operator(pg_catalog.>) 1'
        || ' and pg_catalog.array_dims(%1$s) operator(pg_catalog.!~) ''^(\[1:[0-9]+\])+$'')', c.expression)
      when 'cast' then format('%s is distinct from null', c.expression)
      when 'named' then format('%s is distinct from null', c.expression)
    end) order by a.attnum), '[]')
  into doubtful
  from pg_catalog.pg_attribute a
  cross join lateral (select holdfast.json_trust(a.atttypid)) as t (trust)
  cross join lateral (select format('%s.%I', alias, a.attname)) as c (expression)
  where a.attrelid = relation and a.attnum > 0 and not a.attisdropped and t.trust <> 'safe';
end
$$;

-- The rows that a table holds, whatever row level security shows; null where the helper's owner cannot know.
create or replace function public.holdfast_true_count(table_name text) returns bigint
language plpgsql stable security definer set search_path = '' set statement_timeout = '60s'
as $$
declare
  relation oid;
  source text;
  row_count bigint;
begin
  perform holdfast.require('create');
  relation := holdfast.resolve(table_name);
  if row_security_active(relation) or not has_table_privilege(relation, 'SELECT') then
    return null;
  end if;
  select case c.relkind when 'r' then 'only ' else '' end || c.oid::regclass::text into source
  from pg_catalog.pg_class c where c.oid = relation;
  execute format('select count(*) from %s', source) into row_count;
  return row_count;
end
$$;

-- Rows that the caller sees and rows that there are, of each table, all in one snapshot (that of the calling
-- statement), so total - visible is what row level security hides. What cannot be read has its SQLSTATE in "error".
create or replace function public.holdfast_counts(tables text[]) returns json
language plpgsql stable set search_path = '' set statement_timeout = '60s'
as $$
declare
  name text;
  plan record;
  visible bigint;
  total bigint;
  failure text;
  counts json[] := '{}';
begin
  if not 'create' = any (public.holdfast_permissions()) then
    perform public.holdfast_true_count(null); -- refuses, saying why
  end if;
  foreach name in array coalesce(tables, '{}') loop
    visible := null;
    total := null;
    failure := null;
    begin
      select * into plan from public.holdfast_plan(name);
      begin
        perform set_config('search_path', plan.path, true);
        execute format('select pg_catalog.count(*) from %s', plan.source) into visible;
      exception when others then
        failure := sqlstate;
      end;
      perform set_config('search_path', '', true);
      if failure is null and not row_security_active(plan.relation) then
        total := visible;
      else
        total := public.holdfast_true_count(name);
      end if;
    exception when others then
      failure := coalesce(failure, sqlstate);
    end;
    counts := counts || json_build_object('table', name, 'visible', visible, 'total', total, 'error', failure);
  end loop;
  return array_to_json(counts);
end
$$;

-- The values of a page that its JSON does not carry exactly: [{"row":0,"column":"c","text":"null"}], row counted
-- from 0 within the page, text as Postgres writes the value. Names of objects (regclass, …) are always given, as
-- written under an empty search_path. Where comparing a column fails (a type that cannot read its own JSON), all its
-- values of the page are given.
create or replace function public.holdfast_inexact(
  table_name text, after text[] default null, page_rows integer default 1000, until text[] default null) returns json
language plpgsql stable
set search_path = '' set statement_timeout = '30s' set jit = off
set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set extra_float_digits = 1 set bytea_output = 'hex'
as $$
declare
  plan record;
  compared text[];
  failing text[] := '{}';
  suspect text;
  rows_from text;
  condition constant text := 'pg_catalog.record_image_ne(row(%1$s.%2$I), row((q.reread).%2$I))';
  -- "offset 0" keeps this one evaluation per row, however many columns are compared
  reread constant text := 'cross join lateral (select pg_catalog.json_populate_record(p.whole,'
    || ' (select pg_catalog.row_to_json(d.*) from (select %s) d)) as reread offset 0) q';
  -- Writes one value under an empty search_path; before the next row is looked at, policies have theirs back.
  -- The elements of an array are evaluated in their order.
  qualified constant text := '(array[pg_catalog.set_config(''search_path'', '''', true), %1$s.%2$I::pg_catalog.text,'
    || ' pg_catalog.set_config(''search_path'', %3$L, true)])[2]';
  statement text;
  overrides text;
begin
  select * into plan from public.holdfast_plan(table_name, after, page_rows, until);
  if plan.doubtful = '[]' then
    return '[]';
  end if;
  compared := array(select d ->> 'name' from jsonb_array_elements(plan.doubtful) d where d ->> 'trust' = 'compare');
  rows_from := format('from (select pg_catalog.row_number() over () - 1 as number, o.whole'
    || ' from (select %1$s as whole %2$s) o) p cross join lateral (select (p.whole).*) %1$s ',
    plan.alias, plan.page);
  loop
    select 'select pg_catalog.string_agg(pg_catalog.row_to_json(v.*)::pg_catalog.text, '','') from ('
      || 'select p.number as "row", v."column", v."text" ' || rows_from
      || coalesce((select format(reread, string_agg(format('%s.%I', plan.alias, c), ', '))
           from unnest(compared) c where c <> all (failing)), '')
      || ' cross join lateral (values '
      || string_agg(format('(%s, %L::pg_catalog.text, case when %s then %s end)',
           place, d ->> 'name',
           case
             when d ->> 'name' = any (compared) and d ->> 'name' <> all (failing)
               then format(condition, plan.alias, d ->> 'name')
             else coalesce(d ->> 'lost', format('%s.%I is distinct from null', plan.alias, d ->> 'name'))
           end,
           case d ->> 'trust'
             when 'named' then format(qualified, plan.alias, d ->> 'name', plan.path)
             else format('%s.%I::pg_catalog.text', plan.alias, d ->> 'name')
           end), ', ')
      || ') as v (place, "column", "text") where v."text" is not null order by p.number, v.place) v'
    into statement
    from jsonb_array_elements(plan.doubtful) with ordinality as u (d, place);
    begin
      perform set_config('search_path', plan.path, true);
      execute statement into overrides;
      exit;
    exception when others then
      if compared <@ failing then
        raise; -- not the comparison's fault: the rows themselves cannot be read
      end if;
    end;
    -- Which comparison failed? Each alone; if none fails alone, none is trusted.
    foreach suspect in array array(select c from unnest(compared) c where c <> all (failing)) loop
      begin
        perform set_config('search_path', plan.path, true);
        execute 'select pg_catalog.bool_or(' || format(condition, plan.alias, suspect) || ') ' || rows_from
          || format(reread, format('%s.%I', plan.alias, suspect));
      exception when others then
        failing := failing || suspect;
      end;
    end loop;
    if failing = '{}' then
      failing := compared;
    end if;
  end loop;
  perform set_config('search_path', '', true);
  return ('[' || coalesce(overrides, '') || ']')::json;
end
$$;

-- A page of rows: the rows as PostgREST writes them, the overrides, the count, and the next key; in this order, so
-- that a reader can take the rows while they arrive. "after", "until" and "next" are the key columns' text values;
-- rows come with key > after and key <= until. "next" is null when nothing is left in the range. Tables without a
-- key: pass "next" back as it is; pages may be empty before the last. All of one call is one snapshot.
-- One row of columns rather than one JSON value: PostgREST takes a single value apart to send it, which costs a parse
-- of the whole page and fails on a json value that holds \u0000.
create or replace function public.holdfast_export(
  table_name text, after text[] default null, page_rows integer default 1000, until text[] default null)
returns table ("rows" json, "overrides" json, "count" bigint, "next" json)
language plpgsql stable rows 1
set search_path = '' set statement_timeout = '30s' set jit = off
set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set extra_float_digits = 1 set bytea_output = 'hex'
as $$
#variable_conflict use_variable
declare
  plan record;
  lost text;
  next_expression text := 'null::pg_catalog.json';
  any_lost boolean;
begin
  select * into plan from public.holdfast_plan(table_name, after, page_rows, until);
  select string_agg('(' || (d ->> 'lost') || ')', ' or ') into lost from jsonb_array_elements(plan.doubtful) d;
  if plan.key <> '{}' then
    select format('case when pg_catalog.count(*) = %s then pg_catalog.to_json(array[%s]) end',
      page_rows, string_agg(format('(pg_catalog.array_agg(%s::pg_catalog.text))[%s]', k, page_rows), ', '
        order by place))
    into next_expression
    from unnest(plan.key) with ordinality as u (k, place);
  end if;

  perform set_config('search_path', plan.path, true);
  execute format($page$
    select coalesce(pg_catalog.json_agg(pg_catalog.row_to_json(%1$s.*)), '[]'), pg_catalog.count(*),
      pg_catalog.bool_or(%2$s), %3$s
    from (select %1$s.* %4$s) %1$s
    $page$, plan.alias, coalesce(lost, 'false'), next_expression, plan.page)
  into "rows", "count", any_lost, "next";
  perform set_config('search_path', '', true);

  "overrides" := '[]';
  if any_lost or ("count" > 0 and plan.doubtful @? '$[*] ? (@.trust == "compare")') then
    "overrides" := public.holdfast_inexact(table_name, after, page_rows, until);
  end if;
  if plan.blocks is not null then
    "next" := to_json(array[plan.blocks]);
  end if;
  return next;
end
$$;

-- Keys that cut a table into ranges of about page_rows rows, ascending: [["1000"],["2000"]]; empty for tables without
-- a key. Taken from a sample of blocks, so only the evenness is a guess: ranges (after, until] miss and double nothing.
create or replace function public.holdfast_split(table_name text, page_rows integer) returns json
language plpgsql stable
set search_path = '' set statement_timeout = '30s' set jit = off
set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set extra_float_digits = 1 set bytea_output = 'hex'
as $$
declare
  plan record;
  rows_guess double precision;
  fraction double precision;
  splits json;
begin
  select * into plan from public.holdfast_plan(table_name, null, page_rows);
  if plan.key = '{}' then
    return '[]';
  end if;
  rows_guess := greatest(plan.estimated_rows, 1);
  -- 200 sampled rows per range make ranges even enough, 5,000 rows in all make small tables even;
  -- 300,000 bound the work on very large ones.
  fraction := least(1, greatest(5000 / rows_guess, least(200.0 / page_rows, 300000 / rows_guess)));
  perform set_config('search_path', plan.path, true);
  execute format($sample$
    select pg_catalog.json_agg(pg_catalog.to_json(s.key) order by s.place)
    from (
      select array[%1$s] as key, pg_catalog.row_number() over (order by %2$s) as place,
        pg_catalog.count(*) over () as sampled
      from %3$s as %4$s tablesample system (%5$s) repeatable (1)
    ) s
    cross join lateral (select pg_catalog.ceil(s.sampled / %6$s::pg_catalog.float8)::pg_catalog.int8) as r (ranges)
    where s.place < s.sampled and s.place * r.ranges / s.sampled <> (s.place - 1) * r.ranges / s.sampled
    $sample$, array_to_string(plan.key, '::pg_catalog.text, ') || '::pg_catalog.text', plan.order_by,
    plan.source, plan.alias, fraction * 100, fraction * page_rows)
  into splits;
  perform set_config('search_path', '', true);
  return coalesce(splits, '[]');
end
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- Snapshots: all tables of a backup at one moment, kept here until the backup has fetched them
-- ---------------------------------------------------------------------------------------------------------------
-- Unlogged: copies cost no write-ahead log, and a crash of the database may take them.
create unlogged table if not exists holdfast.snapshots (
  id uuid primary key,
  caller text not null,
  transaction xid8 not null default pg_current_xact_id(),
  taken_at timestamptz not null default transaction_timestamp(),
  result json
);
create unlogged table if not exists holdfast.snapshot_chunks (
  snapshot uuid not null references holdfast.snapshots on delete cascade,
  table_name text not null,
  chunk_no integer not null,
  "rows" json not null,
  overrides json not null,
  "count" bigint not null,
  primary key (snapshot, table_name, chunk_no)
);
alter table holdfast.snapshots enable row level security;
alter table holdfast.snapshot_chunks enable row level security;
revoke all on holdfast.snapshots, holdfast.snapshot_chunks from public, anon, authenticated, service_role;
do $$
begin
  alter table holdfast.snapshot_chunks alter column "rows" set compression lz4;
exception when feature_not_supported then
  null; -- this Postgres was built without it: the usual compression takes longer
end
$$;

-- The number of the advisory lock on a snapshot: its caller's own, so that nobody holds up anybody else's.
create or replace function holdfast.snapshot_lock(snapshot_id uuid) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
  return hashtextextended(
    'holdfast snapshot ' || (current_setting('request.jwt.claims')::jsonb ->> 'sub') || ' ' || snapshot_id, 0);
end
$$;

create or replace function holdfast.size_text(bytes numeric) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case when bytes >= 1e9 then round(bytes / 1e9, 2) || ' GB' else round(bytes / 1e6, 1) || ' MB' end;
end
$$;

-- Whether a table was rewritten or altered after this transaction's moment. That happens to all transactions at once,
-- older ones too: TRUNCATE takes rows from them that were there at their moment. Catalogs that are queried show this
-- moment, functions of the system the present.
create or replace function holdfast.altered_since(relation oid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
      select from holdfast.leaves(relation) l join pg_catalog.pg_class c on c.oid = l.leaf
      where pg_relation_filenode(c.oid) is distinct from c.relfilenode)
    or exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
        and has_column_privilege(relation, a.attname, 'SELECT') is null)
    or exists (
      select from pg_catalog.pg_class c
      where c.oid = relation and has_column_privilege(relation, (c.relnatts + 1)::int2, 'SELECT') is not null);
exception when undefined_column then
  return true; -- dropped or renamed
end
$$;

-- Errors of the functions below
--   HFS00  the transaction does not see one moment
--   HFS01  the tables are larger than a snapshot may be
--   HFS02  it cannot be read at this moment; asked again later, it can
--   HFS03  there is no such snapshot (any more)
--   HFS04  it was ended while it was read

-- The next three are steps of holdfast_snapshot_begin, which runs as the caller so that row level security applies. They
-- do nothing outside of its transaction.
-- Makes room, checks the size, and begins. A snapshot of this id that is there already is returned.
create or replace function public.holdfast_snapshot_open(id uuid, tables text[], most_bytes bigint) returns json
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
  known json;
  total numeric;
  largest text;
begin
  perform holdfast.require('create');
  if current_setting('transaction_isolation') not in ('repeatable read', 'serializable') then
    raise exception 'This call does not see one moment: its transaction is "%".',
      current_setting('transaction_isolation') using errcode = 'HFS00',
      hint = 'The API of this project is too old to read a snapshot (PostgREST 12 or later is needed).';
  end if;
  if id is null or most_bytes is null or cardinality(tables) is null or array_position(tables, null) is not null then
    raise exception 'A snapshot has an id, tables, and a greatest size.' using errcode = '22023';
  end if;
  select s.result into known
  from holdfast.snapshots s
  where s.id = id and s.caller = current_setting('request.jwt.claims')::jsonb ->> 'sub';
  if known is not null then
    return known;
  end if;
  if not pg_try_advisory_xact_lock(holdfast.snapshot_lock(id)) then
    raise exception 'This snapshot is being read.' using errcode = 'HFS02';
  end if;

  begin
    delete from holdfast.snapshots s where s.taken_at < now() - interval '1 hour';
  exception when serialization_failure then
    null; -- another call has just done it
  end;

  with sizes as (
    select coalesce(to_regclass(name)::text, name) as name,
      (select coalesce(sum(pg_table_size(l.leaf)), 0) from holdfast.leaves(to_regclass(name)) l) as bytes
    from unnest(tables) as name
  )
  select sum(s.bytes), (
    select string_agg(t.name || ' ' || holdfast.size_text(t.bytes), ', ' order by t.bytes desc)
    from (select * from sizes order by bytes desc limit 3) t)
  into total, largest from sizes s;
  if total > most_bytes then
    raise exception 'The tables take up %, and a snapshot may copy % at most. The largest: %.',
      holdfast.size_text(total), holdfast.size_text(most_bytes), largest using errcode = 'HFS01';
  end if;

  begin
    insert into holdfast.snapshots (id, caller)
    values (id, current_setting('request.jwt.claims')::jsonb ->> 'sub');
  exception when unique_violation then
    raise exception 'There is a snapshot with this id.' using errcode = 'HFS02';
  end;
  return null;
end
$$;

-- Stores a page, for the transaction that opened the snapshot and for no other.
create or replace function public.holdfast_snapshot_store(
  id uuid, table_name text, chunk_no integer, "rows" json, overrides json, "count" bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
  lock_number bigint;
begin
  perform holdfast.require('create');
  perform from holdfast.snapshots s
  where s.id = id and s.transaction = pg_current_xact_id() and s.result is null
    and s.caller = current_setting('request.jwt.claims')::jsonb ->> 'sub';
  if not found then
    raise exception 'This snapshot is not being read here.' using errcode = '42501';
  end if;
  lock_number := holdfast.snapshot_lock(id);
  perform from pg_catalog.pg_locks l
  where l.locktype = 'advisory' and not l.granted and l.objsubid = 1
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and l.classid::bigint = (lock_number >> 32) & 4294967295 and l.objid::bigint = lock_number & 4294967295;
  if found then
    raise exception 'The snapshot was ended while it was read.' using errcode = 'HFS04';
  end if;
  if chunk_no = 0 then
    -- From its first read on a table is locked against being altered.
    if holdfast.altered_since(holdfast.resolve(table_name)) then
      raise exception '% was altered at this moment.', table_name using errcode = 'HFS02';
    end if;
  end if;
  insert into holdfast.snapshot_chunks (snapshot, table_name, chunk_no, "rows", overrides, "count")
  values (id, table_name, chunk_no, "rows", overrides, "count");
end
$$;

-- Completes the snapshot, once what is said of each table is what was stored.
create or replace function public.holdfast_snapshot_finish(id uuid, outcome json, schemas text[]) returns json
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
  completed json;
begin
  perform holdfast.require('create');
  perform from json_to_recordset(outcome) as o ("table" text, "rows" bigint, chunks bigint)
  where (o."rows", o.chunks) <> (
    select coalesce(sum(c."count"), 0)::bigint, count(*) from holdfast.snapshot_chunks c
    where c.snapshot = id and c.table_name = o."table");
  if found then
    raise exception 'The snapshot does not hold what was read.' using errcode = 'XX001';
  end if;
  -- The catalog is that of the same moment; sequences, which know no moments, are read last and so never behind the rows.
  update holdfast.snapshots s
  set result = json_build_object('id', id, 'state', 'ready',
    'taken_at', to_char(s.taken_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'tables', outcome, 'catalog', public.holdfast_catalog(schemas))
  where s.id = id and s.transaction = pg_current_xact_id() and s.result is null
    and s.caller = current_setting('request.jwt.claims')::jsonb ->> 'sub'
  returning s.result into completed;
  if not found then
    raise exception 'This snapshot is not being read here.' using errcode = '42501';
  end if;
  return completed;
end
$$;

-- Reads tables as the caller sees them at one moment, in pages of about page_bytes like holdfast_export's, and keeps
-- them for holdfast_snapshot_read. Refused where the tables take up more than most_bytes, for the copy shares the
-- project's disk; dropped by holdfast_snapshot_end, or by whoever begins one more than an hour later.
--   {"id", "state": "ready", "taken_at", "catalog": of the same moment, "tables": [{"table": as asked, "rows", "chunks",
--   "visible", "total": counted at the same moment, "error": {"code", "message"}, or null where it was read}]}
-- Called again with the same id it returns the same snapshot. Where its answer is lost on the way: holdfast_snapshot_status.
create or replace function public.holdfast_snapshot_begin(
  id uuid, tables text[], schemas text[] default null, most_bytes bigint default 1000000000,
  page_bytes integer default 2097152) returns json
language plpgsql volatile
set search_path = '' set default_transaction_isolation = 'repeatable read' set statement_timeout = '5min'
set lock_timeout = '30s' set jit = off
as $$
#variable_conflict use_variable
declare
  most_page_rows constant integer := 50000;
  known json;
  name text;
  plan record;
  page record;
  after text[];
  page_rows integer;
  chunk_no integer;
  row_count bigint;
  bytes bigint;
  counted json;
  outcome json[] := '{}';
begin
  known := public.holdfast_snapshot_open(id, tables, most_bytes);
  if known is not null then
    return known;
  end if;
  -- All tables are locked against being altered before the first is read.
  foreach name in array tables loop
    begin
      select * into plan from public.holdfast_plan(name);
      perform set_config('search_path', plan.path, true);
      execute format('select from %s limit 0', plan.source);
      perform set_config('search_path', '', true);
    exception when others then
      null; -- said below, where it is read
    end;
  end loop;

  foreach name in array tables loop
    begin
      after := null;
      chunk_no := 0;
      row_count := 0;
      select greatest(1, least(1000, page_bytes * p.estimated_rows / greatest(pg_table_size(p.relation), 1)))::integer
      into page_rows from public.holdfast_plan(name) p;
      loop
        begin
          select * into page from public.holdfast_export(name, after, page_rows);
        exception when program_limit_exceeded then
          if page_rows = 1 then
            raise;
          end if;
          page_rows := greatest(1, page_rows / 8);
          continue;
        end;
        bytes := octet_length(page."rows"::text);
        if page."count" > 0 or chunk_no = 0 then
          perform public.holdfast_snapshot_store(id, name, chunk_no, page."rows", page."overrides", page."count");
          chunk_no := chunk_no + 1;
          row_count := row_count + page."count";
        end if;
        exit when page."next" is null;
        after := array(select json_array_elements_text(page."next"));
        if page."count" > 0 then
          page_rows := greatest(1,
            least(page_bytes::numeric * page."count" / bytes, page_rows * 4, most_page_rows))::integer;
        end if;
      end loop;
      counted := public.holdfast_counts(array[name]) -> 0;
      outcome := outcome || json_build_object('table', name, 'rows', row_count, 'chunks', chunk_no,
        'visible', counted -> 'visible', 'total', counted -> 'total', 'error', null);
    exception when others then
      -- One table that cannot be read does not spoil the others; what concerns all of them does.
      if sqlstate ~ '^(HFS|40|53|58|XX)' then
        raise;
      end if;
      outcome := outcome || json_build_object('table', name, 'rows', 0, 'chunks', 0, 'visible', null, 'total', null,
        'error', json_build_object('code', sqlstate, 'message', sqlerrm));
    end;
  end loop;
  return public.holdfast_snapshot_finish(id, array_to_json(outcome), schemas);
end
$$;

-- What became of the caller's snapshot: {"state": "unknown" | "reading" | "ready", "snapshot": what begin returns, or null}
create or replace function public.holdfast_snapshot_status(id uuid) returns json
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
  known json;
begin
  perform holdfast.require('create');
  for look in 1..2 loop
    select s.result into known
    from holdfast.snapshots s
    where s.id = id and s.caller = current_setting('request.jwt.claims')::jsonb ->> 'sub';
    if known is not null then
      return json_build_object('state', 'ready', 'snapshot', known);
    end if;
    if not pg_try_advisory_xact_lock_shared(holdfast.snapshot_lock(id)) then
      return json_build_object('state', 'reading', 'snapshot', null);
    end if;
    -- it may have been completed between the two questions
  end loop;
  return json_build_object('state', 'unknown', 'snapshot', null);
end
$$;

-- A chunk of the caller's snapshot, in the form of holdfast_export; "next" is the number of the next one.
create or replace function public.holdfast_snapshot_read(id uuid, table_name text, chunk_no integer default 0)
returns table ("rows" json, "overrides" json, "count" bigint, "next" json)
language plpgsql stable rows 1 security definer set search_path = '' set statement_timeout = '30s'
as $$
#variable_conflict use_variable
begin
  perform holdfast.require('create');
  select c."rows", c.overrides, c."count", case when exists (
      select from holdfast.snapshot_chunks n
      where n.snapshot = c.snapshot and n.table_name = c.table_name and n.chunk_no = c.chunk_no + 1)
    then json_build_array((c.chunk_no + 1)::text) end
  into "rows", "overrides", "count", "next"
  from holdfast.snapshots s join holdfast.snapshot_chunks c on c.snapshot = s.id
  where s.id = id and s.result is not null and s.caller = current_setting('request.jwt.claims')::jsonb ->> 'sub'
    and c.table_name = table_name and c.chunk_no = chunk_no;
  if not found then
    raise exception 'The snapshot is not there any more.' using errcode = 'HFS03',
      hint = 'Snapshots are kept for an hour.';
  end if;
  return next;
end
$$;

-- Drops the caller's snapshot and says whether there was one. One that is being read stops at its next page.
create or replace function public.holdfast_snapshot_end(id uuid) returns boolean
language plpgsql volatile security definer set search_path = '' set statement_timeout = '5min'
as $$
#variable_conflict use_variable
begin
  perform holdfast.require('create');
  perform pg_advisory_xact_lock(holdfast.snapshot_lock(id));
  delete from holdfast.snapshots s
  where s.id = id and s.caller = current_setting('request.jwt.claims')::jsonb ->> 'sub';
  return found;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- The audit trail
-- ---------------------------------------------------------------------------------------------------------------
-- Whether a text is the entry of this place: JSON that names its chain and its number in it.
create or replace function holdfast.names_place(entry text, chain text, seq text) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return coalesce(entry::jsonb ->> 'chain' = chain and entry::jsonb ->> 'seq' = seq, false);
exception when others then
  return false; -- no JSON
end
$$;

-- Adds entries, [{"chain", "seq", "previous", "digest", "entry"}], all of them or none, and says how many were new:
-- those that are there already are passed over. Errors
--   HFA01  the trail lacks what comes before an entry: upload that first
--   HFA02  the trail has another entry in this place, or another one before it: the chain was forked
--   HFA03  not an entry, or its digest is not that of its content
create or replace function public.holdfast_append_audit(entries jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  most constant integer := 1000;
  genesis constant text := repeat('0', 64);
  link record;
  last record;
  known text;
  newest bigint;
  added integer := 0;
begin
  perform holdfast.require('any');
  if jsonb_typeof(entries) is distinct from 'array' or jsonb_array_length(entries) > most then
    raise exception 'Entries come as an array of at most %.', most using errcode = 'HFA03';
  end if;
  for link in select * from jsonb_to_recordset(entries) as l (chain text, seq text, previous text, digest text, entry text)
  loop
    if not coalesce(link.chain ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and link.seq ~ '^[1-9][0-9]{0,14}$'
        and link.previous ~ '^[0-9a-f]{64}$' and octet_length(link.entry) <= 1000000
        and holdfast.names_place(link.entry, link.chain, link.seq)
        and link.digest = encode(sha256(convert_to(link.previous || E'\n' || link.entry, 'UTF8')), 'hex'), false) then
      raise exception 'Entry % of chain % is not what was digested.', link.seq, link.chain using errcode = 'HFA03';
    end if;
  end loop;

  -- One upload after the other. So ids rise in the order in which they become visible, and a reader that asks for what
  -- came after an id misses nothing.
  lock table holdfast.audit_log in share row exclusive mode;
  select coalesce(max(a.id), 0) into newest from holdfast.audit_log a;
  for link in
    select l.chain::uuid as chain, l.seq, l.previous, l.digest, l.entry
    from jsonb_to_recordset(entries) as l (chain text, seq bigint, previous text, digest text, entry text)
    order by l.chain, l.seq
  loop
    select a.digest into known from holdfast.audit_log a where a.chain = link.chain and a.seq = link.seq;
    continue when known = link.digest;
    if known is not null then
      raise exception 'The trail has another entry % of chain %.', link.seq, link.chain using errcode = 'HFA02';
    end if;
    select a.seq, a.digest into last from holdfast.audit_log a where a.chain = link.chain order by a.seq desc limit 1;
    if link.seq <> coalesce(last.seq, 0) + 1 then
      raise exception 'Entry % of chain % does not follow entry %.', link.seq, link.chain, coalesce(last.seq, 0)
        using errcode = 'HFA01';
    end if;
    if link.previous <> coalesce(last.digest, genesis) then
      raise exception 'Entry % of chain % follows another entry than the trail has.', link.seq, link.chain
        using errcode = 'HFA02';
    end if;
    newest := newest + 1;
    insert into holdfast.audit_log (id, chain, seq, previous, digest, entry, uploaded_by)
    values (newest, link.chain, link.seq, link.previous, link.digest, link.entry,
      current_setting('request.jwt.claims')::jsonb ->> 'sub');
    added := added + 1;
  end loop;
  return added;
end
$$;

-- Entries with a greater id, rising, at most page_rows (1 to 1,000):
-- [{"id", "chain", "seq", "previous", "digest", "entry", "uploaded_at", "uploaded_by"}]
create or replace function public.holdfast_audit_entries(after bigint default 0, page_rows integer default 500)
returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform holdfast.require('any');
  if page_rows is null or page_rows not between 1 and 1000 then
    raise exception 'page_rows must be between 1 and 1,000.' using errcode = '22023';
  end if;
  return (
    select coalesce(json_agg(json_build_object('id', p.id, 'chain', p.chain, 'seq', p.seq, 'previous', p.previous,
      'digest', p.digest, 'entry', p.entry, 'uploaded_at', p.uploaded_at, 'uploaded_by', p.uploaded_by)
      order by p.id), '[]')
    from (select * from holdfast.audit_log a where a.id > coalesce(after, 0) order by a.id limit page_rows) p
  );
end
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- Who can call what: signed-in users only; each function then asks whether the user is an admin
-- ---------------------------------------------------------------------------------------------------------------
-- Default privileges of a project may have granted new functions to every role of the API, hence the names of all.
revoke all on all functions in schema holdfast from public, anon, authenticated, service_role;
revoke all on function
  public.holdfast_version(),
  public.holdfast_is_admin(),
  public.holdfast_permissions(),
  public.holdfast_catalog(text[]),
  public.holdfast_counts(text[]),
  public.holdfast_true_count(text),
  public.holdfast_plan(text, text[], integer, text[]),
  public.holdfast_export(text, text[], integer, text[]),
  public.holdfast_inexact(text, text[], integer, text[]),
  public.holdfast_split(text, integer),
  public.holdfast_snapshot_open(uuid, text[], bigint),
  public.holdfast_snapshot_store(uuid, text, integer, json, json, bigint),
  public.holdfast_snapshot_finish(uuid, json, text[]),
  public.holdfast_snapshot_begin(uuid, text[], text[], bigint, integer),
  public.holdfast_snapshot_status(uuid),
  public.holdfast_snapshot_read(uuid, text, integer),
  public.holdfast_snapshot_end(uuid),
  public.holdfast_append_audit(jsonb),
  public.holdfast_audit_entries(bigint, integer)
from public, anon, authenticated, service_role;
grant execute on function
  public.holdfast_version(),
  public.holdfast_is_admin(),
  public.holdfast_permissions(),
  public.holdfast_catalog(text[]),
  public.holdfast_counts(text[]),
  public.holdfast_true_count(text),
  public.holdfast_plan(text, text[], integer, text[]),
  public.holdfast_export(text, text[], integer, text[]),
  public.holdfast_inexact(text, text[], integer, text[]),
  public.holdfast_split(text, integer),
  public.holdfast_snapshot_open(uuid, text[], bigint),
  public.holdfast_snapshot_store(uuid, text, integer, json, json, bigint),
  public.holdfast_snapshot_finish(uuid, json, text[]),
  public.holdfast_snapshot_begin(uuid, text[], text[], bigint, integer),
  public.holdfast_snapshot_status(uuid),
  public.holdfast_snapshot_read(uuid, text, integer),
  public.holdfast_snapshot_end(uuid),
  public.holdfast_append_audit(jsonb),
  public.holdfast_audit_entries(bigint, integer)
to authenticated;

insert into holdfast.schema_version (version) values (3)
on conflict (only_row) do update set version = excluded.version, installed_at = now();

commit;

notify pgrst, 'reload schema';

-- ---------------------------------------------------------------------------------------------------------------
-- To uninstall, run what stands between these two lines. It forgets who is an admin, and the audit trail with all of
-- its entries; tables and backups stay.
-- begin;
-- drop function if exists
--   public.holdfast_version(),
--   public.holdfast_is_admin(),
--   public.holdfast_permissions(),
--   public.holdfast_catalog(text[]),
--   public.holdfast_counts(text[]),
--   public.holdfast_true_count(text),
--   public.holdfast_plan(text, text[], integer, text[]),
--   public.holdfast_export(text, text[], integer, text[]),
--   public.holdfast_inexact(text, text[], integer, text[]),
--   public.holdfast_split(text, integer),
--   public.holdfast_snapshot_open(uuid, text[], bigint),
--   public.holdfast_snapshot_store(uuid, text, integer, json, json, bigint),
--   public.holdfast_snapshot_finish(uuid, json, text[]),
--   public.holdfast_snapshot_begin(uuid, text[], text[], bigint, integer),
--   public.holdfast_snapshot_status(uuid),
--   public.holdfast_snapshot_read(uuid, text, integer),
--   public.holdfast_snapshot_end(uuid),
--   public.holdfast_append_audit(jsonb),
--   public.holdfast_audit_entries(bigint, integer);
-- drop schema if exists holdfast cascade;
-- commit;
-- notify pgrst, 'reload schema';
-- ---------------------------------------------------------------------------------------------------------------

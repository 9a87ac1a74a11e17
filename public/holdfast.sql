-- Holdfast helper, version 3. Run it in the SQL editor as postgres; running it again is safe.
-- It adds schema "holdfast" (who is an admin, and the audit trail) and functions public.holdfast_*, through which the
-- Holdfast console lists tables, counts rows, reads tables exactly and shares the trail. It writes to your tables only to restore them.
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

-- What is restored: a restore from begin to undo, its rows while they arrive, the rows that it leaves out, and what they
-- were before. These tables are made here, once: beginning a restore changes no schema.
create table if not exists holdfast.restores (
  id uuid primary key,
  state text not null default 'begun' check (state in ('begun', 'applied', 'undone')),
  plan jsonb not null,
  begun_by text not null,
  begun_at timestamptz not null default now(),
  applied_at timestamptz,
  undo_until timestamptz,
  undone_at timestamptz,
  report json,
  undo_report json,
  -- what undoing asks about: the digests and columns of the tables after it, and the sequences before and after
  after_it jsonb
);
-- when what is staged was last rehearsed; null where rows came since
alter table holdfast.restores add column if not exists rehearsed_at timestamptz;
alter table holdfast.restores enable row level security;
revoke all on holdfast.restores from public, anon, authenticated, service_role;

create table if not exists holdfast.restore_chunks (
  restore_id uuid not null references holdfast.restores on delete cascade,
  table_no integer not null,
  kind text not null,
  chunk_no integer not null,
  row_count integer not null,
  "rows" json not null,
  overrides jsonb not null,
  put_at timestamptz not null default now(),
  primary key (restore_id, table_no, kind, chunk_no)
);
alter table holdfast.restore_chunks enable row level security;
revoke all on holdfast.restore_chunks from public, anon, authenticated, service_role;

create table if not exists holdfast.restore_left_out (
  restore_id uuid not null references holdfast.restores on delete cascade,
  table_no integer not null,
  kind text not null,
  chunk_no integer not null,
  place integer not null,
  reason text not null,
  constraint_name text,
  columns text[] not null,
  "values" text[] not null,
  refers_to text,
  message text not null,
  primary key (restore_id, table_no, kind, chunk_no, place)
);
alter table holdfast.restore_left_out enable row level security;
revoke all on holdfast.restore_left_out from public, anon, authenticated, service_role;

-- kind: deleted and updated hold rows as they were, as Postgres writes them; inserted holds where the new rows are.
create table if not exists holdfast.restore_undo (
  restore_id uuid not null references holdfast.restores on delete cascade,
  table_no integer not null,
  kind text not null check (kind in ('deleted', 'updated', 'inserted')),
  chunk_no integer not null,
  images text[] not null,
  primary key (restore_id, table_no, kind, chunk_no)
);
alter table holdfast.restore_undo enable row level security;
revoke all on holdfast.restore_undo from public, anon, authenticated, service_role;

create table if not exists holdfast.maintenance (
  only_row boolean primary key default true check (only_row),
  message text not null,
  until timestamptz not null
);
alter table holdfast.maintenance enable row level security;
revoke all on holdfast.maintenance from public, anon, authenticated, service_role;

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
      ('holdfast_digests', 'text[]', 'json'),
      ('holdfast_restore_facts', 'text[]', 'json'),
      ('holdfast_restore_begin', 'jsonb', 'json'),
      ('holdfast_restore_put', 'uuid, integer, text, integer, json, jsonb', 'integer'),
      ('holdfast_restore_rehearse', 'uuid', 'json'),
      ('holdfast_restore_apply', 'uuid', 'json'),
      ('holdfast_restore_status', 'uuid', 'json'),
      ('holdfast_restores', '', 'json'),
      ('holdfast_restore_undo', 'uuid', 'json'),
      ('holdfast_restore_end', 'uuid', 'void'),
      ('holdfast_set_maintenance', 'boolean, text, integer', 'json'),
      ('holdfast_maintenance_status', '', 'json'),
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
-- Restoring
-- ---------------------------------------------------------------------------------------------------------------
-- The app compares a backup with the tables and stages the differences: rows to insert, to update, to delete. Rehearsing
-- finds what cannot be written; applying does it all in one transaction, or nothing. Errors
--   HFR01  tables changed since they were compared          HFR02  staged rows are missing
--   HFR03  another restore is running                       HFR04  rows that are no part of it would be touched
--   HFR05  other rows were affected than planned            HFR06  a table cannot be restored
--   HFR07  there is no such restore (any more)              HFR08  cannot be undone: the tables changed since
--   HFR09  rows are in conflict, and that was to stop it
-- Everything that a restore needs only while it runs is in temporary tables of the transaction:
--   holdfast_targets   the planned tables            holdfast_links   foreign keys from, to and among them
--   holdfast_rows_N    the rows to insert and to update of table N: kind, chunk, place, is_out, pass, and the values, c1 to cM,
--                      in the order of the plan's columns
--   holdfast_gone_N    the rows to delete: their keys, k1 to kM; of tables without a key where they are

-- How many rows a table has, and a digest over the versions of all rows: any write changes it, whatever it writes.
create or replace function holdfast.version_digest(relation oid, out row_count text, out hash text)
language plpgsql stable set search_path = ''
as $$
begin
  execute format('select count(*)::text, coalesce(sum(hash_record_extended(row(t.tableoid, t.ctid, t.xmin), 0)), 0)::text'
    || ' from %s t', holdfast.source_of(relation)) into row_count, hash;
end
$$;

-- The FROM item of a table: plain ones with ONLY, because inheritance children are tables of their own.
create or replace function holdfast.source_of(relation oid) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select case c.relkind when 'p' then '' else 'only ' end || format('%I.%I', n.nspname, c.relname)
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = relation);
end
$$;

-- schema.table, for people.
create or replace function holdfast.name_of(relation oid) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select n.nspname || '.' || c.relname
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = relation);
end
$$;

create or replace function holdfast.column_names(relation oid, numbers int2[]) returns text[]
language plpgsql stable set search_path = ''
as $$
begin
  return (select coalesce(array_agg(a.attname::text order by u.place), '{}')
    from unnest(numbers) with ordinality as u (attnum, place)
    join pg_catalog.pg_attribute a on a.attrelid = relation and a.attnum = u.attnum);
end
$$;

-- What a foreign key does to the rows that refer to a row that goes or changes.
create or replace function holdfast.action_name(letter "char") returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case letter when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default' when 'r' then 'restrict'
    else 'no action' end;
end
$$;

-- The unique index over exactly these columns by which rows can be told apart; null if there is none.
create or replace function holdfast.restore_key(relation oid, key text[]) returns oid
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select i.indexrelid
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_am m on m.oid = c.relam
    where i.indrelid = relation and m.amname = 'btree' and i.indisunique and i.indisvalid
      and i.indpred is null and i.indexprs is null
      and i.indnkeyatts = cardinality(key) and holdfast.index_columns(i.indexrelid) @> key
      and not exists (select 1 from unnest(key) k join pg_catalog.pg_attribute a
        on a.attrelid = relation and a.attname = k where not a.attnotnull)
    order by i.indisprimary desc, i.indimmediate desc, c.relname
    limit 1);
end
$$;

-- "the values on the left, as a row of an index, equal those on the right", by the index's own operators and collations.
-- left_cells and right_cells are expressions for its columns, in their order.
create or replace function holdfast.index_equality(index_relation oid, left_cells text[], right_cells text[],
  nulls_too boolean default false) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select string_agg(case when nulls_too and not coalesce(a.attnotnull, false)
        then format('(%1$s or (%2$s is null and %3$s is null))', e.equal, left_cells[place + 1], right_cells[place + 1])
        else e.equal end, ' and ' order by place)
    from pg_catalog.pg_index i
    cross join lateral generate_series(0, i.indnkeyatts - 1) as place
    left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place]
    join pg_catalog.pg_opclass o on o.oid = i.indclass[place]
    join pg_catalog.pg_amop m on m.amopfamily = o.opcfamily and m.amopstrategy = 3
      and m.amoplefttype = o.opcintype and m.amoprighttype = o.opcintype
    join pg_catalog.pg_operator p on p.oid = m.amopopr
    join pg_catalog.pg_namespace n on n.oid = p.oprnamespace
    left join pg_catalog.pg_collation co on co.oid = i.indcollation[place]
    left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
    cross join lateral (select format('%s%s operator(%I.%s) %s', left_cells[place + 1],
      case when co.oid is not null then format(' collate %I.%I', cn.nspname, co.collname) else '' end,
      n.nspname, p.oprname, right_cells[place + 1])) as e (equal)
    where i.indexrelid = index_relation);
end
$$;

-- The cells of staged rows in which these columns stand: s.c3, s.c1. A null where a column is not staged.
create or replace function holdfast.cells(row_alias text, columns text[], wanted text[], letter text default 'c') returns text[]
language plpgsql immutable set search_path = ''
as $$
begin
  return (select coalesce(array_agg(row_alias || '.' || letter || array_position(columns, w) order by place), '{}')
    from unnest(wanted) with ordinality as u (w, place));
end
$$;

create or replace function holdfast.live_cells(row_alias text, wanted text[]) returns text[]
language plpgsql immutable set search_path = ''
as $$
begin
  return (select coalesce(array_agg(format('%s.%I', row_alias, w) order by place), '{}')
    from unnest(wanted) with ordinality as u (w, place));
end
$$;

-- What may be told of the detail of an error. It is an error of the helper's owner, who sees every row and column; the admin
-- is told what the admin staged: "Key (a)=(1) …" where such a row was staged, and which row it is of which "Failing row
-- contains (1, …". Everything else is left out.
create or replace function holdfast.own_detail(detail text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  target record;
  parts text[];
  columns text[];
  first_columns text[];
  staged record;
  is_own boolean;
  shown text;
begin
  parts := regexp_match(detail, '^Key \((.*?)\)=\((.*)\) (already exists|is not present in table|is still referenced)');
  for target in select * from pg_temp.holdfast_targets t where t.relation is not null order by t.no loop
    continue when to_regclass('pg_temp.holdfast_rows_' || target.no) is null;
    -- the rows, and the keys of those that go
    for staged in
      select 'c' as letter, target.columns as names, format('pg_temp.holdfast_rows_%s', target.no) as source
      union all
      select 'k', target.key, format('pg_temp.holdfast_gone_%s', target.no) where target.key_index is not null
    loop
      if parts is not null then
        columns := array(select n from unnest(string_to_array(parts[1], ', ')) with ordinality as u (name, place)
          join unnest(staged.names) n on quote_ident(n) = u.name order by u.place);
        continue when cardinality(columns) <> cardinality(string_to_array(parts[1], ', '));
        execute format('select exists (select 1 from %s s where concat_ws('', '', %s) = $1)', staged.source,
          (select string_agg(c || '::text', ', ') from unnest(holdfast.cells('s', staged.names, columns, staged.letter)) c))
        into is_own using parts[2];
        if is_own then
          return detail;
        end if;
      elsif detail like 'Failing row contains (%' and target.key_index is not null and staged.letter = 'c' then
        -- told by its key alone, where the key is what the table begins with
        first_columns := array(select a.attname::text from pg_catalog.pg_attribute a
          where a.attrelid = target.relation and a.attnum > 0 and not a.attisdropped
          order by a.attnum limit cardinality(target.key));
        continue when not (first_columns <@ target.key and first_columns <@ target.columns);
        execute format('select %1$s from %2$s s where starts_with($1, ''Failing row contains ('' || %1$s || '', '') limit 1',
          'concat_ws('', '', ' || (select string_agg(c || '::text', ', ')
            from unnest(holdfast.cells('s', target.columns, first_columns)) c) || ')', staged.source)
        into shown using detail;
        if shown is not null then
          return format('It is the row with (%s) = (%s).', array_to_string(first_columns, ', '), shown);
        end if;
      end if;
    end loop;
  end loop;
  return null;
exception when others then
  return null; -- rather too little
end
$$;

-- An error of a write in words that say at which table it happened.
create or replace function holdfast.raise_for(table_name text, state text, message text, detail text, hint text)
returns void
language plpgsql stable set search_path = ''
as $$
begin
  if state like 'HF%' then
    raise exception '%', message using errcode = state, detail = coalesce(detail, ''), hint = coalesce(hint, '');
  end if;
  detail := holdfast.own_detail(detail);
  raise exception '%: %', table_name, case state
      when '55P03' then 'The table is in use; the restore waited five seconds for it.'
      else message || case when detail <> '' then ' ' || left(detail, 500) else '' end end
    using errcode = state, detail = coalesce(detail, ''),
      hint = case state when '55P03' then 'Nothing was changed. Try again in a moment, or stop what uses it.'
        else coalesce(nullif(hint, ''), 'Nothing was changed.') end;
end
$$;

-- The restore, or an error that says that it is gone.
create or replace function holdfast.restore_of(restore uuid) returns holdfast.restores
language plpgsql stable set search_path = ''
as $$
declare
  found_one holdfast.restores;
begin
  select * into found_one from holdfast.restores r where r.id = restore;
  if not found then
    raise exception 'There is no such restore.' using errcode = 'HFR07',
      hint = 'One that is begun and not applied is dropped after an hour. Begin it again.';
  end if;
  return found_one;
end
$$;

-- The restore, for whoever began it: nobody else adds to it or carries it out.
create or replace function holdfast.own_restore(restore uuid) returns holdfast.restores
language plpgsql stable set search_path = ''
as $$
declare
  found_one holdfast.restores := holdfast.restore_of(restore);
begin
  if found_one.begun_by is distinct from current_setting('request.jwt.claims')::jsonb ->> 'sub' then
    raise exception 'Another admin began this restore.' using errcode = '42501',
      hint = 'Only who began it can carry it out. Once it is applied, every admin who may restore can undo it.';
  end if;
  return found_one;
end
$$;

-- Whether a plan has the shape that everything below relies on.
create or replace function holdfast.check_plan(plan jsonb) returns void
language plpgsql immutable set search_path = ''
as $$
declare
  planned jsonb;
  wrong text;
begin
  if not coalesce(plan ->> 'id' ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
      and plan ->> 'mode' in ('add', 'merge', 'replace') and plan ->> 'triggers' in ('off', 'on')
      and plan ->> 'conflicts' in ('leave out', 'stop') and jsonb_typeof(plan -> 'tables') = 'array'
      and jsonb_typeof(coalesce(plan -> 'sequences', '[]')) = 'array'
      and jsonb_typeof(coalesce(plan -> 'everything', 'false')) = 'boolean'
      and jsonb_typeof(coalesce(plan -> 'unchanged', '[]')) = 'array', false) then
    wrong := 'its head';
  elsif jsonb_array_length(plan -> 'tables') not between 1 and 2000 then
    wrong := 'the number of tables';
  else
    for planned in select * from jsonb_array_elements(plan -> 'tables') loop
      if not coalesce(jsonb_typeof(planned -> 'table') = 'string' and jsonb_typeof(planned -> 'key') = 'array'
          and jsonb_typeof(planned -> 'columns') = 'array'
          and jsonb_typeof(coalesce(planned -> 'overrides', '[]')) = 'array'
          and not planned @? '$.key[*] ? (@.type() != "string")'
          and not planned @? '$.columns[*] ? (@.type() != "string")'
          and (select bool_and(planned #>> array[kind, member] ~ '^[0-9]{1,9}$')
            from unnest(array['insert', 'update', 'delete']) kind, unnest(array['chunks', 'rows']) member), false) then
        wrong := planned ->> 'table';
      elsif (plan ->> 'mode' = 'add' and (planned #>> '{update,rows}')::bigint > 0)
          or (plan ->> 'mode' <> 'replace'
            and ((planned #>> '{delete,rows}')::bigint > 0 or coalesce((planned ->> 'all')::boolean, false)))
          or (planned -> 'key' = '[]'
            and ((planned #>> '{update,rows}')::bigint > 0 or (planned #>> '{delete,rows}')::bigint > 0))
          or (planned -> 'key' <> '[]' and coalesce((planned ->> 'all')::boolean, false)) then
        wrong := (planned ->> 'table') || ' (what is done to it does not go with the mode or its key)';
      end if;
    end loop;
  end if;
  if wrong is not null then
    raise exception 'This is not a plan of a restore: %.', wrong using errcode = '22023';
  end if;
end
$$;

-- Makes holdfast_targets and holdfast_links, and says what stands against restoring these tables:
-- [{"table_no", "code", "message", "column"}]
create or replace function holdfast.restore_targets(plan jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
declare
  planned jsonb;
  number integer := -1;
  target record;
  place integer := 0;
  next_no integer;
  problems jsonb := '[]';
  found_relation oid;
begin
  drop table if exists pg_temp.holdfast_targets, pg_temp.holdfast_links;
  create temp table holdfast_targets (
    no integer primary key, asked text not null, relation oid, name text, source text, path text, key_index oid,
    key text[] not null, columns text[] not null, overrides text[] not null, inserts bigint not null,
    updates bigint not null, deletes bigint not null, whole boolean not null, digest jsonb, rank integer,
    inserted bigint not null default 0, updated bigint not null default 0, deleted bigint not null default 0,
    left_out bigint not null default 0, rows_before bigint, rows_after bigint,
    differing bigint not null default 0
  ) on commit drop;
  for planned in select * from jsonb_array_elements(plan -> 'tables') loop
    number := number + 1;
    found_relation := null;
    begin
      found_relation := holdfast.resolve(planned ->> 'table');
    exception when undefined_table or wrong_object_type then
      problems := problems || jsonb_build_object('table_no', number, 'code', 'missing', 'message', sqlerrm, 'column', null);
    end;
    insert into pg_temp.holdfast_targets (no, asked, relation, key, columns, overrides, inserts, updates, deletes, whole, digest)
    values (number, planned ->> 'table', found_relation,
      array(select jsonb_array_elements_text(planned -> 'key')), array(select jsonb_array_elements_text(planned -> 'columns')),
      array(select jsonb_array_elements_text(coalesce(planned -> 'overrides', '[]'))),
      (planned #>> '{insert,rows}')::bigint, (planned #>> '{update,rows}')::bigint, (planned #>> '{delete,rows}')::bigint,
      coalesce((planned ->> 'all')::boolean, false), nullif(planned -> 'digest', 'null'));
  end loop;
  update pg_temp.holdfast_targets t set name = holdfast.name_of(relation), source = holdfast.source_of(relation),
    path = (select format('%I, public, extensions, pg_temp', n.nspname)
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = relation),
    key_index = holdfast.restore_key(relation, key)
  where relation is not null;

  select problems || coalesce(jsonb_agg(jsonb_build_object('table_no', no, 'code', code, 'message', message,
      'column', column_name) order by no), '[]')
  into problems
  from (
    select t.no, 'twice' as code, format('%s is named twice.', t.name) as message, null as column_name
    from pg_temp.holdfast_targets t join pg_temp.holdfast_targets o on o.no < t.no
    where o.relation = t.relation
      or o.relation in (select a.relid from pg_catalog.pg_partition_ancestors(t.relation) a)
      or t.relation in (select a.relid from pg_catalog.pg_partition_ancestors(o.relation) a)
    union all
    select t.no, 'not owned', format('%s belongs to the role "%s". Only its owner can restore it.', t.name, r.rolname), null
    from pg_temp.holdfast_targets t join pg_catalog.pg_class c on c.oid = t.relation
    join pg_catalog.pg_roles r on r.oid = c.relowner
    where not pg_has_role(c.relowner, 'USAGE')
    union all
    select t.no, 'hidden', format('Row level security is forced on %s and hides rows from the helper.', t.name), null
    from pg_temp.holdfast_targets t where t.relation is not null and row_security_active(t.relation)
    union all
    select t.no, 'foreign', format('%s has partitions that are foreign tables.', t.name), null
    from pg_temp.holdfast_targets t
    where t.relation is not null and exists (select 1 from holdfast.leaves(t.relation) l where l.kind <> 'r')
    union all
    select t.no, 'key', format('%s has no unique index over (%s) any more.', t.name, array_to_string(t.key, ', ')), null
    from pg_temp.holdfast_targets t where t.relation is not null and t.key <> '{}' and t.key_index is null
    union all
    select t.no, 'no column', format('%s has no column "%s" that could be written.', t.name, w.name), w.name
    from pg_temp.holdfast_targets t cross join lateral unnest(t.columns || t.key) as w (name)
    where t.relation is not null and not exists (select 1 from pg_catalog.pg_attribute a where a.attrelid = t.relation
      and a.attname = w.name and a.attnum > 0 and not a.attisdropped and (a.attgenerated = '' or w.name = any (t.key)))
    union all
    select t.no, 'no column', format('%s: "%s" is named twice.', t.name, w.name), w.name
    from pg_temp.holdfast_targets t cross join lateral unnest(t.columns) as w (name) group by t.no, t.name, w.name
    having count(*) > 1
    union all
    select t.no, 'no column', format('%s: the key is no part of what is written.', t.name), null
    from pg_temp.holdfast_targets t where not t.columns @> t.key and t.inserts + t.updates > 0
    union all
    select t.no, 'must not be empty',
      format('%s: new rows need a value in "%s", and the backup has none.', t.name, a.attname), a.attname
    from pg_temp.holdfast_targets t join pg_catalog.pg_attribute a on a.attrelid = t.relation
    where t.inserts > 0 and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef
      and a.attidentity = '' and a.attgenerated = '' and a.attname <> all (t.columns)
  ) p;

  create temp table holdfast_links on commit drop as
  with members as (
    select t.no, t.relation as member from pg_temp.holdfast_targets t where t.relation is not null
    union
    select t.no, p.relid::oid from pg_temp.holdfast_targets t cross join lateral pg_catalog.pg_partition_tree(t.relation) p
  )
  select f.oid, f.conname::text as name, f.conrelid as child, c.no as child_no, f.confrelid as parent, p.no as parent_no,
    holdfast.column_names(f.conrelid, f.conkey) as child_columns,
    holdfast.column_names(f.confrelid, f.confkey) as parent_columns,
    array(select format('operator(%I.%s)', n.nspname, o.oprname)
      from unnest(f.conpfeqop) with ordinality as u (op, place)
      join pg_catalog.pg_operator o on o.oid = u.op join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
      order by place) as operators,
    array(select coalesce(' collate ' || quote_ident(n.nspname) || '.' || quote_ident(o.collname), '')
      from unnest(f.confkey) with ordinality as u (attnum, place)
      join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = u.attnum
      left join pg_catalog.pg_collation o on o.oid = a.attcollation
      left join pg_catalog.pg_namespace n on n.oid = o.collnamespace order by place) as collations,
    f.confmatchtype = 'f' as is_full, f.confdeltype as on_delete, f.confupdtype as on_update,
    f.condeferrable, f.condeferred, f.convalidated,
    -- by way of a partition: rows of other partitions do not count
    f.conrelid = tc.relation as whole_child, f.confrelid = tp.relation as whole_parent
  from pg_catalog.pg_constraint f
  left join members c on c.member = f.conrelid left join pg_temp.holdfast_targets tc on tc.no = c.no
  left join members p on p.member = f.confrelid left join pg_temp.holdfast_targets tp on tp.no = p.no
  where f.contype = 'f' and coalesce((to_jsonb(f) ->> 'conenforced')::boolean, true) and (c.no is not null or p.no is not null)
    -- without those that Postgres makes for each partition
    and f.conparentid = 0;

  -- Parents before children; where they go round in circles, as the plan has them.
  loop
    select t.no into next_no from pg_temp.holdfast_targets t
    where t.rank is null
    order by exists (select 1 from pg_temp.holdfast_links l join pg_temp.holdfast_targets q on q.no = l.parent_no
      where l.child_no = t.no and q.no <> t.no and q.rank is null), t.no
    limit 1;
    exit when not found;
    update pg_temp.holdfast_targets set rank = place where no = next_no;
    place := place + 1;
  end loop;
  return problems;
end
$$;

-- Digests and counts of tables: [{"table", "rows", "hash"}]. Equal ones mean that nobody wrote to it in between.
create or replace function public.holdfast_digests(tables text[]) returns json
language plpgsql stable security definer set search_path = '' set statement_timeout = '10min'
as $$
declare
  name text;
  relation oid;
  digest record;
  digests json[] := '{}';
begin
  perform holdfast.require('restore');
  foreach name in array coalesce(tables, '{}') loop
    relation := holdfast.resolve(name);
    if row_security_active(relation) or not has_table_privilege(relation, 'SELECT') then
      raise exception 'Rows of % are hidden from the helper.', name using errcode = 'HFR06',
        hint = 'It belongs to another role, or row level security is forced on it.';
    end if;
    digest := holdfast.version_digest(relation);
    digests := digests || json_build_object('table', name, 'rows', digest.row_count, 'hash', digest.hash);
  end loop;
  return array_to_json(digests);
end
$$;

-- What matters to restoring tables: [{"table", "exists", "owned" (the helper may alter it), "owner", "forced_rls",
-- "triggers" (of rows and of statements, by "level"), "unique", "foreign_keys", "referenced_by", "checks"}]
create or replace function public.holdfast_restore_facts(tables text[]) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  name text;
  relation oid;
  facts json[] := '{}';
begin
  perform holdfast.require('restore');
  foreach name in array coalesce(tables, '{}') loop
    begin
      relation := holdfast.resolve(name);
    exception when undefined_table or wrong_object_type then
      facts := facts || json_build_object('table', name, 'exists', false, 'owned', false, 'owner', null, 'forced_rls', false,
        'triggers', '[]'::json, 'unique', '[]'::json, 'foreign_keys', '[]'::json, 'referenced_by', '[]'::json,
        'checks', '[]'::json);
      continue;
    end;
    facts := facts || (
      select json_build_object('table', name, 'exists', true, 'owned', pg_has_role(c.relowner, 'USAGE'),
        'owner', r.rolname, 'forced_rls', c.relforcerowsecurity,
        'triggers', (
          select coalesce(json_agg(json_build_object('name', t.tgname,
            'enabled', case t.tgenabled when 'O' then 'origin' when 'D' then 'disabled' when 'R' then 'replica' else 'always' end,
            'timing', case when t.tgtype & 64 <> 0 then 'instead of' when t.tgtype & 2 <> 0 then 'before' else 'after' end,
            'level', case when t.tgtype & 1 <> 0 then 'row' else 'statement' end,
            'events', array_remove(array[case when t.tgtype & 4 <> 0 then 'insert' end, case when t.tgtype & 16 <> 0 then 'update' end,
              case when t.tgtype & 8 <> 0 then 'delete' end, case when t.tgtype & 32 <> 0 then 'truncate' end], null),
            'function', fn.nspname || '.' || f.proname) order by t.tgname), '[]')
          from pg_catalog.pg_trigger t
          join pg_catalog.pg_proc f on f.oid = t.tgfoid join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
          where t.tgrelid = c.oid and not t.tgisinternal),
        'unique', (
          select coalesce(json_agg(json_build_object('name', ic.relname, 'columns', holdfast.index_columns(i.indexrelid),
            'primary', i.indisprimary) order by i.indisprimary desc, ic.relname), '[]')
          from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
          where i.indrelid = c.oid and i.indisunique),
        'foreign_keys', (
          select coalesce(json_agg(json_build_object('name', f.conname, 'columns', holdfast.column_names(f.conrelid, f.conkey),
            'references', holdfast.name_of(f.confrelid), 'referenced_columns', holdfast.column_names(f.confrelid, f.confkey),
            'on_delete', holdfast.action_name(f.confdeltype), 'on_update', holdfast.action_name(f.confupdtype),
            'deferrable', f.condeferrable) order by f.conname), '[]')
          from pg_catalog.pg_constraint f
          where f.conrelid = c.oid and f.contype = 'f' and not exists (
            select 1 from pg_catalog.pg_constraint p where p.oid = f.conparentid and p.conrelid = f.conrelid)),
        'referenced_by', (
          select coalesce(json_agg(json_build_object('table', holdfast.name_of(f.conrelid), 'name', f.conname,
            'columns', holdfast.column_names(f.conrelid, f.conkey),
            'referenced_columns', holdfast.column_names(f.confrelid, f.confkey),
            'on_delete', holdfast.action_name(f.confdeltype), 'on_update', holdfast.action_name(f.confupdtype))
            order by holdfast.name_of(f.conrelid), f.conname), '[]')
          from pg_catalog.pg_constraint f where f.confrelid = c.oid and f.contype = 'f' and f.conparentid = 0),
        'checks', (
          select coalesce(json_agg(json_build_object('name', k.conname, 'definition', pg_get_constraintdef(k.oid))
            order by k.conname), '[]')
          from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'c'))
      from pg_catalog.pg_class c join pg_catalog.pg_roles r on r.oid = c.relowner
      where c.oid = relation);
  end loop;
  return array_to_json(facts);
end
$$;

-- Begins a restore, or says how the one of this id stands. The plan:
-- {"id", "mode": "add|merge|replace", "triggers": "off|on", "conflicts": "leave out|stop", "backup",
--  "tables": [{"table", "key", "columns" (those that are written), "overrides" (columns), "insert": {"chunks", "rows"},
--    "update": …, "delete": …, "all" (delete every row first), "digest": {"rows", "hash"} or null}],
--  "sequences": [{"name", "last_value", "is_called"}],
--  "everything": true where all tables of the backup are replaced (default: false), and then
--  "unchanged": ["public.x", …] those of them that need no change}
create or replace function public.holdfast_restore_begin(plan jsonb) returns json
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
  known holdfast.restores;
begin
  perform holdfast.require('restore');
  perform holdfast.check_plan(plan);
  delete from holdfast.restores r
  where r.state = 'begun' and r.id <> (plan ->> 'id')::uuid and r.begun_at < now() - interval '1 hour'
    and not exists (select 1 from holdfast.restore_chunks c
      where c.restore_id = r.id and c.put_at >= now() - interval '1 hour');
  delete from holdfast.restore_undo u using holdfast.restores r where r.id = u.restore_id and r.undo_until < now();
  delete from holdfast.restores r where r.state <> 'begun' and r.applied_at < now() - interval '30 days';
  insert into holdfast.restores (id, plan, begun_by)
  values ((plan ->> 'id')::uuid, plan, current_setting('request.jwt.claims')::jsonb ->> 'sub')
  on conflict (id) do nothing;
  known := holdfast.own_restore((plan ->> 'id')::uuid);
  if known.plan <> plan then
    raise exception 'Another restore has this id.' using errcode = '22023';
  end if;
  return json_build_object('id', known.id, 'state', known.state);
end
$$;

-- Stages rows: objects as the archive has them, of rows to delete just the key; values that have an override are null.
-- Overrides as holdfast_inexact gives them. Any order, repeatable. Answers how many rows it took.
create or replace function public.holdfast_restore_put(
  id uuid, table_no integer, kind text, chunk_no integer, "rows" json, overrides jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_variable
declare
  restore holdfast.restores;
  planned jsonb;
  taken integer;
begin
  perform holdfast.require('restore');
  perform 1 from holdfast.restores r where r.id = id for key share;
  restore := holdfast.own_restore(id);
  planned := restore.plan -> 'tables' -> table_no;
  if not coalesce(table_no >= 0 and kind in ('insert', 'update', 'delete') and chunk_no >= 0
      and chunk_no < (planned #>> array[kind, 'chunks'])::bigint and json_typeof("rows") = 'array'
      and jsonb_typeof(coalesce(overrides, '[]')) = 'array', false) then
    raise exception 'The plan has no chunk % of rows to % in table %.', chunk_no, kind, table_no using errcode = '22023';
  end if;
  taken := json_array_length("rows");
  if restore.state = 'begun' then
    insert into holdfast.restore_chunks as known (restore_id, table_no, kind, chunk_no, row_count, "rows", overrides)
    values (id, table_no, kind, chunk_no, taken, "rows", coalesce(overrides, '[]'))
    on conflict on constraint restore_chunks_pkey do update
      set row_count = excluded.row_count, "rows" = excluded."rows", overrides = excluded.overrides, put_at = now()
      where known."rows"::text <> excluded."rows"::text or known.overrides <> excluded.overrides;
    if found then
      -- Rehearsing locks the restore, so that each chunk comes before it or after it.
      update holdfast.restores r set rehearsed_at = null where r.id = id and r.rehearsed_at is not null;
    end if;
  end if;
  return taken;
end
$$;

-- Forgets what is staged of a restore that was not applied.
create or replace function public.holdfast_restore_end(id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform holdfast.require('restore');
  if exists (select 1 from holdfast.restores r where r.id = holdfast_restore_end.id and r.state = 'begun') then
    perform holdfast.own_restore(holdfast_restore_end.id);
  end if;
  delete from holdfast.restores r where r.id = holdfast_restore_end.id and r.state = 'begun'
    and r.begun_by = current_setting('request.jwt.claims')::jsonb ->> 'sub';
end
$$;

-- How a restore stands: {"id", "state": "unknown|begun|applied|undone", "running": one is at work right now, "report",
-- "undo_until"}
create or replace function public.holdfast_restore_status(id uuid) returns json
language plpgsql volatile security definer set search_path = ''
as $$
declare
  restore holdfast.restores;
begin
  perform holdfast.require('restore');
  select * into restore from holdfast.restores r where r.id = holdfast_restore_status.id;
  return json_build_object('id', holdfast_restore_status.id, 'state', coalesce(restore.state, 'unknown'),
    'running', exists (select 1 from pg_catalog.pg_locks l join pg_catalog.pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory' and l.classid = 1215261796 and l.objid = 1
        and l.objsubid = 2 and l.granted and l.pid <> pg_backend_pid()),
    'report', restore.report, 'undo_until', restore.undo_until);
end
$$;

-- The restores of the last thirty days that were applied, newest first:
-- [{"id", "state", "by", "backup", "applied_at", "undo_until", "undone_at", "report"}]
create or replace function public.holdfast_restores() returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform holdfast.require('restore');
  return (
    select coalesce(json_agg(json_build_object('id', r.id, 'state', r.state, 'by', r.begun_by,
      'backup', r.plan ->> 'backup', 'applied_at', r.applied_at, 'undo_until', r.undo_until, 'undone_at', r.undone_at,
      'report', r.report) order by r.applied_at desc), '[]')
    from holdfast.restores r where r.state <> 'begun');
end
$$;

-- Makes the empty tables of staged rows of one table.
create or replace function holdfast.restore_make(number integer) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  row_cells text;
  key_cells text;
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  execute format('drop table if exists pg_temp.holdfast_rows_%1$s, pg_temp.holdfast_gone_%1$s', number);
  select string_agg(', c' || place || ' ' || cell, '' order by place) filter (where what = 'row'),
    string_agg(', k' || place || ' ' || cell, '' order by place) filter (where what = 'key')
  into row_cells, key_cells
  from (
    select 'row' as what, u.* from unnest(target.columns) with ordinality as u (name, place)
    union all
    select 'key', u.* from unnest(target.key) with ordinality as u (name, place)
  ) w
  join pg_catalog.pg_attribute a on a.attrelid = target.relation and a.attname = w.name
  left join pg_catalog.pg_collation co on co.oid = a.attcollation
  left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
  cross join lateral (select format_type(a.atttypid, a.atttypmod)
    || case when co.oid is not null then format(' collate %I.%I', cn.nspname, co.collname) else '' end) as c (cell);
  execute format('create temp table holdfast_rows_%s (kind text, chunk integer, place bigint, is_out boolean, pass integer%s) on commit drop',
    number, row_cells);
  execute format('create temp table holdfast_gone_%s (chunk integer, place bigint%s) on commit drop',
    number, coalesce(key_cells, ', k1 oid, k2 tid'));
end
$$;

-- What reads staged rows, with $1 for the restore: those of one table that meet a condition (over k, the chunks) and are not
-- left out. "wanted" are the columns to read, "head" comes before them (over k: kind, chunk_no and place, from 0). Without a
-- condition, it reads one row, $5, of place $4 of chunk $3 of kind $2.
-- Object by object: json_to_recordset keeps what it reads until the whole chunk is done, which takes three times as long.
drop function if exists holdfast.chunk_query(integer, text[], text, text); -- its parameters have had other names
create function holdfast.chunk_query(number integer, wanted text[], head text, condition text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  target record;
  definitions text;
  cells text;
  names text;
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  -- A domain may forbid the null that stands where an override does: such a column is read as what is under the domain.
  select string_agg(format('%I %s', w.name, case
      when w.name = any (target.overrides) and a.atttypid <> holdfast.base_type(a.atttypid)
        then format_type(holdfast.base_type(a.atttypid), -1)
      else format_type(a.atttypid, a.atttypmod) end), ', ' order by w.place),
    string_agg(case when w.name = any (target.overrides) then format(
        'case when o.texts operator(pg_catalog.?) %1$L then (o.texts operator(pg_catalog.->>) %1$L)::%2$s else r.c%3$s::%2$s end',
        w.name, format_type(a.atttypid, a.atttypmod), w.place)
      else 'r.c' || w.place end, ', ' order by w.place),
    string_agg('c' || w.place, ', ' order by w.place)
  into definitions, cells, names
  from unnest(wanted) with ordinality as w (name, place)
  join pg_catalog.pg_attribute a on a.attrelid = target.relation and a.attname = w.name and a.attnum > 0;
  return 'select ' || head || cells || case
    when condition is null then ' from (select $2 as kind, $3 as chunk_no, $4::pg_catalog.int8 as place, $5 as value) k'
    -- "offset 0": nothing is read of what is left out
    else format(' from (select k.kind, k.chunk_no, e.place operator(pg_catalog.-) 1 as place, e.value from holdfast.restore_chunks k'
      || ' cross join lateral pg_catalog.json_array_elements(k."rows") with ordinality as e (value, place)'
      || ' where k.restore_id operator(pg_catalog.=) $1 and k.table_no operator(pg_catalog.=) %1$s and %2$s'
      || ' and (k.kind operator(pg_catalog.=) ''delete'' or not exists (select 1 from holdfast.restore_left_out l'
      || ' where l.restore_id operator(pg_catalog.=) $1 and l.table_no operator(pg_catalog.=) %1$s'
      || ' and l.kind operator(pg_catalog.=) k.kind and l.chunk_no operator(pg_catalog.=) k.chunk_no'
      || ' and l.place operator(pg_catalog.=) (e.place operator(pg_catalog.-) 1))) offset 0) k', number, condition) end
    || format(' cross join lateral pg_catalog.json_to_record(k.value) as x (%s)'
      || ' cross join lateral (select %s) as r (%s)', definitions,
      (select string_agg(format('x.%I', w.name), ', ' order by w.place) from unnest(wanted) with ordinality as w (name, place)), names)
    || case when target.overrides && wanted then format(
      ' left join (select u.kind, u.chunk_no, (e.value operator(pg_catalog.->>) ''row'')::pg_catalog.int8 as place,'
      || ' pg_catalog.jsonb_object_agg(e.value operator(pg_catalog.->>) ''column'', e.value operator(pg_catalog.->>) ''text'') as texts'
      || ' from holdfast.restore_chunks u cross join lateral pg_catalog.jsonb_array_elements(u.overrides) e'
      || ' where u.restore_id operator(pg_catalog.=) $1 and u.table_no operator(pg_catalog.=) %s group by 1, 2, 3) o'
      || ' on o.kind operator(pg_catalog.=) k.kind and o.chunk_no operator(pg_catalog.=) k.chunk_no'
      || ' and o.place operator(pg_catalog.=) k.place', number) else '' end;
end
$$;

-- Reads the staged chunks of one table into holdfast_rows_N and holdfast_gone_N, without the rows that are left out.
create or replace function holdfast.restore_load(restore uuid, number integer) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  state text;
  message text;
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  perform holdfast.restore_make(number);
  begin
    if target.inserts + target.updates > 0 then
      perform set_config('search_path', target.path, true);
      execute format('insert into pg_temp.holdfast_rows_%s ', number)
        || holdfast.chunk_query(number, target.columns, 'k.kind, k.chunk_no, k.place, false, null, ',
          'k.kind operator(pg_catalog.<>) ''delete''')
      using restore;
      perform set_config('search_path', '', true);
    end if;
    if target.deletes > 0 then
      execute format('insert into pg_temp.holdfast_gone_%s ', number)
        || holdfast.chunk_query(number, target.key, 'k.chunk_no, k.place, ', 'k.kind = ''delete''')
      using restore;
    end if;
  exception when others then
    get stacked diagnostics state = returned_sqlstate, message = message_text;
    perform holdfast.raise_for(target.name, state, message, null, null);
  end;
  execute format('analyze pg_temp.holdfast_rows_%1$s', number);
  execute format('analyze pg_temp.holdfast_gone_%1$s', number);
end
$$;

-- "this row is the one that was staged", of holdfast_rows_N (letter c) or holdfast_gone_N (letter k).
create or replace function holdfast.is_staged(number integer, row_alias text, staged_alias text, letter text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  target record;
  index_key text[];
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  if target.key_index is null then
    return format('%1$s.tableoid operator(pg_catalog.=) %2$s.k1 and %1$s.ctid operator(pg_catalog.=) %2$s.k2',
      row_alias, staged_alias);
  end if;
  index_key := holdfast.index_columns(target.key_index);
  return holdfast.index_equality(target.key_index, holdfast.live_cells(row_alias, index_key),
    holdfast.cells(staged_alias, case letter when 'c' then target.columns else target.key end, index_key, letter));
end
$$;

-- A name for the rows of a table that none of its columns has.
create or replace function holdfast.free_alias(relation oid) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select 'r' || n from generate_series(0, 2000) n
    where not exists (select 1 from pg_catalog.pg_attribute a where a.attrelid = relation and a.attname = 'r' || n) limit 1);
end
$$;

-- Keeps the rows that are going to be deleted or updated, and says how many those are.
create or replace function holdfast.keep_images(restore uuid, number integer, kept text) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  r text;
  images bigint;
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  r := holdfast.free_alias(target.relation);
  perform set_config('search_path', target.path, true);
  execute format('with images as (select %1$s::pg_catalog.text as image, (pg_catalog.row_number() over ()'
      || ' operator(pg_catalog.-) 1) operator(pg_catalog./) 1000 as chunk from %2$s %1$s %3$s),'
      || ' kept as (insert into holdfast.restore_undo (restore_id, table_no, kind, chunk_no, images)'
      || ' select $1, %4$s, %5$L, chunk, pg_catalog.array_agg(image) from images group by chunk'
      || ' returning pg_catalog.cardinality(images) as size)'
      || ' select coalesce(pg_catalog.sum(size), 0) from kept', r, target.source,
    case
      when kept = 'updated' then format('join pg_temp.holdfast_rows_%s s on s.kind operator(pg_catalog.=) ''update'' and %s',
        number, holdfast.is_staged(number, r, 's', 'c'))
      when target.whole then ''
      else format('join pg_temp.holdfast_gone_%s s on %s', number, holdfast.is_staged(number, r, 's', 'k'))
    end, number, kept)
  into images using restore;
  perform set_config('search_path', '', true);
  return images;
end
$$;

-- The columns that an update sets, and with what. Columns of the key only where equal values may be written differently.
create or replace function holdfast.update_list(number integer, skipped text[], only_these text[] default null) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select string_agg(format('%I = s.c%s', w.name, w.place), ', ' order by w.place)
    from pg_temp.holdfast_targets t
    cross join lateral unnest(t.columns) with ordinality as w (name, place)
    join pg_catalog.pg_attribute a on a.attrelid = t.relation and a.attname = w.name
    where t.no = number and w.name <> all (skipped) and (only_these is null or w.name = any (only_these))
      and (w.name <> all (t.key) or (a.attidentity <> 'a' and holdfast.base_type(a.atttypid) not in (
        'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'uuid'::regtype, 'bool'::regtype, 'oid'::regtype,
        'date'::regtype, 'timestamptz'::regtype, 'timestamp'::regtype, 'bytea'::regtype))));
end
$$;

create or replace function holdfast.expect_rows(number integer, what text, affected bigint, expected bigint) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if affected is distinct from expected then
    raise exception '%: % rows would be %, and the plan has %.', (select t.name from pg_temp.holdfast_targets t where t.no = number),
      affected, what, expected using errcode = 'HFR05',
      hint = 'A trigger, a rule or a foreign key acts on them. Nothing was changed.';
  end if;
end
$$;

-- Updates the rows of one table. Where a unique value moves from one row to another, Postgres refuses to do it row by row.
-- Such rows are taken out and put back in one statement, which nothing outside notices unless a foreign key acts on it; then
-- they give up their unique values first, if those may be null. Where they may not, HFR10 asks for another try without those
-- foreign keys, whose oids are its detail.
create or replace function holdfast.update_rows(number integer, skipped text[]) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  r text;
  list text := holdfast.update_list(number, skipped);
  affected bigint := 0;
  moved bigint;
  unique_columns text[];
  moves text;
  link record;
  is_referred boolean := false;
  emptied text[];
  message text;
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  r := holdfast.free_alias(target.relation);
  if list is null then
    execute format('select count(*) from %s %s join pg_temp.holdfast_rows_%s s on s.kind = ''update'' and %s', target.source, r,
      number, holdfast.is_staged(number, r, 's', 'c')) into affected;
    return affected;
  end if;
  begin
    perform set_config('search_path', target.path, true);
    execute format('update %s %s set %s from pg_temp.holdfast_rows_%s s where s.kind operator(pg_catalog.=) ''update'' and %s',
      target.source, r, list, number, holdfast.is_staged(number, r, 's', 'c'));
    get diagnostics affected = row_count;
    perform set_config('search_path', '', true);
    return affected;
  exception when unique_violation or exclusion_violation then
    null; -- again, below; if that fails too, that error is the one to tell
  end;

  unique_columns := array(
    select distinct a.attname::text
    from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum > 0 and not a.attisdropped
    where i.indrelid = target.relation and (i.indisunique or i.indisexclusion) and (a.attnum = any (i.indkey)
      or exists (select 1 from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass
        and d.objid = i.indexrelid and d.refobjid = i.indrelid and d.refobjsubid = a.attnum))
      and a.attname = any (target.columns) and a.attname <> all (skipped));
  select format('pg_catalog.record_image_ne(row(%s), row(%s))', array_to_string(holdfast.live_cells(r, unique_columns), ', '),
    array_to_string(holdfast.cells('s', target.columns, unique_columns), ', ')) into moves;
  for link in
    select l.*, holdfast.source_of(l.child) as child_source from pg_temp.holdfast_links l
    where l.parent = target.relation and l.on_delete in ('c', 'n', 'd', 'r')
  loop
    continue when is_referred;
    execute format('select exists (select 1 from %s x join %s %s on %s join pg_temp.holdfast_rows_%s s on s.kind = ''update'' and %s'
      || ' where %s)', link.child_source, target.source, r, holdfast.link_equality(link.oid, holdfast.live_cells(r, link.parent_columns),
        holdfast.live_cells('x', link.child_columns)), number, holdfast.is_staged(number, r, 's', 'c'), moves) into is_referred;
  end loop;
  if is_referred then
    emptied := array(
      select a.attname::text from pg_catalog.pg_attribute a
      where a.attrelid = target.relation and not a.attnotnull and a.attname = any (unique_columns) and a.attname <> all (target.key));
    if emptied = '{}' or exists (
        select 1 from pg_temp.holdfast_links l
        where l.parent = target.relation and l.on_update in ('c', 'n', 'd', 'r') and l.parent_columns && emptied) then
      select string_agg(format('"%s" of %s', l.name, holdfast.name_of(l.child)), ', ') into message
      from pg_temp.holdfast_links l join pg_catalog.pg_class c on c.oid = l.child
      where l.parent = target.relation and l.on_delete in ('c', 'n', 'd', 'r') and (not pg_has_role(c.relowner, 'USAGE')
        -- its switches could not be put back
        or exists (select 1 from pg_catalog.pg_trigger t where t.tgconstraint = l.oid and t.tgenabled <> 'O'));
      if message is not null then
        raise exception '%: unique values move between its rows, which would be taken out for that, and a foreign key acts on it: %.',
          target.name, message using errcode = 'HFR06',
          hint = 'Nothing was changed. Empty the table, or leave it out; then rehearse again.';
      end if;
      raise exception '%: unique values move between its rows.', target.name using errcode = 'HFR10',
        detail = (select jsonb_agg(l.oid::bigint) from pg_temp.holdfast_links l
          where l.parent = target.relation and l.on_delete in ('c', 'n', 'd', 'r'));
    end if;
    perform set_config('search_path', target.path, true);
    execute format('update %s %s set %s from pg_temp.holdfast_rows_%s s where s.kind operator(pg_catalog.=) ''update'' and %s and %s',
      target.source, r, (select string_agg(format('%I = null', e), ', ') from unnest(emptied) e), number,
      holdfast.is_staged(number, r, 's', 'c'), moves);
    execute format('update %s %s set %s from pg_temp.holdfast_rows_%s s where s.kind operator(pg_catalog.=) ''update'' and %s',
      target.source, r, list, number, holdfast.is_staged(number, r, 's', 'c'));
    get diagnostics affected = row_count;
    perform set_config('search_path', '', true);
    return affected;
  end if;

  perform set_config('search_path', target.path, true);
  execute format('with gone as (delete from %1$s %2$s using pg_temp.holdfast_rows_%3$s s where s.kind operator(pg_catalog.=) ''update'''
      || ' and %4$s and %5$s returning s.chunk, s.place, %6$s)'
      -- sorted, so that all are out before the first one is put back
      || ' insert into %7$s (%8$s) overriding system value select %9$s from (select * from gone order by chunk, place) g',
    target.source, r, number, holdfast.is_staged(number, r, 's', 'c'), moves,
    (select string_agg(format('%s as %s', coalesce('s.c' || array_position(target.columns, a.attname::text),
        format('%s.%I', r, a.attname)), 'v' || a.attnum), ', ' order by a.attnum)
      from pg_catalog.pg_attribute a
      where a.attrelid = target.relation and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''),
    holdfast.quoted_name(target.relation),
    (select string_agg(format('%I', a.attname), ', ' order by a.attnum) from pg_catalog.pg_attribute a
      where a.attrelid = target.relation and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''),
    (select string_agg('g.v' || a.attnum, ', ' order by a.attnum) from pg_catalog.pg_attribute a
      where a.attrelid = target.relation and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''));
  get diagnostics moved = row_count;
  execute format('update %s %s set %s from pg_temp.holdfast_rows_%s s where s.kind operator(pg_catalog.=) ''update'' and %s'
      || ' and pg_catalog.record_image_ne(row(%s), row(%s))',
    target.source, r, list, number, holdfast.is_staged(number, r, 's', 'c'),
    array_to_string(holdfast.live_cells(r, target.columns), ', '),
    array_to_string(holdfast.cells('s', target.columns, target.columns), ', '));
  get diagnostics affected = row_count;
  perform set_config('search_path', '', true);
  return affected + moved;
end
$$;

create or replace function holdfast.quoted_name(relation oid) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select format('%I.%I', n.nspname, c.relname)
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = relation);
end
$$;

-- "the parent's values on the left are those that the child's on the right refer to".
create or replace function holdfast.link_equality(link oid, parent_cells text[], child_cells text[]) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select string_agg(format('%s%s %s %s', parent_cells[place], l.collations[place], l.operators[place], child_cells[place]),
      ' and ' order by place)
    from pg_temp.holdfast_links l cross join lateral generate_series(1, cardinality(l.operators)) place where l.oid = link);
end
$$;

-- A trigger that writes to a row after it arrived moves it: where rows are not where they arrived any more, those with their
-- keys are noted instead. If that is not as many as arrived, the notes stay, and undoing will miss them and refuse.
create or replace function holdfast.note_arrived(restore uuid, number integer) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  still_there bigint;
  noted bigint;
  arrived constant text := 'select r.tableoid as k1, r.ctid as k2 from %1$s r join (select split_part(x.image, '' '', 1)::oid as k1,'
    || ' split_part(x.image, '' '', 2)::tid as k2 from holdfast.restore_undo i cross join lateral unnest(i.images) as x (image)'
    || ' where i.restore_id = $1 and i.table_no = %2$s and i.kind = ''inserted'') n on r.tableoid = n.k1 and r.ctid = n.k2';
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  execute format('select count(*) from (' || arrived || ') a', target.source, number) into still_there using restore;
  if still_there = target.inserts or target.key_index is null then
    return;
  end if;
  execute format('with found as (' || arrived || ' union select r.tableoid, r.ctid from %1$s r join pg_temp.holdfast_rows_%2$s s'
      || ' on s.kind = ''insert'' and %3$s),'
      || ' numbered as (select concat(k1, '' '', k2) as image, (row_number() over () - 1) / 1000 as chunk from found),'
      -- beside the old notes, under numbers that those do not have
      || ' kept as (insert into holdfast.restore_undo (restore_id, table_no, kind, chunk_no, images)'
      || ' select $1, %2$s, ''inserted'', -1 - chunk, array_agg(image) from numbered group by chunk)'
      || ' select count(*) from found',
    target.source, number, holdfast.is_staged(number, 'r', 's', 'c'))
  into noted using restore;
  delete from holdfast.restore_undo u
  where u.restore_id = restore and u.table_no = number and u.kind = 'inserted' and (u.chunk_no >= 0) = (noted = target.inserts);
end
$$;

-- Drops a constraint, and answers the statements that make it anew, as it was.
create or replace function holdfast.take_away(constraint_oid oid) returns text[]
language plpgsql volatile set search_path = ''
as $$
declare
  item record;
begin
  select k.conname, holdfast.quoted_name(k.conrelid) as relation, pg_get_constraintdef(k.oid) as definition,
    obj_description(k.oid, 'pg_constraint') as said
  into strict item from pg_catalog.pg_constraint k where k.oid = constraint_oid;
  execute format('alter table %s drop constraint %I', item.relation, item.conname);
  delete from pg_temp.holdfast_links l where l.oid = constraint_oid;
  return array[format('alter table %s add constraint %I %s', item.relation, item.conname, item.definition)]
    || case when item.said is null then '{}'::text[]
      else array[format('comment on constraint %I on %s is %L', item.conname, item.relation, item.said)] end;
end
$$;

-- Does what is staged in the holdfast_* tables, under locks that the caller took. With "undo", the rows as they were are
-- kept under this id. Triggers, foreign keys and identity columns are put back as they were.
create or replace function holdfast.restore_write(triggers_off boolean, undo uuid) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  link record;
  item record;
  r text;
  affected bigint;
  staged record;
  constraint_oid oid;
  -- what has to be run at the end
  put_back text[] := '{}';
  taken_away oid[] := '{}'; -- foreign keys that must not act while this runs
  to_add text[];
  is_different boolean;
  not_set jsonb := '{}'; -- by table: columns that an update leaves alone, because they are equal
  failed_at text := 'the restore';
  message text;
  detail text;
  hint text;
  state text;
  failed_schema text;
  failed_table text;
begin
  -- Rows as they are, before anything acts on them.
  for target in select * from pg_temp.holdfast_targets t order by t.rank loop
    execute format('select count(*) filter (where s.kind = ''insert'') as inserts, count(*) filter (where s.kind = ''update'') as updates,'
      || ' (select count(*) from pg_temp.holdfast_gone_%1$s) as deletes from pg_temp.holdfast_rows_%1$s s', target.no) into staged;
    execute format('select count(*) from %s', target.source) into affected;
    update pg_temp.holdfast_targets t set inserts = staged.inserts, updates = staged.updates,
      deletes = case when target.whole then affected else staged.deletes end, rows_before = affected
    where t.no = target.no;
    if undo is not null and staged.updates > 0 then
      perform holdfast.expect_rows(target.no, 'updated', holdfast.keep_images(undo, target.no, 'updated'), staged.updates);
    end if;
    if undo is not null and (staged.deletes > 0 or target.whole) then
      perform holdfast.expect_rows(target.no, 'deleted', holdfast.keep_images(undo, target.no, 'deleted'),
        case when target.whole then affected else staged.deletes end);
    end if;
  end loop;

  -- Once; or again from the start, without the foreign keys that stood in the way.
  loop
    put_back := '{}';
    to_add := '{}';
    not_set := '{}';
    begin
      foreach constraint_oid in array taken_away loop
        failed_at := (select holdfast.name_of(k.conrelid) from pg_catalog.pg_constraint k where k.oid = constraint_oid);
        to_add := to_add || holdfast.take_away(constraint_oid);
      end loop;
      if triggers_off then
        for item in
          select t.tgname, t.tgenabled, holdfast.quoted_name(t.tgrelid) as relation
          from pg_catalog.pg_trigger t
          where not t.tgisinternal and t.tgenabled <> 'D' and t.tgrelid in (
            select g.relation from pg_temp.holdfast_targets g where g.inserts + g.updates + g.deletes > 0
            union
            select p.relid from pg_temp.holdfast_targets g cross join lateral pg_catalog.pg_partition_tree(g.relation) p
            where g.inserts + g.updates + g.deletes > 0)
        loop
          failed_at := item.relation;
          execute format('alter table only %s disable trigger %I', item.relation, item.tgname);
          put_back := put_back || format('alter table only %s enable %s trigger %I', item.relation,
            case item.tgenabled when 'R' then 'replica' when 'A' then 'always' else '' end, item.tgname);
        end loop;
      end if;
      -- Foreign keys among the tables wait for the end wherever an order of the tables alone does not keep them whole.
      for link in
        select l.*, holdfast.quoted_name(l.child) as relation
        from pg_temp.holdfast_links l
        join pg_temp.holdfast_targets c on c.no = l.child_no join pg_temp.holdfast_targets p on p.no = l.parent_no
        where not (l.condeferrable and l.condeferred)
          and (p.deletes > 0 or p.updates > 0 or (c.updates > 0 and p.inserts > 0)
            or (p.rank >= c.rank and c.inserts + c.updates > 0))
      loop
        failed_at := link.relation;
        execute format('alter table %s alter constraint %I deferrable initially deferred', link.relation, link.name);
        put_back := put_back || format('alter table %s alter constraint %I %s', link.relation, link.name,
          case when link.condeferrable then 'deferrable initially immediate' else 'not deferrable' end);
      end loop;
      -- A foreign key without an index of its own costs a scan of its table for every row that is deleted.
      for link in
        select l.oid, l.child_columns, holdfast.quoted_name(l.child) as relation, n.nspname
        from pg_temp.holdfast_links l
        join pg_temp.holdfast_targets p on p.no = l.parent_no
        join pg_catalog.pg_class c on c.oid = l.child join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where p.deletes > 200 and pg_has_role(c.relowner, 'USAGE')
          and (select sum(pg_relation_size(f.leaf)) from holdfast.leaves(l.child) f) > 20 * current_setting('block_size')::integer
          and not exists (
            select 1 from pg_catalog.pg_index i
            where i.indrelid = l.child and i.indisvalid and i.indpred is null
              and (holdfast.column_names(l.child, (i.indkey::int2[])[0:cardinality(l.child_columns) - 1])) @> l.child_columns)
      loop
        failed_at := link.relation;
        execute format('create index holdfast_restore_%s on %s (%s)', link.oid, link.relation,
          (select string_agg(format('%I', c), ', ' order by place) from unnest(link.child_columns) with ordinality as u (c, place)));
        put_back := put_back || format('drop index %I.holdfast_restore_%s', link.nspname, link.oid);
      end loop;
      for item in
        select t.no, t.source, t.relation, t.columns, a.attname::text as name, holdfast.quoted_name(t.relation) as quoted
        from pg_temp.holdfast_targets t join pg_catalog.pg_attribute a on a.attrelid = t.relation and a.attidentity = 'a'
        where t.updates > 0 and a.attname = any (t.columns) and a.attname <> all (t.key)
      loop
        r := holdfast.free_alias(item.relation);
        execute format('select exists (select 1 from %s %s join pg_temp.holdfast_rows_%s s on s.kind = ''update'' and %s'
            || ' where %2$s.%5$I is distinct from s.c%6$s)', item.source, r, item.no,
          holdfast.is_staged(item.no, r, 's', 'c'), item.name, array_position(item.columns, item.name)) into is_different;
        if is_different then
          failed_at := item.quoted;
          execute format('alter table %s alter column %I set generated by default', item.quoted, item.name);
          put_back := put_back || format('alter table %s alter column %I set generated always', item.quoted, item.name);
        else
          not_set := jsonb_set(not_set, array[item.no::text], coalesce(not_set -> item.no::text, '[]') || to_jsonb(item.name));
        end if;
      end loop;

      -- Rows that are to refer to another parent do so before a foreign key that acts takes them along with the old one.
      for link in
        select l.*, c.no, c.name as table_name, c.source, c.path, c.relation, c.columns
        from pg_temp.holdfast_links l
        join pg_temp.holdfast_targets c on c.no = l.child_no join pg_temp.holdfast_targets p on p.no = l.parent_no
        where l.on_delete in ('c', 'n', 'd', 'r') and c.rank <= p.rank and c.updates > 0 and p.deletes > 0
          and l.child_columns <@ c.columns
      loop
        failed_at := link.table_name;
        r := holdfast.free_alias(link.relation);
        perform set_config('search_path', link.path, true);
        execute format('update %s %s set %s from pg_temp.holdfast_rows_%s s where s.kind operator(pg_catalog.=) ''update'' and %s'
            || ' and pg_catalog.record_image_ne(row(%s), row(%s))',
          link.source, r, holdfast.update_list(link.no, '{}', link.child_columns), link.no,
          holdfast.is_staged(link.no, r, 's', 'c'), array_to_string(holdfast.live_cells(r, link.child_columns), ', '),
          array_to_string(holdfast.cells('s', link.columns, link.child_columns), ', '));
        perform set_config('search_path', '', true);
      end loop;

      for target in select * from pg_temp.holdfast_targets t order by t.rank desc loop
        failed_at := target.name;
        r := holdfast.free_alias(target.relation);
        if target.deletes > 0 then
          perform set_config('search_path', target.path, true);
          if target.whole then
            execute format('delete from %s %s', target.source, r);
          else
            execute format('delete from %s %s using pg_temp.holdfast_gone_%s s where %s', target.source, r, target.no,
              holdfast.is_staged(target.no, r, 's', 'k'));
          end if;
          get diagnostics affected = row_count;
          perform set_config('search_path', '', true);
          if affected < target.deletes and not target.whole then
            -- A foreign key may have taken some along with their parents. They were all there: their images were counted.
            execute format('select count(*) from pg_temp.holdfast_gone_%s s where exists (select 1 from %s %s where %s)',
              target.no, target.source, r, holdfast.is_staged(target.no, r, 's', 'k')) into affected;
            affected := target.deletes - affected;
          end if;
          perform holdfast.expect_rows(target.no, 'deleted', affected, target.deletes);
        end if;
        if target.updates > 0 then
          affected := holdfast.update_rows(target.no, array(select jsonb_array_elements_text(not_set -> target.no::text)));
          perform holdfast.expect_rows(target.no, 'updated', affected, target.updates);
        end if;
      end loop;

      for target in select * from pg_temp.holdfast_targets t where t.inserts > 0 order by t.rank loop
        failed_at := target.name;
        r := holdfast.free_alias(target.relation);
        perform set_config('search_path', target.path, true);
        execute format('with arrived as (insert into %1$s as %2$s (%3$s) overriding system value select %4$s from'
            || ' pg_temp.holdfast_rows_%5$s s where s.kind operator(pg_catalog.=) ''insert'' order by s.chunk, s.place'
            || ' returning pg_catalog.concat(%2$s.tableoid, '' '', %2$s.ctid) as image),'
            || ' numbered as (select image, (pg_catalog.row_number() over () operator(pg_catalog.-) 1)'
            || ' operator(pg_catalog./) 1000 as chunk from arrived),'
            || ' kept as (insert into holdfast.restore_undo (restore_id, table_no, kind, chunk_no, images)'
            || ' select $1, %5$s, ''inserted'', chunk, pg_catalog.array_agg(image) from numbered where $1 is not null group by chunk)'
            || ' select pg_catalog.count(*) from arrived',
          holdfast.quoted_name(target.relation), r,
          (select string_agg(format('%I', c), ', ' order by place) from unnest(target.columns) with ordinality u (c, place)),
          array_to_string(holdfast.cells('s', target.columns, target.columns), ', '), target.no)
        into affected using undo;
        perform set_config('search_path', '', true);
        perform holdfast.expect_rows(target.no, 'inserted', affected, target.inserts);
      end loop;

      failed_at := null;
      perform set_config('search_path', 'public, extensions, pg_temp', true);
      set constraints all immediate;
      perform set_config('search_path', '', true);
      foreach message in array to_add loop
        execute message;
      end loop;
      exit;
    exception when sqlstate 'HFR10' then
      get stacked diagnostics detail = pg_exception_detail;
      taken_away := taken_away || array(select e::bigint::oid from jsonb_array_elements_text(detail::jsonb) e);
    when others then
      get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail,
        hint = pg_exception_hint, failed_schema = schema_name, failed_table = table_name;
      perform holdfast.raise_for(coalesce(failed_at, failed_schema || '.' || failed_table, 'the restore'), state, message, detail, hint);
    end;
  end loop;
  foreach message in array put_back loop
    execute message;
  end loop;
  if undo is not null and not triggers_off then
    perform holdfast.note_arrived(undo, t.no) from pg_temp.holdfast_targets t where t.inserts > 0;
  end if;

  for target in select * from pg_temp.holdfast_targets t loop
    execute format('select count(*) from %s', target.source) into affected;
    if affected <> target.rows_before + target.inserts - target.deletes then
      raise exception '%: it would have % rows afterwards, and the plan has %.', target.name, affected,
        target.rows_before + target.inserts - target.deletes using errcode = 'HFR05',
        hint = 'A trigger or a foreign key acts on it. Nothing was changed.';
    end if;
    update pg_temp.holdfast_targets t set rows_after = affected, inserted = t.inserts, updated = t.updates, deleted = t.deletes
    where t.no = target.no;
  end loop;
  -- Where a foreign key within the plan could have changed what was written, it is read again; after triggers everything is,
  -- because they may.
  for target in
    select t.* from pg_temp.holdfast_targets t
    where t.inserts + t.updates > 0 and (not triggers_off or (t.key_index is not null and exists (
      select 1 from pg_temp.holdfast_links l join pg_temp.holdfast_targets p on p.no = l.parent_no
      where l.child_no = t.no and ((p.updates > 0 and l.on_update in ('c', 'n', 'd')) or (p.deletes > 0 and l.on_delete in ('c', 'n', 'd'))))))
  loop
    if target.key_index is not null then
      execute format('select count(*) from pg_temp.holdfast_rows_%s s where not exists (select 1 from %s r where %s'
          || ' and record_image_eq(row(%s), row(%s)))', target.no, target.source, holdfast.is_staged(target.no, 'r', 's', 'c'),
        array_to_string(holdfast.live_cells('r', target.columns), ', '),
        array_to_string(holdfast.cells('s', target.columns, target.columns), ', ')) into affected;
    else
      execute format('select count(*) from (select row(%s)::text from pg_temp.holdfast_rows_%s s except all select row(%s)::text'
          || ' from %s r join (select split_part(x.image, '' '', 1)::oid as k1, split_part(x.image, '' '', 2)::tid as k2'
          || ' from holdfast.restore_undo u cross join lateral unnest(u.images) as x (image)'
          || ' where u.restore_id = $1 and u.table_no = %2$s and u.kind = ''inserted'') n on r.tableoid = n.k1 and r.ctid = n.k2) d',
        array_to_string(holdfast.cells('s', target.columns, target.columns), ', '), target.no,
        array_to_string(holdfast.live_cells('r', target.columns), ', '), target.source) into affected using undo;
    end if;
    if affected > 0 and triggers_off then
      raise exception '%: a foreign key changed % of the rows that were written.', target.name, affected using errcode = 'HFR05',
        hint = 'Nothing was changed. Restore this table and the ones that it refers to one after the other.';
    end if;
    update pg_temp.holdfast_targets t set differing = affected where t.no = target.no;
  end loop;
end
$$;

-- Rows that stay as they are in the plan, but refer to rows that go or change:
-- [{"table", "constraint", "references", "action", "on": "delete|update", "rows"}], only where there are any.
create or replace function holdfast.restore_outside() returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  link record;
  stays text;
  supplied text;
  changed text[];
  after_cells text[];
  affected bigint;
  effects jsonb := '[]';
begin
  for link in
    select l.*, p.deletes, p.updates, p.whole, p.key as parent_key, p.columns as parent_staged, coalesce(c.whole, false) as child_whole,
      c.key_index as child_key
    from pg_temp.holdfast_links l join pg_temp.holdfast_targets p on p.no = l.parent_no
    left join pg_temp.holdfast_targets c on c.no = l.child_no
    where (p.deletes > 0 or p.updates > 0 or p.whole) and not coalesce(c.whole, false)
    order by holdfast.name_of(l.child) collate "C", l.name collate "C"
  loop
    stays := '';
    if link.child_key is not null then
      stays := format(' and not exists (select 1 from pg_temp.holdfast_gone_%1$s g where %2$s)'
          || ' and not exists (select 1 from pg_temp.holdfast_rows_%1$s u where u.kind = ''update'' and not u.is_out and %3$s)',
        link.child_no, holdfast.is_staged(link.child_no, 'x', 'g', 'k'), holdfast.is_staged(link.child_no, 'x', 'u', 'c'));
    end if;
    supplied := '';
    if link.parent_columns <@ link.parent_staged then
      supplied := format(' and not exists (select 1 from pg_temp.holdfast_rows_%s a where not a.is_out and %s)', link.parent_no,
        holdfast.link_equality(link.oid, holdfast.cells('a', link.parent_staged, link.parent_columns),
          holdfast.live_cells('x', link.child_columns)));
    end if;
    if link.deletes > 0 or link.whole then
      execute format('select count(*) from %s x where exists (select 1 from %s p %s where %s)%s%s',
        holdfast.source_of(link.child), holdfast.source_of(link.parent),
        case when link.whole then '' else format('join pg_temp.holdfast_gone_%s s on %s', link.parent_no,
          holdfast.is_staged(link.parent_no, 'p', 's', 'k')) end,
        holdfast.link_equality(link.oid, holdfast.live_cells('p', link.parent_columns), holdfast.live_cells('x', link.child_columns)),
        stays, case link.on_delete when 'a' then supplied else '' end)
      into affected;
      if affected > 0 then
        effects := effects || jsonb_build_object('table', holdfast.name_of(link.child), 'constraint', link.name,
          'references', holdfast.name_of(link.parent), 'action', holdfast.action_name(link.on_delete), 'on', 'delete', 'rows', affected);
      end if;
    end if;
    changed := array(select c from unnest(link.parent_columns) c where c = any (link.parent_staged) and c <> all (link.parent_key));
    if link.updates > 0 and changed <> '{}' then
      after_cells := array(
        select coalesce('s.c' || array_position(link.parent_staged, c), format('p.%I', c))
        from unnest(link.parent_columns) with ordinality as u (c, place) order by place);
      execute format('select count(*) from %s x where exists (select 1 from %s p join pg_temp.holdfast_rows_%s s'
          || ' on s.kind = ''update'' and not s.is_out and %s where %s and (%s) is not true)%s%s',
        holdfast.source_of(link.child), holdfast.source_of(link.parent), link.parent_no,
        holdfast.is_staged(link.parent_no, 'p', 's', 'c'),
        holdfast.link_equality(link.oid, holdfast.live_cells('p', link.parent_columns), holdfast.live_cells('x', link.child_columns)),
        holdfast.link_equality(link.oid, after_cells, holdfast.live_cells('x', link.child_columns)),
        stays, case link.on_update when 'a' then supplied else '' end)
      into affected;
      if affected > 0 then
        effects := effects || jsonb_build_object('table', holdfast.name_of(link.child), 'constraint', link.name,
          'references', holdfast.name_of(link.parent), 'action', holdfast.action_name(link.on_update), 'on', 'update', 'rows', affected);
      end if;
    end if;
  end loop;
  return effects;
end
$$;

create or replace function holdfast.raise_outside(effects jsonb, code text) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if effects <> '[]' then
    raise exception 'Rows that are no part of the restore would be touched: %.', (
        select string_agg(format('%s of %s (%s of "%s", on %s of rows in %s)', e ->> 'rows', e ->> 'table', e ->> 'action',
          e ->> 'constraint', e ->> 'on', e ->> 'references'), '; ') from jsonb_array_elements(effects) e)
      using errcode = code, hint = case code when 'HFR04' then 'Nothing was changed. Restore those tables together with these.'
        else 'Nothing was changed. They came to refer to what was restored; change them first.' end;
  end if;
end
$$;

-- Leaves out the staged rows of one table that meet a condition (over s), and says how many those are. "cells" are the values
-- that are shown, "template" is the sentence, with %s for them.
create or replace function holdfast.leave_out(restore uuid, number integer, pass integer, condition text, reason text,
  constraint_name text, columns text[], cells text[], refers_to text, template text) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  path text := (select t.path from pg_temp.holdfast_targets t where t.no = number);
  how_many bigint;
begin
  perform set_config('search_path', path, true);
  execute format('with found as (update pg_temp.holdfast_rows_%1$s s set is_out = true, pass = $2'
      || ' where not s.is_out and (%2$s) returning s.kind, s.chunk, s.place, array[%3$s]::pg_catalog.text[] as shown)'
      || ' insert into holdfast.restore_left_out (restore_id, table_no, kind, chunk_no, place, reason, constraint_name, columns,'
      || ' "values", refers_to, message) select $1, %1$s, kind, chunk, place, $3, $4, $5, shown, $6,'
      || ' pg_catalog.format($7, pg_catalog.array_to_string(shown, '', '', ''null'')) from found',
    number, condition, (select string_agg(format('pg_catalog.left(%s::pg_catalog.text, 200)', c), ', ' order by place)
      from unnest(cells) with ordinality as u (c, place)))
  using restore, pass, reason, constraint_name, columns, refers_to, template;
  get diagnostics how_many = row_count;
  perform set_config('search_path', '', true);
  return how_many;
end
$$;

-- Reads the staged rows of a table, leaving out those that its columns of today do not take: all at once, and where that
-- fails chunk by chunk, and of a chunk that fails row by row.
create or replace function holdfast.load_what_fits(restore uuid, number integer) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  chunk record;
  one record;
  loads_chunk text;
  loads_row text;
  failure text;
  culprit text;
  named integer := 0;
begin
  begin
    perform holdfast.restore_load(restore, number);
    return;
  exception when others then
    null; -- which rows it is, is found below
  end;
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  perform holdfast.restore_make(number);
  loads_chunk := format('insert into pg_temp.holdfast_rows_%s ', number)
    || holdfast.chunk_query(number, target.columns, 'k.kind, k.chunk_no, k.place, false, null, ',
      'k.kind operator(pg_catalog.=) $2 and k.chunk_no operator(pg_catalog.=) $3');
  loads_row := format('insert into pg_temp.holdfast_rows_%s ', number)
    || holdfast.chunk_query(number, target.columns, 'k.kind, k.chunk_no, k.place, false, null, ', null);
  for chunk in
    select c.kind, c.chunk_no from holdfast.restore_chunks c
    where c.restore_id = restore and c.table_no = number and c.kind <> 'delete' order by c.kind, c.chunk_no
  loop
    begin
      perform set_config('search_path', target.path, true);
      execute loads_chunk using restore, chunk.kind, chunk.chunk_no;
      perform set_config('search_path', '', true);
      continue;
    exception when others then
      null;
    end;
    for one in
      select e.value, e.place from holdfast.restore_chunks c cross join lateral json_array_elements(c."rows") with ordinality as e (value, place)
      where c.restore_id = restore and c.table_no = number and c.kind = chunk.kind and c.chunk_no = chunk.chunk_no
    loop
      begin
        perform set_config('search_path', target.path, true);
        execute loads_row using restore, chunk.kind, chunk.chunk_no, one.place - 1, one.value;
        perform set_config('search_path', '', true);
        continue;
      exception when others then
        failure := left(sqlerrm, 500);
      end;
      culprit := null;
      if named < 1000 then
        named := named + 1;
        culprit := holdfast.column_that_fails(restore, number, chunk.kind, chunk.chunk_no, one.place - 1, one.value);
      end if;
      insert into holdfast.restore_left_out (restore_id, table_no, kind, chunk_no, place, reason, columns, "values", message)
      values (restore, number, chunk.kind, chunk.chunk_no, one.place - 1, 'does not fit',
        case when culprit is null then '{}' else array[culprit] end,
        case when culprit is null then '{}' else array[left(one.value ->> culprit, 200)] end, failure);
    end loop;
  end loop;
  if target.deletes > 0 then
    execute format('insert into pg_temp.holdfast_gone_%s ', number)
      || holdfast.chunk_query(number, target.key, 'k.chunk_no, k.place, ', 'k.kind = ''delete''')
    using restore;
  end if;
  execute format('analyze pg_temp.holdfast_rows_%1$s', number);
  execute format('analyze pg_temp.holdfast_gone_%1$s', number);
end
$$;

-- The column of a row that does not take its value; null where no column alone is to blame.
create or replace function holdfast.column_that_fails(
  restore uuid, number integer, kind text, chunk_no integer, place bigint, value json) returns text
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  name text;
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  foreach name in array target.columns loop
    begin
      perform set_config('search_path', target.path, true);
      execute holdfast.chunk_query(number, array[name], '', null) using restore, kind, chunk_no, place, value;
      perform set_config('search_path', '', true);
    exception when others then
      return name;
    end;
  end loop;
  return null;
end
$$;

-- Leaves out rows with nulls where none may be, and those that violate a check, as far as staged columns tell.
create or replace function holdfast.leave_out_misfits(restore uuid, number integer) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  item record;
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  for item in
    select a.attname::text as name from pg_catalog.pg_attribute a
    where a.attrelid = target.relation and a.attnotnull and a.attname = any (target.columns)
  loop
    perform holdfast.leave_out(restore, number, 0, (holdfast.cells('s', target.columns, array[item.name]))[1] || ' is null',
      'does not fit', null, array[item.name], array['null'], null, format('"%s" must not be empty.', replace(item.name, '%', '%%')));
  end loop;
  for item in
    select k.conname::text as name, pg_get_expr(k.conbin, k.conrelid) as expression,
      holdfast.column_names(k.conrelid, k.conkey) as columns
    from pg_catalog.pg_constraint k
    where k.conrelid = target.relation and k.contype = 'c'
      and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
      and holdfast.column_names(k.conrelid, k.conkey) <@ target.columns and k.conkey <> '{}'
  loop
    begin
      perform holdfast.leave_out(restore, number, 0,
        format('exists (select 1 from (select %s) x where not (%s))', holdfast.cells_as_columns(number, 's'), item.expression),
        'does not fit', item.name, item.columns, holdfast.cells('s', target.columns, item.columns), null,
        format('Check "%s" does not allow (%s) = (%%s).', replace(item.name, '%', '%%'),
          replace(array_to_string(item.columns, ', '), '%', '%%')));
    exception when others then
      null; -- a check that cannot be asked beforehand; applying will tell
    end;
  end loop;
end
$$;

-- The staged values of a row under the names of their columns: s.c1 as "id", …
create or replace function holdfast.cells_as_columns(number integer, row_alias text) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select string_agg(format('%s.c%s as %I', row_alias, w.place, w.name), ', ' order by w.place)
    from pg_temp.holdfast_targets t cross join lateral unnest(t.columns) with ordinality as w (name, place) where t.no = number);
end
$$;

-- " and it stays": that a row of a planned table is neither deleted nor updated.
create or replace function holdfast.stays(number integer, row_alias text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  target record;
begin
  select * into target from pg_temp.holdfast_targets t where t.no = number;
  if not found or (target.key_index is null and not target.whole) then
    return '';
  elsif target.whole then
    return ' and false';
  end if;
  return case when target.deletes = 0 then '' else format(' and not exists (select 1 from pg_temp.holdfast_gone_%s g where %s)', number,
      holdfast.is_staged(number, row_alias, 'g', 'k')) end
    || case when target.updates = 0 then '' else format(' and not exists (select 1 from pg_temp.holdfast_rows_%s u'
      || ' where u.kind operator(pg_catalog.=) ''update'' and not u.is_out and %s)', number,
      holdfast.is_staged(number, row_alias, 'u', 'c')) end;
end
$$;

-- Leaves out rows whose unique values a row that stays has, or a staged row before them.
create or replace function holdfast.leave_out_taken(restore uuid, number integer, pass integer) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  index record;
  places text[];
  staged_values text;
  live_values text;
  not_null text;
  is_double boolean;
  how_many bigint := 0;
begin
  select * into strict target from pg_temp.holdfast_targets t where t.no = number;
  for index in
    select i.indexrelid, c.relname::text as name, x.expressions, x.shown,
      case when i.indpred is null then '' else ' where ' || pg_get_expr(i.indpred, i.indrelid) end as predicate,
      coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) as nulls_too
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    cross join lateral (
      select array_agg('(' || pg_get_indexdef(i.indexrelid, place + 1, false) || ')'
          || coalesce(' collate ' || quote_ident(n.nspname) || '.' || quote_ident(o.collname), '') order by place) as expressions,
        array_agg(coalesce(a.attname::text, pg_get_indexdef(i.indexrelid, place + 1, true)) order by place) as shown
      from generate_series(0, i.indnkeyatts - 1) as place
      left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place] and a.attnum > 0
      left join pg_catalog.pg_collation o on o.oid = i.indcollation[place]
      left join pg_catalog.pg_namespace n on n.oid = o.collnamespace) x
    where i.indrelid = target.relation and i.indisunique and i.indisvalid
      -- all that it looks at is staged
      and not exists (
        select 1 from pg_catalog.pg_attribute a
        where a.attrelid = i.indrelid and a.attnum > 0 and a.attname <> all (target.columns)
          and (a.attnum = any (i.indkey) or exists (select 1 from pg_catalog.pg_depend d
            where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.indexrelid and d.refobjid = i.indrelid
              and d.refobjsubid = a.attnum)))
  loop
    places := array(select 'v.e' || place from generate_series(1, cardinality(index.expressions)) place order by place);
    select string_agg(format('%s as e%s', e, place), ', ' order by place) into staged_values
    from unnest(index.expressions) with ordinality as u (e, place);
    live_values := format('cross join lateral (select %s from (select l.*) x%s) w', staged_values, index.predicate);
    staged_values := format('cross join lateral (select %s from (select %s) x%s) v', staged_values,
      holdfast.cells_as_columns(number, 's'), index.predicate);
    begin
      if not target.whole then
        how_many := how_many + holdfast.leave_out(restore, number, pass, format(
            's.ctid in (select s.ctid from pg_temp.holdfast_rows_%1$s s %2$s where not s.is_out and exists ('
            || 'select 1 from %3$s l %4$s where %5$s%6$s))', number, staged_values, target.source, live_values,
            holdfast.index_equality(index.indexrelid, array(select replace(p, 'v.', 'w.') from unnest(places) p), places, index.nulls_too),
            holdfast.stays(number, 'l')),
          'value taken', index.name, index.shown, holdfast.shown_cells(number, index.shown), null,
          format('Another row that stays has (%s) = (%%s).', replace(array_to_string(index.shown, ', '), '%', '%%')));
      end if;
      not_null := case when index.nulls_too then ''
        else ' and ' || (select string_agg(p || ' is not null', ' and ') from unnest(places) p) end;
      -- mostly there are none, which hashing tells sooner than sorting
      execute format('select exists (select 1 from pg_temp.holdfast_rows_%s s %s where not s.is_out%s group by %s'
        || ' having pg_catalog.count(*) operator(pg_catalog.>) 1)', number, staged_values, not_null, array_to_string(places, ', '))
      into is_double;
      if is_double then
        how_many := how_many + holdfast.leave_out(restore, number, pass, format(
            's.ctid in (select d.t from (select s.ctid as t, pg_catalog.row_number() over (partition by %1$s'
            || ' order by s.kind desc, s.chunk, s.place) as nth from pg_temp.holdfast_rows_%2$s s %3$s where not s.is_out%4$s) d'
            || ' where d.nth operator(pg_catalog.>) 1)', array_to_string(places, ', '), number, staged_values, not_null),
          'value taken', index.name, index.shown, holdfast.shown_cells(number, index.shown), null,
          format('Another row of the backup has (%s) = (%%s).', replace(array_to_string(index.shown, ', '), '%', '%%')));
      end if;
    exception when others then
      null; -- an index that cannot be asked beforehand; applying will tell
    end;
  end loop;
  return how_many;
end
$$;

-- The values of columns of a staged row, to be shown; of an expression nothing.
create or replace function holdfast.shown_cells(number integer, columns text[]) returns text[]
language plpgsql stable set search_path = ''
as $$
begin
  return (select array_agg(coalesce('s.c' || array_position(t.columns, u.name), '''…''') order by u.place)
    from pg_temp.holdfast_targets t cross join lateral unnest(shown_cells.columns) with ordinality as u (name, place)
    where t.no = number);
end
$$;

-- Leaves out rows whose parent neither stays nor arrives. After the first pass only those are looked at whose parent was
-- left out in the pass before.
create or replace function holdfast.leave_out_orphans(restore uuid, link_oid oid, pass integer) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  link record;
  child record;
  parent record;
  child_cells text[];
  condition text;
begin
  select * into strict link from pg_temp.holdfast_links l where l.oid = link_oid;
  select * into strict child from pg_temp.holdfast_targets t where t.no = link.child_no;
  select * into parent from pg_temp.holdfast_targets t where t.no = link.parent_no;
  if not link.whole_child or not link.child_columns <@ child.columns
      or (link.parent_no is not null and (not link.whole_parent
        or (parent.inserts + parent.updates > 0 and not link.parent_columns <@ parent.columns)))
      or not has_table_privilege(link.parent, 'SELECT') or row_security_active(link.parent) then
    return 0; -- not to be known beforehand; applying will tell
  end if;
  child_cells := holdfast.cells('s', child.columns, link.child_columns);
  condition := format('not exists (select 1 from %s p where %s%s)', holdfast.source_of(link.parent),
    holdfast.link_equality(link.oid, holdfast.live_cells('p', link.parent_columns), child_cells),
    holdfast.stays(link.parent_no, 'p'));
  if link.parent_no is not null and parent.inserts + parent.updates > 0 then
    condition := condition || format(' and not exists (select 1 from pg_temp.holdfast_rows_%s a where not a.is_out and %s)',
      link.parent_no, holdfast.link_equality(link.oid, holdfast.cells('a', parent.columns, link.parent_columns), child_cells));
    if pass > 1 then
      condition := condition || format(' and exists (select 1 from pg_temp.holdfast_rows_%s a where a.pass operator(pg_catalog.=) %s and %s)',
        link.parent_no, pass - 1, holdfast.link_equality(link.oid, holdfast.cells('a', parent.columns, link.parent_columns), child_cells));
    end if;
  end if;
  condition := (select string_agg(c || ' is not null', ' and ') from unnest(child_cells) c) || ' and ' || condition;
  if link.is_full and pass = 1 and cardinality(child_cells) > 1 then
    condition := format('(%s) or (pg_catalog.num_nulls(%s) operator(pg_catalog.<>) 0'
      || ' and pg_catalog.num_nonnulls(%2$s) operator(pg_catalog.<>) 0)', condition, array_to_string(child_cells, ', '));
  end if;
  return holdfast.leave_out(restore, link.child_no, pass, condition, 'parent missing', link.name, link.child_columns, child_cells,
    holdfast.name_of(link.parent), format('%s has no row with (%s) = (%%s).', replace(holdfast.name_of(link.parent), '%', '%%'),
      replace(array_to_string(link.parent_columns, ', '), '%', '%%')));
end
$$;

-- Finds the staged rows that cannot be written. Leaving out one can make its children orphans, or leave a value taken: so
-- again and again, until nothing more is found.
create or replace function holdfast.find_conflicts(restore uuid) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  pass integer := 1;
  touched integer[]; -- tables of which rows were left out in the pass before
  touched_now integer[];
  target record;
  link record;
begin
  for target in select t.no from pg_temp.holdfast_targets t order by t.no loop
    perform holdfast.load_what_fits(restore, target.no);
    perform holdfast.leave_out_misfits(restore, target.no);
  end loop;
  loop
    touched_now := '{}';
    for target in
      select t.no, t.updates from pg_temp.holdfast_targets t
      where t.inserts + t.updates > 0 and (pass = 1 or (t.no = any (touched) and t.updates > 0)) order by t.rank
    loop
      if holdfast.leave_out_taken(restore, target.no, pass) > 0 then
        touched_now := touched_now || target.no;
      end if;
    end loop;
    for link in
      select l.oid, l.child_no from pg_temp.holdfast_links l join pg_temp.holdfast_targets c on c.no = l.child_no
      where c.inserts + c.updates > 0 and (pass = 1 or l.parent_no = any (touched)) order by c.rank
    loop
      if holdfast.leave_out_orphans(restore, link.oid, pass) > 0 then
        touched_now := touched_now || link.child_no;
      end if;
    end loop;
    exit when touched_now = '{}';
    touched := touched_now;
    pass := pass + 1;
  end loop;
end
$$;

-- A row that is left out stays as it is. Where all rows of a table are replaced, none stays: that stands against it.
create or replace function holdfast.left_out_of_whole(restore uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('table_no', t.no, 'code', 'key', 'column', null,
      'message', format('%s has no key: all of its rows are replaced, so none can be left out.', t.name)) order by t.no), '[]')
    from pg_temp.holdfast_targets t
    where t.whole and exists (
      select 1 from holdfast.restore_left_out l where l.restore_id = restore and l.table_no = t.no));
end
$$;

-- Locks the planned tables against writers, in an order in which all restores do. Exclusive: also against rows elsewhere that
-- come to refer to them (checking a foreign key locks the parent's row), which a delete would take along unseen.
create or replace function holdfast.restore_lock() returns void
language plpgsql volatile set search_path = ''
as $$
declare
  target record;
  state text;
  message text;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'A restore needs the isolation level "read committed", not "%".', current_setting('transaction_isolation')
      using errcode = 'HFR06', hint = 'The project sets another default_transaction_isolation.';
  end if;
  for target in select * from pg_temp.holdfast_targets t order by t.relation loop
    begin
      execute format('lock table %s in exclusive mode', target.source);
    exception when others then
      get stacked diagnostics state = returned_sqlstate, message = message_text;
      perform holdfast.raise_for(target.name, state, message, null, null);
    end;
  end loop;
end
$$;

-- One restore at a time; the lock goes with the transaction, however that ends.
create or replace function holdfast.restore_alone() returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if not pg_try_advisory_xact_lock(1215261796, 1) then
    raise exception 'Another restore is running.' using errcode = 'HFR03',
      hint = 'Wait until it is done, then compare again: it may have changed the same tables.';
  end if;
end
$$;

-- Stops where anything of the plan did not arrive.
create or replace function holdfast.restore_complete(restore uuid, plan jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  missing text;
begin
  select string_agg(format('%s: %s of %s rows to %s', t.value ->> 'table', coalesce(c.row_count, 0), t.value #>> array[k.kind, 'rows'], k.kind), '; ')
  into missing
  from jsonb_array_elements(plan -> 'tables') with ordinality as t (value, place)
  cross join unnest(array['insert', 'update', 'delete']) as k (kind)
  left join lateral (
    select sum(r.row_count) as row_count, count(*) as chunks from holdfast.restore_chunks r
    where r.restore_id = restore and r.table_no = t.place - 1 and r.kind = k.kind) c on true
  where coalesce(c.row_count, 0) <> (t.value #>> array[k.kind, 'rows'])::bigint
     or c.chunks <> (t.value #>> array[k.kind, 'chunks'])::bigint;
  if missing is not null then
    raise exception 'Not everything has arrived: %.', left(missing, 1000) using errcode = 'HFR02',
      hint = 'Send the missing rows again.';
  end if;
end
$$;

-- Stops where a table cannot be restored.
create or replace function holdfast.raise_problems(problems jsonb) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if problems <> '[]' then
    raise exception '%', (select string_agg(p ->> 'message', ' ') from jsonb_array_elements(problems) p)
      using errcode = 'HFR06', hint = 'Nothing was changed. Rehearse the restore to see what stands against it.';
  end if;
end
$$;

-- The sequences of the planned tables that have to move: [{"name", "relation", "owned", "exact" (or else it only moves on),
-- "from": {"last_value", "is_called"}, "to"}].
-- Replacing sets them exactly as in the backup. Otherwise, and where another table draws from the same sequence, they only
-- move on. Without a value in the backup they are moved past the rows that arrive. Where everything is replaced, also those
-- that no column draws from, and those of tables that need no change ("unchanged").
create or replace function holdfast.restore_sequences(plan jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  everything constant boolean := plan ->> 'mode' = 'replace' and coalesce((plan ->> 'everything')::boolean, false);
  sequence record;
  now_at record;
  wanted jsonb;
  moves jsonb := '[]';
  highest numeric;
  target record;
  to_value bigint;
  to_called boolean;
begin
  for sequence in
    with drawn as (
      select d.objid as sequence, d.refobjid as relation, d.refobjsubid as attnum
      from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
        and d.deptype in ('a', 'i') and d.refobjsubid > 0
      union
      select d.refobjid, a.adrelid, a.adnum
      from pg_catalog.pg_depend d join pg_catalog.pg_attrdef a on a.oid = d.objid
      where d.classid = 'pg_catalog.pg_attrdef'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
    ),
    planned as (
      select t.no, t.relation as member, t.relation from pg_temp.holdfast_targets t
      union
      select t.no, p.relid::oid, t.relation from pg_temp.holdfast_targets t cross join lateral pg_catalog.pg_partition_tree(t.relation) p
    ),
    -- tables that are what they are in the backup already
    unchanged as (
      select p.relid::oid as member
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      cross join lateral (select c.oid as relid union select t.relid from pg_catalog.pg_partition_tree(c.oid) t) p
      where everything and c.relkind in ('r', 'p') and plan -> 'unchanged' ?| array[n.nspname || '.' || c.relname,
        format('%I.%I', n.nspname, c.relname),
        format('"%s"."%s"', replace(n.nspname, '"', '""'), replace(c.relname, '"', '""'))]
    )
    select c.oid, holdfast.name_of(c.oid) as name, holdfast.quoted_name(c.oid) as quoted, s.seqincrement, s.seqmax, s.seqmin, c.relowner,
      bool_or(d.relation is not null and p.no is null and u.member is null) as is_shared,
      jsonb_agg(jsonb_build_object('no', p.no, 'column', a.attname)) filter (where p.no is not null) as columns
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_sequence s on s.seqrelid = c.oid
    left join drawn d on d.sequence = c.oid
    left join pg_catalog.pg_attribute a on a.attrelid = d.relation and a.attnum = d.attnum
    left join planned p on p.member = d.relation
    left join unchanged u on u.member = d.relation
    where c.relkind = 'S'
    group by c.oid, n.nspname, s.seqincrement, s.seqmax, s.seqmin
    having bool_or(p.no is not null) or (everything
      and n.nspname || '.' || c.relname in (
        select q ->> 'name' from jsonb_array_elements(plan -> 'sequences') q where q ->> 'last_value' is not null)
      and not holdfast.is_refused(n.nspname) and pg_has_role(c.relowner, 'USAGE')
      and bool_and(d.relation is null or u.member is not null)
      and not exists (select 1 from pg_catalog.pg_depend e
        where e.classid = 'pg_catalog.pg_class'::regclass and e.objid = c.oid and e.deptype = 'e'))
    order by holdfast.name_of(c.oid) collate "C"
  loop
    execute format('select s.last_value, s.is_called from %s s', sequence.quoted) into now_at;
    select q into wanted from jsonb_array_elements(coalesce(plan -> 'sequences', '[]')) q
    where q ->> 'name' = sequence.name and q ->> 'last_value' is not null limit 1;
    if wanted is not null and plan ->> 'mode' = 'replace' and not sequence.is_shared then
      to_value := (wanted ->> 'last_value')::bigint;
      to_called := (wanted ->> 'is_called')::boolean;
    else
      to_value := now_at.last_value;
      to_called := now_at.is_called;
      if wanted is not null then
        if sign(sequence.seqincrement) * ((wanted ->> 'last_value')::numeric - to_value) > 0
            or ((wanted ->> 'last_value')::bigint = to_value and (wanted ->> 'is_called')::boolean) then
          to_value := (wanted ->> 'last_value')::bigint;
          to_called := (wanted ->> 'is_called')::boolean;
        end if;
      elsif sequence.seqincrement > 0 then
        for target in
          select t.no, array_position(t.columns, c ->> 'column') as cell
          from jsonb_array_elements(sequence.columns) c join pg_temp.holdfast_targets t on t.no = (c ->> 'no')::integer
          join pg_catalog.pg_attribute a on a.attrelid = t.relation and a.attname = c ->> 'column'
          where array_position(t.columns, c ->> 'column') is not null
            and holdfast.base_type(a.atttypid) in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
        loop
          execute format('select max(s.c%s) from pg_temp.holdfast_rows_%s s where s.kind = ''insert'' and not s.is_out',
            target.cell, target.no) into highest;
          if highest >= to_value and highest < sequence.seqmax and highest <> 'NaN' then
            to_value := floor(highest);
            to_called := true;
          end if;
        end loop;
      end if;
    end if;
    if to_value <> now_at.last_value or to_called <> now_at.is_called then
      moves := moves || jsonb_build_object('name', sequence.name, 'relation', sequence.quoted,
        'owned', pg_has_role(sequence.relowner, 'USAGE'),
        'exact', wanted is not null and plan ->> 'mode' = 'replace' and not sequence.is_shared,
        'from', jsonb_build_object('last_value', now_at.last_value::text, 'is_called', now_at.is_called),
        'to', jsonb_build_object('last_value', to_value::text, 'is_called', to_called));
    end if;
  end loop;
  return moves;
end
$$;

-- Setting a sequence is not undone by a rollback; a sequence that was restarted in the same transaction is, because it has
-- new storage. So both.
create or replace function holdfast.set_sequence(quoted text, target jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  execute format('alter sequence %s restart', quoted);
  perform setval(quoted::regclass, (target ->> 'last_value')::bigint, (target ->> 'is_called')::boolean);
exception when others then
  raise exception 'Sequence % cannot be set to %: %', quoted, target ->> 'last_value', sqlerrm using errcode = sqlstate;
end
$$;

-- Moves a sequence on to where it was to go, from where it is now, which it answers in "from"; null where it is past that
-- already.
create or replace function holdfast.move_sequence_on(move jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  step bigint := (select s.seqincrement from pg_catalog.pg_sequence s where s.seqrelid = (move ->> 'relation')::regclass);
  goal bigint := move #>> '{to,last_value}';
  now_at record;
begin
  begin
    -- changes nothing, but from here on nobody draws from it
    execute format('alter sequence %s increment by %s', move ->> 'relation', step);
  exception when lock_not_available then
    perform holdfast.raise_for(move ->> 'name', sqlstate, sqlerrm, null, null);
  end;
  execute format('select s.last_value, s.is_called from %s s', move ->> 'relation') into now_at;
  if not (sign(step) * (goal::numeric - now_at.last_value) > 0
      or (goal = now_at.last_value and (move #>> '{to,is_called}')::boolean and not now_at.is_called)) then
    return null;
  end if;
  perform holdfast.set_sequence(move ->> 'relation', move -> 'to');
  return move || jsonb_build_object('from', jsonb_build_object('last_value', now_at.last_value::text, 'is_called', now_at.is_called));
end
$$;

-- The columns of a table as far as undoing relies on them.
create or replace function holdfast.shape_of(relation oid) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select string_agg(format('%I %s %s', a.attname, format_type(a.atttypid, a.atttypmod), a.attgenerated), ', ' order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = relation and a.attnum > 0 and not a.attisdropped);
end
$$;

create or replace function holdfast.digests_of_targets() returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (select jsonb_agg(jsonb_build_object('table', t.asked, 'rows', d.row_count, 'hash', d.hash, 'shape', holdfast.shape_of(t.relation))
      order by t.no)
    from pg_temp.holdfast_targets t cross join lateral holdfast.version_digest(t.relation) d);
end
$$;

-- What would come of a restore, as things stand. Writes nothing but which of the staged rows have to be left out; repeatable:
-- {"tables": [{"table_no", "insert", "update", "delete" (each without those left out), "conflict" (left out), "rows_now"}],
--  "conflicts": [{"table_no", "kind", "chunk_no", "row", "reason", "constraint", "columns", "values", "references", "message"}]
--    (at most 1,000), "outside", "problems" (whatever is in it stops the restore), "sequences"}
create or replace function public.holdfast_restore_rehearse(id uuid) returns json
language plpgsql volatile security definer
set search_path = '' set lock_timeout = '5s' set statement_timeout = '10min' set client_min_messages = 'warning' set jit = off
set work_mem = '64MB' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set extra_float_digits = 1 set bytea_output = 'hex'
as $$
#variable_conflict use_variable
declare
  restore holdfast.restores;
  problems jsonb;
  outside jsonb := '[]';
  sequences jsonb := '[]';
  target record;
  row_count bigint;
begin
  perform holdfast.require('restore');
  select r.* into restore from holdfast.restores r where r.id = id for update;
  restore := holdfast.own_restore(id);
  if restore.state <> 'begun' then
    raise exception 'This restore was applied already.' using errcode = 'HFR07';
  end if;
  perform holdfast.restore_complete(id, restore.plan);
  update holdfast.restores r set rehearsed_at = clock_timestamp() where r.id = restore.id;
  problems := holdfast.restore_targets(restore.plan);
  delete from holdfast.restore_left_out l where l.restore_id = restore.id;
  if problems = '[]' then
    perform holdfast.find_conflicts(restore.id);
    outside := holdfast.restore_outside();
    sequences := holdfast.restore_sequences(restore.plan);
    problems := problems || holdfast.left_out_of_whole(restore.id) || coalesce((
      select jsonb_agg(jsonb_build_object('table_no', null, 'code', 'not owned', 'column', null,
        'message', format('Sequence %s belongs to another role.', m ->> 'name')))
      from jsonb_array_elements(sequences) m where not (m ->> 'owned')::boolean), '[]');
  end if;
  for target in select * from pg_temp.holdfast_targets t where t.relation is not null order by t.no loop
    if has_table_privilege(target.relation, 'SELECT') then
      execute format('select count(*) from %s', target.source) into row_count;
      update pg_temp.holdfast_targets t set rows_before = row_count where t.no = target.no;
    end if;
  end loop;
  return json_build_object(
    'tables', (
      select json_agg(json_build_object('table_no', t.no, 'insert', t.inserts - coalesce(o.inserts, 0),
        'update', t.updates - coalesce(o.updates, 0), 'delete', case when t.whole then coalesce(t.rows_before, 0) else t.deletes end,
        'conflict', coalesce(o.inserts + o.updates, 0), 'rows_now', coalesce(t.rows_before, 0)::text) order by t.no)
      from pg_temp.holdfast_targets t
      left join (
        select l.table_no, count(*) filter (where l.kind = 'insert') as inserts, count(*) filter (where l.kind = 'update') as updates
        from holdfast.restore_left_out l where l.restore_id = restore.id group by l.table_no) o on o.table_no = t.no),
    'conflicts', (
      select coalesce(json_agg(json_build_object('table_no', c.table_no, 'kind', c.kind, 'chunk_no', c.chunk_no, 'row', c.place,
        'reason', c.reason, 'constraint', c.constraint_name, 'columns', c.columns, 'values', c."values",
        'references', c.refers_to, 'message', c.message) order by c.table_no, c.kind, c.chunk_no, c.place), '[]')
      from (
        select * from holdfast.restore_left_out l where l.restore_id = restore.id
        order by l.table_no, l.kind, l.chunk_no, l.place limit 1000) c),
    'outside', outside, 'problems', problems,
    'sequences', (select coalesce(jsonb_agg(m - 'relation' - 'owned' - 'exact'), '[]') from jsonb_array_elements(sequences) m));
end
$$;

-- Does what is staged, in one transaction: all of it, or nothing. Called again it answers the same report:
-- {"id", "state", "tables": [{"table", "inserted", "updated", "deleted", "left_out", "rows_after", "differing" (rows that a
--  trigger made other than they were written)}], "sequences", "applied_at", "took_ms", "undo_until"}
create or replace function public.holdfast_restore_apply(id uuid) returns json
language plpgsql volatile security definer
set search_path = '' set lock_timeout = '5s' set statement_timeout = '10min' set client_min_messages = 'warning' set jit = off
set work_mem = '64MB' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set extra_float_digits = 1 set bytea_output = 'hex'
as $$
#variable_conflict use_variable
declare
  restore holdfast.restores;
  started constant timestamptz := clock_timestamp();
  changed text;
  sequences jsonb;
  sequences_moved jsonb := '[]';
  moved jsonb;
  report json;
begin
  perform holdfast.require('restore');
  restore := holdfast.own_restore(id);
  if restore.state <> 'begun' then
    return restore.report;
  end if;
  perform holdfast.restore_alone();
  -- those that ended between the look and the lock
  select r.* into restore from holdfast.restores r where r.id = restore.id for update;
  if restore.state is distinct from 'begun' then
    return (holdfast.restore_of(id)).report;
  end if;
  perform holdfast.restore_complete(id, restore.plan);
  perform holdfast.raise_problems(holdfast.restore_targets(restore.plan));
  if restore.rehearsed_at is null then
    raise exception 'What is staged was not rehearsed.' using errcode = 'HFR02',
      hint = 'Nothing was changed. Rehearse the restore, and look at what it would do before it is applied.';
  end if;
  perform holdfast.restore_lock();
  -- what was true before the locks were there may not be any more
  perform holdfast.raise_problems(holdfast.restore_targets(restore.plan));

  select string_agg(t.name, ', ' order by t.no) into changed
  from pg_temp.holdfast_targets t cross join lateral holdfast.version_digest(t.relation) d
  where t.digest is null or t.digest ->> 'rows' is distinct from d.row_count or t.digest ->> 'hash' is distinct from d.hash;
  if changed is not null then
    raise exception 'Changed since they were compared: %.', changed using errcode = 'HFR01',
      hint = 'Nothing was restored. Somebody writes to these tables; compare again.';
  end if;
  if restore.plan ->> 'conflicts' = 'stop' and exists (
      select 1 from holdfast.restore_left_out l where l.restore_id = restore.id) then
    raise exception 'Rows are in conflict, and that was to stop the restore.' using errcode = 'HFR09',
      hint = 'Nothing was changed. Rehearse it to see which rows.';
  end if;
  perform holdfast.raise_problems(holdfast.left_out_of_whole(id));
  perform holdfast.restore_load(id, t.no) from pg_temp.holdfast_targets t order by t.no;
  update pg_temp.holdfast_targets t set left_out = (
    select count(*) from holdfast.restore_left_out l where l.restore_id = restore.id and l.table_no = t.no);
  perform holdfast.raise_outside(holdfast.restore_outside(), 'HFR04');
  sequences := holdfast.restore_sequences(restore.plan);
  perform holdfast.restore_write(restore.plan ->> 'triggers' = 'off', id);
  -- drawn from by defaults and triggers meanwhile, and shared ones by others
  for moved in select * from jsonb_array_elements(sequences) loop
    if (moved ->> 'exact')::boolean then
      perform holdfast.set_sequence(moved ->> 'relation', moved -> 'to');
    else
      moved := holdfast.move_sequence_on(moved);
    end if;
    sequences_moved := sequences_moved || coalesce(moved, '[]');
  end loop;
  sequences := sequences_moved;

  report := (
    select json_build_object('id', restore.id, 'state', 'applied',
      'tables', json_agg(json_build_object('table', t.asked, 'inserted', t.inserted, 'updated', t.updated, 'deleted', t.deleted,
        'left_out', t.left_out, 'rows_after', t.rows_after::text, 'differing', t.differing) order by t.no),
      'sequences', (select coalesce(jsonb_agg(m - 'relation' - 'owned' - 'exact'), '[]') from jsonb_array_elements(sequences) m),
      'applied_at', now(), 'took_ms', round(extract(epoch from clock_timestamp() - started) * 1000),
      'undo_until', now() + interval '1 day')
    from pg_temp.holdfast_targets t);
  update holdfast.restores r set state = 'applied', applied_at = now(), undo_until = now() + interval '1 day', report = report,
    after_it = jsonb_build_object('tables', holdfast.digests_of_targets(), 'sequences', sequences)
  where r.id = restore.id;
  delete from holdfast.restore_chunks c where c.restore_id = restore.id;
  return report;
end
$$;

-- Rows that violate a constraint that was never validated are there, but could not be written again: undoing drops such
-- constraints of tables into which it puts rows back. Answers the statements that make them anew, as they were.
create or replace function holdfast.drop_unvalidated() returns text[]
language plpgsql volatile set search_path = ''
as $$
declare
  item record;
  put_back text[] := '{}';
begin
  for item in
    with members as (
      select t.relation as member from pg_temp.holdfast_targets t where t.inserts + t.updates > 0
      union
      select p.relid::oid from pg_temp.holdfast_targets t cross join lateral pg_catalog.pg_partition_tree(t.relation) p
      where t.inserts + t.updates > 0
    )
    select k.oid, holdfast.quoted_name(k.conrelid) as relation
    from members m join pg_catalog.pg_constraint k on k.conrelid = m.member
    where k.contype in ('c', 'f') and not k.convalidated and k.conislocal and k.coninhcount = 0 and k.conparentid = 0
      and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
  loop
    begin
      put_back := put_back || holdfast.take_away(item.oid);
    exception when others then
      perform holdfast.raise_for(item.relation, sqlstate, sqlerrm, null, null);
    end;
  end loop;
  return put_back;
end
$$;

-- Takes back what a restore did, from the copies that it left, in one transaction: rows, and the sequences that nobody drew
-- from since. Refused (HFR08) when one of the tables changed since. The report is that of applying, the other way round.
create or replace function public.holdfast_restore_undo(id uuid) returns json
language plpgsql volatile security definer
set search_path = '' set lock_timeout = '5s' set statement_timeout = '10min' set client_min_messages = 'warning' set jit = off
set work_mem = '64MB' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set extra_float_digits = 1 set bytea_output = 'hex'
as $$
#variable_conflict use_variable
declare
  restore holdfast.restores;
  started constant timestamptz := clock_timestamp();
  changed text;
  plan jsonb;
  target record;
  put_back text[];
  statement text;
  there bigint;
  deleted bigint;
  updated bigint;
  moved jsonb;
  now_at record;
  sequences jsonb := '[]';
  report json;
begin
  perform holdfast.require('restore');
  restore := holdfast.restore_of(id);
  if restore.state = 'undone' then
    return restore.undo_report;
  end if;
  perform holdfast.restore_alone();
  select r.* into restore from holdfast.restores r where r.id = restore.id for update;
  if restore.state = 'undone' then
    return restore.undo_report;
  end if;
  if restore.state is distinct from 'applied' then
    raise exception 'This restore was not applied: there is nothing to undo.' using errcode = 'HFR07';
  end if;
  if restore.undo_until < now() then
    raise exception 'The copies that undoing needs were kept until %.', restore.undo_until using errcode = 'HFR08',
      hint = 'Restore the pre-restore backup instead.';
  end if;
  -- Every column that can be written, whatever the restore wrote.
  plan := jsonb_set(restore.plan, '{tables}', (
    select jsonb_agg(t.value || jsonb_build_object('overrides', '[]'::jsonb, 'all', false, 'columns', coalesce((
        select jsonb_agg(a.attname order by a.attnum) from pg_catalog.pg_attribute a
        where a.attrelid = to_regclass(t.value ->> 'table') and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '[]'),
      'insert', jsonb_build_object('chunks', 0, 'rows', coalesce(u.deleted, 0)),
      'update', jsonb_build_object('chunks', 0, 'rows', coalesce(u.updated, 0)),
      'delete', jsonb_build_object('chunks', 0, 'rows', coalesce(u.inserted, 0))) order by t.place)
    from jsonb_array_elements(restore.plan -> 'tables') with ordinality as t (value, place)
    left join (
      select i.table_no, sum(cardinality(i.images)) filter (where i.kind = 'deleted') as deleted,
        sum(cardinality(i.images)) filter (where i.kind = 'updated') as updated,
        sum(cardinality(i.images)) filter (where i.kind = 'inserted') as inserted
      from holdfast.restore_undo i where i.restore_id = restore.id group by i.table_no) u on u.table_no = t.place - 1));
  perform holdfast.raise_problems(holdfast.restore_targets(plan));
  perform holdfast.restore_lock();
  perform holdfast.raise_problems(holdfast.restore_targets(plan));
  select string_agg(a ->> 'table', ', ') into changed
  from jsonb_array_elements(restore.after_it -> 'tables') a
  where not exists (select 1 from jsonb_array_elements(holdfast.digests_of_targets()) n where n = a);
  if changed is not null then
    raise exception 'Changed since the restore: %.', changed using errcode = 'HFR08',
      hint = 'Nothing was changed. Undoing would lose those changes; restore the pre-restore backup instead, and rehearse it first.';
  end if;

  for target in select * from pg_temp.holdfast_targets t order by t.no loop
    perform holdfast.restore_make(target.no);
    perform set_config('search_path', target.path, true);
    execute format('insert into pg_temp.holdfast_rows_%1$s select i.kind, i.chunk_no, i.place, false, null, %2$s from ('
        || ' select case u.kind when ''deleted'' then ''insert'' else ''update'' end as kind, u.chunk_no, x.place, x.image::%3$s as whole'
        || ' from holdfast.restore_undo u cross join lateral pg_catalog.unnest(u.images) with ordinality as x (image, place)'
        || ' where u.restore_id operator(pg_catalog.=) $1 and u.table_no operator(pg_catalog.=) %1$s'
        || ' and u.kind operator(pg_catalog.<>) ''inserted'' offset 0) i',
      target.no, (select string_agg(format('(i.whole).%I', c), ', ' order by place)
        from unnest(target.columns) with ordinality as u (c, place)), holdfast.quoted_name(target.relation))
    using restore.id;
    perform set_config('search_path', '', true);
    execute format('insert into pg_temp.holdfast_gone_%1$s select u.chunk_no, u.place, %2$s from ('
        || ' select i.chunk_no, x.place, split_part(x.image, '' '', 1)::oid as k1, split_part(x.image, '' '', 2)::tid as k2'
        || ' from holdfast.restore_undo i cross join lateral unnest(i.images) with ordinality as x (image, place)'
        || ' where i.restore_id = $1 and i.table_no = %1$s and i.kind = ''inserted'') u'
        || ' join %3$s t on t.tableoid = u.k1 and t.ctid = u.k2',
      target.no, case when target.key = '{}' then 'u.k1, u.k2' else array_to_string(holdfast.live_cells('t', target.key), ', ') end,
      target.source)
    using restore.id;
    execute format('select (select count(*) from pg_temp.holdfast_gone_%1$s), count(*) filter (where s.kind = ''insert''),'
      || ' count(*) filter (where s.kind = ''update'') from pg_temp.holdfast_rows_%1$s s', target.no) into there, deleted, updated;
    if (there, deleted, updated) is distinct from (target.deletes, target.inserts, target.updates) then
      raise exception '%: only % of the % rows that the restore inserted can be told from others now.', target.name, there,
        target.deletes using errcode = 'HFR08',
        hint = 'Nothing was changed. A trigger wrote to them while they arrived; restore the pre-restore backup instead.';
    end if;
    execute format('analyze pg_temp.holdfast_rows_%1$s', target.no);
    execute format('analyze pg_temp.holdfast_gone_%1$s', target.no);
  end loop;
  perform holdfast.raise_outside(holdfast.restore_outside(), 'HFR08');
  put_back := holdfast.drop_unvalidated();
  perform holdfast.restore_write(true, null);
  foreach statement in array put_back loop
    execute statement;
  end loop;

  for moved in select * from jsonb_array_elements(restore.after_it -> 'sequences') loop
    if to_regclass(moved ->> 'relation') is not null then
      execute format('select s.last_value::text as last_value, s.is_called from %s s', (moved ->> 'relation')::regclass) into now_at;
      if now_at.last_value = moved #>> '{to,last_value}' and now_at.is_called = (moved #>> '{to,is_called}')::boolean then
        perform holdfast.set_sequence(moved ->> 'relation', moved -> 'from');
        sequences := sequences || jsonb_build_object('name', moved -> 'name', 'from', moved -> 'to', 'to', moved -> 'from');
      end if;
    end if;
  end loop;
  report := (
    select json_build_object('id', restore.id, 'state', 'undone',
      'tables', json_agg(json_build_object('table', t.asked, 'inserted', t.inserted, 'updated', t.updated, 'deleted', t.deleted,
        'left_out', 0, 'rows_after', t.rows_after::text, 'differing', t.differing) order by t.no),
      'sequences', sequences, 'applied_at', now(),
      'took_ms', round(extract(epoch from clock_timestamp() - started) * 1000), 'undo_until', null)
    from pg_temp.holdfast_targets t);
  update holdfast.restores r set state = 'undone', undone_at = now(), undo_report = report where r.id = restore.id;
  delete from holdfast.restore_undo u where u.restore_id = restore.id;
  return report;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- Maintenance
-- ---------------------------------------------------------------------------------------------------------------
-- Says to everyone who asks that the project is being worked on: for so many minutes, or until it is switched off.
create or replace function public.holdfast_set_maintenance(is_on boolean, message text default null, minutes integer default 60)
returns json
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform holdfast.require('restore');
  if coalesce(is_on, false) then
    if minutes is null or minutes not between 1 and 1440 then
      raise exception 'minutes must be between 1 and 1,440.' using errcode = '22023';
    end if;
    if octet_length(message) > 2000 then
      raise exception 'The message is too long.' using errcode = '22023';
    end if;
    insert into holdfast.maintenance (message, until)
    values (coalesce(message, ''), clock_timestamp() + make_interval(mins => minutes))
    on conflict (only_row) do update set message = excluded.message, until = excluded.until;
  else
    delete from holdfast.maintenance;
  end if;
  return public.holdfast_maintenance_status();
end
$$;

-- {"on", "message", "until"}, for everyone, so that your application can show it.
create or replace function public.holdfast_maintenance_status() returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  maintenance record;
begin
  select m.message, m.until into maintenance from holdfast.maintenance m where m.until > now();
  return json_build_object('on', found, 'message', maintenance.message, 'until', maintenance.until);
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
  public.holdfast_digests(text[]),
  public.holdfast_restore_facts(text[]),
  public.holdfast_restore_begin(jsonb),
  public.holdfast_restore_put(uuid, integer, text, integer, json, jsonb),
  public.holdfast_restore_rehearse(uuid),
  public.holdfast_restore_apply(uuid),
  public.holdfast_restore_status(uuid),
  public.holdfast_restores(),
  public.holdfast_restore_undo(uuid),
  public.holdfast_restore_end(uuid),
  public.holdfast_set_maintenance(boolean, text, integer),
  public.holdfast_maintenance_status(),
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
  public.holdfast_digests(text[]),
  public.holdfast_restore_facts(text[]),
  public.holdfast_restore_begin(jsonb),
  public.holdfast_restore_put(uuid, integer, text, integer, json, jsonb),
  public.holdfast_restore_rehearse(uuid),
  public.holdfast_restore_apply(uuid),
  public.holdfast_restore_status(uuid),
  public.holdfast_restores(),
  public.holdfast_restore_undo(uuid),
  public.holdfast_restore_end(uuid),
  public.holdfast_set_maintenance(boolean, text, integer),
  public.holdfast_append_audit(jsonb),
  public.holdfast_audit_entries(bigint, integer)
to authenticated;
grant execute on function public.holdfast_maintenance_status() to anon, authenticated;

insert into holdfast.schema_version (version) values (3)
on conflict (only_row) do update set version = excluded.version, installed_at = now();

commit;

notify pgrst, 'reload schema';

-- ---------------------------------------------------------------------------------------------------------------
-- To uninstall, run what stands between these two lines. It forgets who is an admin, and the audit trail with all of
-- its entries; tables and backups stay. The long NOTICE "drop cascades to ..." is expected: it lists what is removed.
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
--   public.holdfast_digests(text[]),
--   public.holdfast_restore_facts(text[]),
--   public.holdfast_restore_begin(jsonb),
--   public.holdfast_restore_put(uuid, integer, text, integer, json, jsonb),
--   public.holdfast_restore_rehearse(uuid),
--   public.holdfast_restore_apply(uuid),
--   public.holdfast_restore_status(uuid),
--   public.holdfast_restores(),
--   public.holdfast_restore_undo(uuid),
--   public.holdfast_restore_end(uuid),
--   public.holdfast_set_maintenance(boolean, text, integer),
--   public.holdfast_maintenance_status(),
--   public.holdfast_append_audit(jsonb),
--   public.holdfast_audit_entries(bigint, integer);
-- drop schema if exists holdfast cascade;
-- commit;
-- notify pgrst, 'reload schema';
-- ---------------------------------------------------------------------------------------------------------------

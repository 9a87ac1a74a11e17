import type { Project as SampleProject } from '../supabase/startProject.ts';

const ownTables = `select c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'shop') and c.relkind in ('r', 'p') and not c.relispartition
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

/**
 * Everything that a restore must leave as it was, as lines: a digest of the sorted rows of each table, the state of each sequence, and how
 * foreign keys, triggers and identity columns are set.
 */
export async function databaseState(sample: SampleProject): Promise<Record<string, string>> {
  const tables = await sample.sql(`${ownTables} order by name`);
  const digests = tables.map(({ name, relkind }) => {
    const source = relkind === 'r' ? `only ${name}` : name;
    return `select 'rows ${name?.replaceAll("'", "''")}' as what,
      (select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\\n' order by t::text collate "C")), '') from ${source} t) as value`;
  });
  const states = await sample.sql(`${digests.join('\nunion all\n')}
    union all select 'sequence ' || schemaname || '.' || sequencename,
      (xpath('/row/s/text()', query_to_xml(format('select row(last_value, is_called)::text as s from %I.%I', schemaname, sequencename), false, true, '')))[1]::text
    from pg_sequences where schemaname in ('public', 'shop')
    union all select 'key ' || conrelid::regclass || ' ' || conname, concat(condeferrable, condeferred, convalidated) from pg_constraint where contype = 'f'
    union all select 'trigger ' || tgrelid::regclass || ' ' || tgname, tgenabled::text from pg_trigger where not tgisinternal
    union all select 'identity ' || attrelid::regclass || ' ' || attname, attidentity::text from pg_attribute where attidentity <> ''`);
  return Object.fromEntries(states.map(({ what, value }) => [what, value ?? '']));
}

/** Takes about a tenth of the rows that nothing refers to out of every table, into a schema that no admin sees; the admin's profile stays. */
export async function putRowsAside(sample: SampleProject): Promise<void> {
  await sample.sql(`create schema aside; set constraints all immediate;
    do $$
    declare t record; place tid; part oid; k integer := 0;
    begin
      for t in ${ownTables} order by name desc loop
        k := k + 1;
        execute format('create table aside.t%s as select * from %s with no data', k, t.name);
        execute format('comment on table aside.t%s is %L', k, t.name);
        for part, place in execute format('select tableoid, ctid from %s where random() < 0.1 limit 12', t.name) loop
          begin
            execute format('with gone as (delete from %s where tableoid = %s and ctid = %L returning *) insert into aside.t%s select * from gone', t.name, part, place, k);
            set constraints all immediate;
          exception when foreign_key_violation then null;
          end;
        end loop;
      end loop;
      -- Without a profile, an admin sees few rows.
      select oid::regclass::text as name into t from pg_class
        where relnamespace = 'aside'::regnamespace and obj_description(oid, 'pg_class') = 'public.profiles';
      if found then
        execute format('with back as (delete from %s where id = %L returning *) insert into public.profiles select * from back', t.name, '${sample.admin.id}');
      end if;
    end $$;`);
}

/** Deletes and changes rows of every table at random, and brings back those that were put aside. Nothing is checked meanwhile. */
export async function scramble(sample: SampleProject): Promise<void> {
  await sample.sql(`begin; set local session_replication_role = replica;
    do $$
    declare t record; columns text; list text; aside text;
    begin
      for t in ${ownTables} order by name loop
        execute format('delete from %s where random() < 0.15', t.name);
        select string_agg(format('%I', attname), ', ') filter (where attidentity = '' and not exists (select from pg_index i
            where i.indrelid = t.oid and (i.indisunique or i.indisexclusion) and (attnum = any (i.indkey) or 0 = any (i.indkey)))),
          string_agg(format('%I', attname), ', ')
        into columns, list from pg_attribute a where a.attrelid = t.oid and attnum > 0 and not attisdropped and attgenerated = '';
        if columns is not null then
          begin execute format('update %1$s set (%2$s) = (select %2$s from %1$s order by random() limit 1) where random() < 0.2', t.name, columns);
          exception when unique_violation then null; end;
        end if;
        select format('aside.%I', relname) into aside from pg_class c where c.relnamespace = 'aside'::regnamespace and obj_description(c.oid) = t.name;
        if list is not null then
          execute format('insert into %s (%s) overriding system value select %2$s from %s', t.name, list, aside);
        end if;
      end loop;
      for t in select format('%I.%I', schemaname, sequencename) as name from pg_sequences where schemaname in ('public', 'shop') loop
        perform setval(t.name::regclass, 1 + floor(random() * 1000)::bigint, random() < 0.5);
      end loop;
    end $$;
    commit;`);
}

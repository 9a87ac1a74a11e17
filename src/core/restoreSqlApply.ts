/**
 * Brings tables to what is staged, inside a transaction that somebody else began: `pg_temp.holdfast_tables` says which tables and how, the
 * temporary tables `holdfast_rows_<place>` hold the rows, `holdfast_sequences` the sequences, `holdfast_job` the mode. Foreign keys,
 * triggers and identity columns are looked up in the database of the day and put back as they were. Raises, so that nothing is changed,
 * where rows of other tables would be touched or where the tables do not end up as they shall.
 */
export const restoreSqlApply = `-- Rows that a cascade takes along join those that are gone for a while; and which rows outside would be touched.
create or replace function pg_temp.holdfast_follow() returns text[] language plpgsql as $holdfast$
declare
  link record;
  found_rows bigint;
  added bigint;
  reasons text[] := '{}';
begin
  loop
    added := 0;
    for link in select * from pg_temp.holdfast_links where child_place is not null and confdeltype = 'c' loop
      execute format('insert into pg_temp.holdfast_gone select distinct %s, c.tableoid, c.ctid from %s c join %s p on %s
        join pg_temp.holdfast_gone g on g.relation = p.tableoid and g.id = p.ctid
        where not exists (select from pg_temp.holdfast_gone h where h.relation = c.tableoid and h.id = c.ctid)',
        link.child_place, link.child_source, link.parent_source, link.refers);
      get diagnostics found_rows = row_count;
      added := added + found_rows;
    end loop;
    exit when added = 0;
  end loop;
  for link in select * from pg_temp.holdfast_links where child_place is null and confdeltype in ('c', 'n', 'd') loop
    execute format('select count(*) from %s c join %s p on %s join pg_temp.holdfast_gone g on g.relation = p.tableoid and g.id = p.ctid',
      link.child_source, link.parent_source, link.refers) into found_rows;
    if found_rows > 0 then
      reasons := reasons || format('%s rows of %s refer to rows of %s that would be deleted, and would %s', found_rows, link.child_name,
        link.parent_name, case link.confdeltype when 'c' then 'be deleted too' else 'lose that reference' end);
    end if;
  end loop;
  return reasons;
end
$holdfast$;
do $holdfast$
declare
  mode text := (select j.mode from pg_temp.holdfast_job j);
  t record;
  link record;
  item record;
  found_rows bigint;
  changed bigint;
  waiting integer[];
  stuck integer[];
  reasons text[] := '{}';
  why text;
  is_other boolean;
begin
  execute (select 'lock table ' || string_agg(quoted, ', ' order by relation::oid) || ' in access exclusive mode' from pg_temp.holdfast_tables);
  create temporary table holdfast_gone (place integer, relation oid, id tid) on commit drop;
  create temporary table holdfast_put_back (command text) on commit drop;
  create temporary table holdfast_links on commit drop as
    select c.oid, c.conname, c.conrelid, c.confrelid, c.conrelid::regclass::text as child_name, c.confrelid::regclass::text as parent_name,
      child.place as child_place, parent.place as parent_place, c.confdeltype, c.confupdtype, c.condeferrable, c.condeferred,
      pg_has_role(r.relowner, 'usage') as is_owned, format('%I.%I', n.nspname, r.relname) as child,
      case r.relkind when 'r' then 'only ' else '' end || format('%I.%I', n.nspname, r.relname) as child_source,
      case p.relkind when 'r' then 'only ' else '' end || format('%I.%I', o.nspname, p.relname) as parent_source,
      (select string_agg(format('p.%I operator(%I.%s) c.%I', pa.attname, ns.nspname, op.oprname, ca.attname), ' and ')
        from unnest(c.confkey, c.conkey, c.conpfeqop) as k (parent, child, operator)
        join pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = k.parent
        join pg_attribute ca on ca.attrelid = c.conrelid and ca.attnum = k.child
        join pg_operator op on op.oid = k.operator join pg_namespace ns on ns.oid = op.oprnamespace) as refers,
      array(select a.attname::text from unnest(c.confkey) k join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k) as parent_columns
    from pg_constraint c
    join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
    join pg_class p on p.oid = c.confrelid join pg_namespace o on o.oid = p.relnamespace
    left join pg_temp.holdfast_members child on child.relation = c.conrelid
    join pg_temp.holdfast_members parent on parent.relation = c.confrelid
    where c.contype = 'f' and c.conparentid = 0;

  -- What will happen, in numbers, and the rows that have to go.
  for t in select * from pg_temp.holdfast_tables order by place loop
    execute format('analyze pg_temp.holdfast_rows_%s', t.place);
    execute 'select count(*) from ' || t.missing into found_rows;
    update pg_temp.holdfast_tables set inserted = found_rows where place = t.place;
    if t.key <> '{}' then
      execute format('select count(*) from %s t join pg_temp.holdfast_rows_%s s on %s where %s', t.source, t.place, t.matches, t.differs) into found_rows;
      -- Where only missing rows are added, these stay as they are, and are told of.
      update pg_temp.holdfast_tables set updated = case mode when 'add' then 0 else found_rows end,
        differing = case mode when 'add' then found_rows else 0 end where place = t.place;
    end if;
    if mode = 'replace' then
      execute format('insert into pg_temp.holdfast_gone select %s, l.relation, l.id from %s', t.place, t.surplus);
      get diagnostics found_rows = row_count;
      update pg_temp.holdfast_tables set deleted = found_rows where place = t.place;
    end if;
  end loop;
  -- Rows of tables outside that would be touched without anybody having asked for it.
  reasons := pg_temp.holdfast_follow();
  for link in select * from pg_temp.holdfast_links where child_place is null loop
    select * into t from pg_temp.holdfast_tables where place = link.parent_place;
    if mode <> 'add' and t.key <> '{}' and link.confupdtype in ('c', 'n', 'd') and not link.parent_columns <@ t.key
        and link.parent_columns <@ t.columns then
      execute format('select count(*) from %s c join %s p on %s join %s t on t.tableoid = p.tableoid and t.ctid = p.ctid
        join pg_temp.holdfast_rows_%s s on %s where record_image_ne(row(%s), row(%s))',
        link.child_source, link.parent_source, link.refers, t.source, t.place, t.matches,
        (select string_agg(format('p.%I', name), ', ') from unnest(link.parent_columns) name),
        (select string_agg(format('s.%I', name), ', ') from unnest(link.parent_columns) name)) into found_rows;
      if found_rows > 0 then
        reasons := reasons || format('%s rows of %s refer to values of %s that would change, and would be changed too', found_rows,
          link.child_name, link.parent_name);
      end if;
    end if;
  end loop;
  if reasons <> '{}' then
    raise exception 'Rows outside this restore would be touched: %.', array_to_string(reasons, '; ')
      using hint = 'Nothing was changed. Restore these tables together, or merge instead of replacing.';
  end if;

  -- For the duration: no triggers of yours, foreign keys wait until the end, identity columns take what they are given.
  for item in
    select g.tgname, g.tgenabled, format('%I.%I', n.nspname, c.relname) as relation
    from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_temp.holdfast_members m on m.relation = g.tgrelid
    where not g.tgisinternal and g.tgenabled <> 'D'
  loop
    execute format('alter table only %s disable trigger %I', item.relation, item.tgname);
    insert into pg_temp.holdfast_put_back values (format('alter table only %s enable %s trigger %I', item.relation,
      case item.tgenabled when 'R' then 'replica' when 'A' then 'always' else '' end, item.tgname));
  end loop;
  for link in select * from pg_temp.holdfast_links where is_owned and not (condeferrable and condeferred) loop
    execute format('alter table %s alter constraint %I deferrable initially deferred', link.child, link.conname);
    insert into pg_temp.holdfast_put_back values (format('alter table %s alter constraint %I %s', link.child, link.conname,
      case when link.condeferrable then 'deferrable initially immediate' else 'not deferrable' end));
  end loop;
  for item in
    select h.quoted, a.attname from pg_temp.holdfast_tables h
    join pg_attribute a on a.attrelid = h.relation and a.attidentity = 'a' and a.attname = any (h.columns) and a.attname <> all (h.key)
    where mode <> 'add' and h.sets is not null
  loop
    execute format('alter table %s alter column %I set generated by default', item.quoted, item.attname);
    insert into pg_temp.holdfast_put_back values (format('alter table %s alter column %I set generated always', item.quoted, item.attname));
  end loop;
  set constraints all deferred;

  -- Again and again until there is nothing left to do: a foreign key that acts may undo what was done before.
  for pass in 1 .. 5 loop
    changed := 0;
    -- Deletes, children first; where a RESTRICT is in the way, after the others.
    waiting := array(select place from pg_temp.holdfast_tables where mode = 'replace' order by place desc);
    while waiting <> '{}' loop
      stuck := '{}';
      for t in select h.* from unnest(waiting) with ordinality w (place, turn) join pg_temp.holdfast_tables h using (place) order by turn loop
        begin
          execute format('delete from %s t using (select * from %s) l where l.relation = t.tableoid and l.id = t.ctid', t.source, t.surplus);
          get diagnostics found_rows = row_count;
          changed := changed + found_rows;
        exception when foreign_key_violation or restrict_violation then
          stuck := stuck || t.place;
          why := sqlerrm;
        end;
      end loop;
      if stuck = waiting then
        raise exception '%', why using errcode = 'foreign_key_violation', hint = 'Nothing was changed.';
      end if;
      waiting := stuck;
    end loop;
    -- Updates and inserts, parents first.
    for t in select * from pg_temp.holdfast_tables order by place loop
      if mode <> 'add' and t.sets is not null then
        begin
          execute format('update %s t set %s from pg_temp.holdfast_rows_%s s where %s and %s', t.source, t.sets, t.place, t.matches, t.differs);
          get diagnostics found_rows = row_count;
        exception when unique_violation or exclusion_violation then
          -- A unique value moves from one row to another: such rows are taken out and put back.
          execute format('create temporary table holdfast_moved on commit drop as select t.tableoid as holdfast_relation, t.ctid as holdfast_id, %s
            from %s t join pg_temp.holdfast_rows_%s s on %s where %s', t.moved, t.source, t.place, t.matches, t.moves);
          delete from pg_temp.holdfast_gone;
          insert into pg_temp.holdfast_gone select t.place, m.holdfast_relation, m.holdfast_id from pg_temp.holdfast_moved m;
          reasons := pg_temp.holdfast_follow();
          if reasons <> '{}' then
            raise exception 'Unique values move between rows of %, which have to be taken out and put back for that. Rows outside this restore would be touched: %.',
              t.name, array_to_string(reasons, '; ') using hint = 'Nothing was changed. Restore these tables together.';
          end if;
          begin
            execute format('delete from %s t using pg_temp.holdfast_moved g where g.holdfast_relation = t.tableoid and g.holdfast_id = t.ctid', t.source);
          exception when foreign_key_violation or restrict_violation then
            raise exception 'Unique values move between rows of %, and a foreign key with RESTRICT refers to them: %', t.name, sqlerrm
              using hint = 'Nothing was changed. Give those rows other values first, or delete them.';
          end;
          execute format('insert into %s (%s) overriding system value select %2$s from pg_temp.holdfast_moved', t.quoted, t.stored);
          drop table pg_temp.holdfast_moved;
          execute format('update %s t set %s from pg_temp.holdfast_rows_%s s where %s and %s', t.source, t.sets, t.place, t.matches, t.differs);
          found_rows := 1;
        end;
        changed := changed + found_rows;
      end if;
      execute format('insert into %s %s overriding system value select %s from %s', t.quoted, '(' || nullif(t.list, '') || ')', t.list, t.missing);
      get diagnostics found_rows = row_count;
      changed := changed + found_rows;
    end loop;
    exit when changed = 0;
    if pass = 5 then
      raise exception 'Foreign keys that act on updates keep changing these tables.' using hint = 'Nothing was changed.';
    end if;
  end loop;
  set constraints all immediate;

  for item in select * from pg_temp.holdfast_put_back loop
    execute item.command;
  end loop;
  for t in select * from pg_temp.holdfast_tables order by place loop
    execute format('select count(*) from %s', t.source) into found_rows;
    update pg_temp.holdfast_tables set rows_after = found_rows where place = t.place;
    execute format('select count(*) from pg_temp.holdfast_rows_%s', t.place) into changed;
    if mode = 'replace' and changed <> found_rows then
      raise exception '% has % rows afterwards, and the backup has %.', t.name, found_rows, changed using hint = 'Nothing was changed.';
    end if;
  end loop;

  -- Sequences: their numbers as in the backup; where rows of today stay, never back. After a restart, setval is part of the transaction.
  for item in
    select q.*, c.oid, pg_has_role(c.relowner, 'usage') as is_owned, s.seqincrement > 0 as is_rising
    from pg_temp.holdfast_sequences q join pg_class c on c.oid = to_regclass(q.quoted) join pg_sequence s on s.seqrelid = c.oid
    where exists (select from pg_temp.holdfast_users_of(c.oid) u join pg_temp.holdfast_members m on m.relation = u)
      or (select j.whole from pg_temp.holdfast_job j) and not exists (select from pg_temp.holdfast_users_of(c.oid))
  loop
    execute format('select case when $3 then (last_value, is_called::integer) <> ($1, $2::integer)
      when $4 then (last_value, is_called::integer) < ($1, $2::integer)
      else (-last_value::numeric, is_called::integer) < (-$1::numeric, $2::integer) end from %s', item.quoted)
      into is_other using item.last_value, item.is_called, mode = 'replace', item.is_rising;
    if is_other then
      if item.is_owned then execute format('alter sequence %s restart', item.quoted); end if;
      perform setval(item.oid::regclass, item.last_value, item.is_called);
    end if;
  end loop;
end
$holdfast$;
`;

/** Two statements of 500 rows and more. */
const riders = 620;

const tables = `
  create table public.profiles (id uuid primary key, role text);
  create table public.clubs (id integer primary key, name text not null unique, parent integer references public.clubs);
  create table public.riders (id uuid primary key default md5(random()::text)::uuid, club integer not null references public.clubs on delete cascade,
    mail text unique, doc jsonb, fee numeric, twice numeric generated always as (fee * 2) stored, seen timestamptz);
  create table public."odd, ""name""" ("key, 1" text, round integer, rider uuid references public.riders, points numeric(6, 2),
    primary key ("key, 1", round));
  create table public.pages (id integer primary key, body text, updated_at timestamptz not null default '2026-01-01');
  create table public.numbered (id bigint generated always as identity primary key, note text);
  create table public.lines (line text);
  create table public.one (id integer primary key, other integer);
  create table public.other (id integer primary key, one integer references public.one);
  alter table public.one add foreign key (other) references public.other;
  create function public.touch() returns trigger language plpgsql as 'begin new.updated_at := clock_timestamp(); return new; end';
  create trigger touched before update on public.pages for each row execute function public.touch();
  insert into public.clubs select n, 'club ' || n, case when n < 40 then n + 1 end from generate_series(1, 40) n;
  insert into public.riders (id, club, mail, doc, fee, seen)
    select md5(n::text)::uuid, 1 + n % 40, 'r' || n || '@example.com', case when n % 2 = 0 then '{"a": [1.50, null], "b": 9007199254740993}'::jsonb end,
      (n || '.10')::numeric * 12345678901234567890, '2026-01-01 00:00:00.123456+00'
    from generate_series(1, ${riders}) n;
  insert into public."odd, ""name""" select 'a "b", \\ {' || n % 7 || '}', n, md5(n::text)::uuid, n from generate_series(1, 90) n;
  insert into public.pages select n, 'page ' || n from generate_series(1, 5) n;
  insert into public.numbered (note) select 'n' || n from generate_series(1, 5) n;
  insert into public.lines values ('same'), ('same');
  insert into public.one values (1, null); insert into public.other values (1, 1); update public.one set other = 1;`;

/** Those that can be restored without the helper. */
export const plainTables = ['clubs', 'riders', 'odd, "name"'];
const guardedTables = [...plainTables, 'pages', 'numbered', 'lines', 'one', 'other'];

/** What happens after the backup: rows go, change and come; families are torn. */
export const changesSince = `
  delete from public."odd, ""name""" where round % 3 = 0;
  update public."odd, ""name""" set points = points + 0.5 where round % 5 = 1;
  delete from public."odd, ""name""" where rider in (select id from public.riders where club in (7, 8, 9));
  delete from public.riders where club in (7, 8, 9);
  update public.clubs set parent = null where parent in (7, 8, 9);
  delete from public.clubs where id in (7, 8, 9);
  insert into public.clubs values (100, 'new club', 1), (101, 'newer club', 100);
  insert into public.riders (club, mail) values (100, 'r7@example.com'), (101, 'new@example.com');
  update public.riders set fee = fee + 1, doc = null where club = 3;`;

/** Everything, with row level security that lets just this admin read and write. */
export function tablesForAdmin(adminId: string): string {
  const policies = guardedTables.map((name) => {
    const table = `public."${name.replaceAll('"', '""')}"`;
    return `alter table ${table} enable row level security;
      create policy admins on ${table} for all to authenticated using ((select public.is_admin())) with check ((select public.is_admin()));`;
  });
  return `${tables}
    insert into public.profiles values ('${adminId}', 'admin');
    create function public.is_admin() returns boolean language sql stable security definer set search_path = '' as
      $$ select exists (select from public.profiles where id = auth.uid() and role = 'admin') $$;
    ${policies.join('\n')} notify pgrst, 'reload schema'`;
}

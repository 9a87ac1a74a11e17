-- The zoo's keys, names and relations: everything that is hard to page, to quote or to put in order.

-- Each hostile value as a key, among enough plain ones that pages must be cut between them.
create function hostile_keys() returns setof text language sql immutable set search_path = '' as $$
  select unnest(array[
    '', ' ', '  ', '"', '""', '''', ',', ',,', '(', ')', '()', '(a,b)', '\', '\\', '\"', '"\', 'a"b', 'a\b', 'a,b', 'a.b', 'a:b', 'a*b',
    '%', '%25', '%2C', '+', '&', '=', '#', '?', '/', '//', ';', '|', '~', '`', '{}', '{"a":1}', '[]', '<', '>', '$1', '@', '!',
    'null', 'NULL', 'true', 'in.(1,2)', 'eq.5', 'not.is.null', 'and(a.gt.1)', 'or', 'a and b', '*', '.', '..', '../..', '-', '--', '-1', '0', '00', '1', '10', '2',
    'a', 'A', 'á', 'Á', 'ä', 'ae', 'z', 'Z', 'ß', 'ss', 'ﬁ', 'fi', 'I', 'ı', 'İ', 'i', 'é', 'e' || chr(769), 'ñ', 'Ω', '日本語', 'العربية', 'עברית',
    '😀', '👩‍👩‍👧‍👦', '🇩🇪', '𝄞', chr(8203), chr(65279), chr(160), chr(8232), e'\n', e'\r\n', e'a\nb', e'\t', e'a\tb', e'\x01', e'\x7f', e' lead', e'trail ',
    repeat('k', 400)
  ])
$$;

create table text_key (key text primary key, position bigint not null);
insert into text_key select key, ordinality from hostile_keys() with ordinality as h (key, ordinality);
insert into text_key select 'plain ' || n, 1000 + n from generate_series(1, 2400) n;

create table text_key_bytewise (key text collate "C" primary key, note text);
insert into text_key_bytewise select key, 'hostile' from hostile_keys() key;
insert into text_key_bytewise select upper(md5(n::text)), 'plain' from generate_series(1, 1200) n;

create table composite_key (
  tenant text not null, label text not null, number bigint not null, body text,
  primary key (tenant, label, number)
);
insert into composite_key select t, key, n, t || key
  from unnest(array['a,b', '(x)', 'quo"te', 'back\slash', e'new\nline', '😀']) t, hostile_keys() key, unnest(array[-9223372036854775808, 9007199254740993, 9223372036854775807]) n;
insert into composite_key select 'one tenant', 'one label', n, 'many numbers under one prefix' from generate_series(1, 1300) n;

create table uuid_key (id uuid primary key, note text);
insert into uuid_key select md5(n::text)::uuid, 'row ' || n from generate_series(1, 2500) n;
insert into uuid_key values ('00000000-0000-0000-0000-000000000000', 'nil'), ('ffffffff-ffff-ffff-ffff-ffffffffffff', 'max');

create table timestamp_key (at timestamptz primary key, note text);
insert into timestamp_key select '2026-01-25 12:00Z'::timestamptz + n * interval '1 microsecond', 'microsecond ' || n from generate_series(1, 1500) n;
insert into timestamp_key values ('infinity', 'end'), ('-infinity', 'beginning'), ('0044-03-15 12:00Z BC', 'Caesar');

create table numeric_key (n numeric primary key, note text);
insert into numeric_key select n / 1000.0, 'thousandth' from generate_series(1, 1200) n;
insert into numeric_key values ('NaN', 'not a number'), ('Infinity', 'most'), ('-Infinity', 'least'), (12345678901234567890.12345678901234567890, 'long');

create table mood_key (m mood, n smallint, note text, primary key (m, n));
insert into mood_key select m, n, 'enum order, not alphabet' from unnest(enum_range(null::mood)) m, generate_series(1, 250) n;

-- Nothing to order by: json and point have no order, and rows repeat.
create table keyless (line integer, payload json, place point, note text);
insert into keyless select n % 700, json_build_object('n', n % 7), point(n % 3, 0), case when n % 5 = 0 then null else 'note ' || n % 11 end
  from generate_series(1, 2310) n;

-- No primary key, but a unique index over columns that are never null.
create table unique_not_null (code text not null, part integer not null, note text, unique (code, part));
insert into unique_not_null select key, 1, 'hostile' from hostile_keys() key;
insert into unique_not_null select 'code ' || n / 3, n % 3, 'plain' from generate_series(1, 1500) n;

-- Unique, but no key: nulls repeat; and an index over some rows only.
create table unique_nullable (code text unique, note text not null);
insert into unique_nullable select case when n % 2 = 0 then 'code ' || n end, 'note ' || n from generate_series(1, 60) n;
create table unique_in_part (code text not null, active boolean not null);
create unique index on unique_in_part (code) where active;
insert into unique_in_part select 'code ' || n % 20, n <= 20 from generate_series(1, 60) n;

create table x (x text primary key, t text, r text, row_to_json text);
insert into x values ('x', 't', 'r', 'row_to_json'), ('y', null, '', 'null');

create table keywords (
  "order" bigint primary key, "select" text, "limit" integer, "offset" integer, "and" text, "or" text, "not" text, "columns" text,
  "on_conflict" text, "user" text, "table" text, "default" text default 'default', "null" text, "from" text
);
insert into keywords select n, 'select ' || n, n, n, 'and', 'or', 'not', 'columns', 'on_conflict', 'user', 'table', 'default', null, 'from'
  from generate_series(1, 1200) n;

create table "Mixed Case" ("Row Id" bigint primary key, "camelCase" text, "with space" text, "UPPER" text, "trailing " text);
insert into "Mixed Case" select n, 'camel ' || n, 'space', null, '' from generate_series(1, 1100) n;

create table "o'dd, ""table""/(ü) %41" (
  "key,with.signs" text primary key, "quote""d" text, "paren(s)" text, "colon:cast" text, "arrow->>a" text, "star*" text, "ümlaut 😀" text,
  "back\slash" text, "per%20cent" text, "a=b&c" text
);
insert into "o'dd, ""table""/(ü) %41" select key, 'q', 'p', 'c', 'a', '*', 'ü', '\', '%', '=' from hostile_keys() key;

create table empty (id bigint generated always as identity primary key, note text);

create table measurements (id bigint not null, taken_on date not null, level_db numeric(5, 2), primary key (id, taken_on)) partition by range (taken_on);
create table measurements_2024 partition of measurements for values from ('2024-01-01') to ('2025-01-01');
create table measurements_2025 partition of measurements for values from ('2025-01-01') to ('2026-01-01') partition by list (id);
create table measurements_2025_few partition of measurements_2025 for values in (1, 2, 3);
create table measurements_2025_rest partition of measurements_2025 default;
create table measurements_other partition of measurements default;
insert into measurements select n, date '2023-11-01' + n % 1000, 120 + n % 40 from generate_series(1, 2200) n;

-- Each department has a head, each employee a department: no order of the two tables satisfies both.
create table departments (id integer primary key, name text not null, head_id integer not null);
create table employees (
  id integer primary key, name text not null,
  department_id integer not null references departments (id) deferrable initially deferred,
  manager_id integer references employees (id)
);
alter table departments add foreign key (head_id) references employees (id) deferrable initially deferred;
begin;
insert into departments select n, 'Department ' || n, n from generate_series(1, 4) n;
insert into employees select n, 'Employee ' || n, 1 + (n - 1) % 4, case when n > 4 then n - 4 end from generate_series(1, 40) n;
commit;

create table half_hidden (id bigint generated always as identity primary key, shown boolean not null, note text);
insert into half_hidden (shown, note) select n <= 120, 'row ' || n from generate_series(1, 5000) n;

create table no_grants (id bigint primary key, secret text);
insert into no_grants select n, 'secret ' || n from generate_series(1, 30) n;

create view happy_people as select id, m from composites where m = 'happy' or m is null;

create type shop.size as enum ('S', 'M', 'L');
create table shop.products (id bigint generated always as identity primary key, name text not null, size shop.size, price numeric(12, 2) not null, tags text[]);
insert into shop.products (name, size, price, tags)
  select 'Subwoofer ' || n, (array['S', 'M', 'L']::shop.size[])[1 + n % 3], n + 0.99, array['bass', null, 'n' || n] from generate_series(1, 1300) n;
create table shop.orders (
  customer text not null, number integer not null, product_id bigint not null references shop.products (id),
  employee_id integer references public.employees (id), note text, primary key (customer, number)
);
insert into shop.orders select key, n, n, n, 'first' from public.hostile_keys() key, generate_series(1, 4) n;
-- The same name as in public.
create table shop.text_key (key text primary key, note text);
insert into shop.text_key select key, 'in shop' from public.hostile_keys() key;
create table shop.empty (id uuid primary key default gen_random_uuid());
create materialized view shop.totals as select size, sum(price) as total from shop.products group by size;

-- Tables that are hard to read exactly. Run by the superuser; everything belongs to postgres, as in the SQL editor.
begin;
create extension hstore schema extensions;
create extension citext schema extensions;
set local role postgres;
set local search_path = public, extensions;

-- Values ---------------------------------------------------------------------------------------------------------
create type mood as enum ('sad', 'it''s "ok"', 'happy');
create type spot as (label text, at point, extra json);
create type nest as (inner_spot spot, many spot[]);
create domain positive as integer check (value > 0);
create domain named as text not null;
create domain payload as jsonb;
create domain shifted as integer[];

create table plain_values (
  id bigint generated always as identity primary key,
  gone text,
  i2 smallint, i4 integer, i8 bigint, n numeric, n2 numeric(30, 5), f4 real, f8 double precision,
  t text, v varchar(20), c char(6), "char1" "char", nm name, b boolean, u uuid, bin bytea,
  d date, tm time, tmz timetz, ts timestamp, tstz timestamptz, iv interval,
  bits bit(4), vb bit varying, ip inet, net cidr, mac macaddr, mac8 macaddr8, lsn pg_lsn, o oid, m mood, pos positive,
  doubled integer generated always as (i4 * 2) stored
);
alter table plain_values drop column gone;
insert into plain_values (i2, i4, i8, n, n2, f4, f8, t, v, c, char1, nm, b, u, bin, d, tm, tmz, ts, tstz, iv, bits, vb,
  ip, net, mac, mac8, lsn, o, m, pos) values
  (-32768, 1073741823, 9223372036854775807, 123456789012345678901234567890.1234567890, 1.5, 1.17549435e-38,
   2.2250738585072014e-308, E'quote " back \\ line\n tab\t nul-like \\u0000 ü 😀 <&>/', 'x', 'ab', '\001', 'nm', true,
   'ffffffff-ffff-ffff-ffff-ffffffffffff', '\x00ff5c22', '4713-01-01 BC', '24:00:00', '24:00:00-15:59:59',
   '4713-01-01 00:00:00 BC', '0044-03-15 12:34:56.123456+00 BC', '-178000000 years 1 mon -1 day 02:03:04.000001',
   '1010', '1', '::1/64', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '16/B374D848', 4294967295,
   'it''s "ok"', 1),
  (32767, -5, -9223372036854775808, 'NaN', 'NaN', 'NaN', 'NaN', '', '', '', '', '', false,
   '00000000-0000-0000-0000-000000000000', '', 'infinity', '00:00', '00:00+15:59:59', 'infinity', '-infinity',
   '1 mon -1 day +00:00:00.000001', '0000', '', '0.0.0.0', '::/0', '00:00:00:00:00:00', '00:00:00:00:00:00:00:00',
   '0/0', 0, 'sad', 2147483647),
  (0, 0, 0, 'Infinity', -0.00000, '-Infinity', '-0', 'null', 'null', 'null', 'n', 'null', null, null, null,
   '5874897-12-31', '23:59:59.999999', '00:00:00.000001+00', '294276-12-31 23:59:59.999999',
   '294276-12-31 23:59:59.999999+00', '00:00', '1111', '010', '1.2.3.4/8', '1.2.3.4/32', null, null, null, 1, 'happy',
   null),
  (null, null, 1, 1.10000, 100, 3.4028235e38, 1.7976931348623157e308, ' ', ' ', ' ', ' ', ' ', null, null, null,
   '0001-01-01', null, null, '10000-01-01', '1890-06-01 00:00:00+00:53:28', '-00:00:00.5', null, null, null, null,
   null, null, null, null, null, null),
  (null, null, null, 1e-1000, null, 0.1, 0.1, null, null, null, null, null, null, null, null, null, null, null, null,
   '1970-01-01 00:00:00.1+00', null, null, null, null, null, null, null, null, null, null, null);

create table json_values (id integer primary key, j json, jb jsonb, p payload, js json[], jbs jsonb[]);
insert into json_values values
  (1, 'null', 'null', 'null', array['null', null]::json[], array['null', null]::jsonb[]),
  (2, null, null, null, null, null),
  (3, E' \n{"a": 1,\n  "a" : 2}\t', '{"a": 123456789012345678901234567890.10}', '"null"', array[' 1']::json[], '{}'),
  (4, E'{"x": [1 , 2],\n "s": "},\\n{"}', '[null]', '{"a": null}', array['{"a":1}', '[2]']::json[],
   array['{"a":1}', '[2]']::jsonb[]),
  (5, '"null"', '"null"', '0', '{}', '[0:1]={1,2}'),
  (6, E'null\n', '{}', 'true', null, array['[1, null]']::jsonb[]),
  (7, '1e400', '1e400', '-0.0', null, null),
  (8, '{"nul": "a\u0000b"}', '{}', '"\\u0000"', array['"\u0000"']::json[], null);

create table shaped_values (
  id integer primary key, ints integer[], texts text[], moods mood[], domained positive[], sh shifted, s spot, ns nest,
  r int4range, tr tstzrange, mr nummultirange, pt point, bx box, pl polygon, vec tsvector, q tsquery, x xml, cash money,
  h extensions.hstore, hs extensions.hstore[], ci extensions.citext, iv int2vector, rel regclass, sids spot[]
);
insert into shaped_values (id, ints, texts, moods, domained, sh, s, ns, r, tr, mr) values
  (1, '{1,NULL,3}', array['a', 'NULL', null, '', '"', '\', '{}', ',', ' '], '{sad,NULL}', '{1,2}', '[2:3]={7,8}',
   row('a', '(1.1,2.2)', 'null'), row(row('x', null, null), array[row('y', null, ' 1')::spot, null]), '[1,5)',
   '["2026-01-01 00:00:00.000001+00",)', '{[1.10,2.20),(3,)}'),
  (2, '[0:2]={1,2,3}', '[2:3][-1:0]={{a,b},{c,d}}', '[5:5]={happy}', '[0:0]={9}', '{}', row(null, null, null),
   row(null, null), 'empty', 'empty', '{}'),
  (3, '{{1,2},{3,NULL}}', '{}', '{}', '{}', '{{1},{2}}', row('', null, '{"k": [ 1 ]}'), null, '(,)',
   '[-infinity,infinity]', '{(,)}'),
  (4, null, null, null, null, null, null, row(null, '{}'), null, null, null);
insert into shaped_values (id, pt, bx, pl, vec, q, x, cash, h, hs, ci, iv, rel, sids) values
  (5, '(0.1,1e-300)', '((1,2),(3,4.5))', '((0,0),(1,1.5),(2,0))', 'a:1A ''it''''s'':2 ''b\\c'':3', 'a & !(b | c:*)',
   '<a b="1">&amp;</a>', 12.34, '"a"=>"1", "b"=>NULL, "q\":x"=>"y"', array['a=>1'::hstore, null], 'MiXed', '1 2 3',
   'public.plain_values', '[3:3]={"(a,,)"}'),
  (6, '(NaN,Infinity)', null, null, '', '', '', -0.01, '', '{}', '', '', null, '{}');

-- One domain value breaks its constraint: a check that came later and was not validated.
create domain grown as integer;
create table broken_domain (id integer primary key, g grown, n named, a grown[]);
insert into broken_domain values (1, -1, 'x', '{-1}'), (2, 5, '', '[0:0]={5}');
alter domain grown add constraint grown_check check (value > 0) not valid;

-- A type whose own JSON it cannot read: the comparison itself fails.
create type holder as (h extensions.hstore);
create table unreadable (id integer primary key, a holder, b int4range, c point);
insert into unreadable values (1, row('a=>1'), '[1,2)', '(1,2)'), (2, null, null, null), (3, row(''), '(,)', null);

-- Keys -----------------------------------------------------------------------------------------------------------
create collation no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

create table text_keys (k text primary key, n integer);
insert into text_keys select k, row_number() over () from unnest(array['', ' ', 'a', 'A', 'ä', 'b,c', '(x)', '"q"', '''', '\',
  '\\', E'line\nbreak', E'tab\t', '😀', 'null', 'NULL', '{a}', '%s', '$1', '$$', 'a"b', ').(', '--', '/*', 'eq.1', 'ü',
  E'\u0001', 'zz; drop table x', '%', '_']) k;
create table text_c_keys (k text collate "C" primary key);
insert into text_c_keys select k from text_keys;
create table no_case_keys (k text collate no_case primary key);
insert into no_case_keys select distinct k collate no_case from text_keys;
create table composite_keys (a text, "b ""x""" numeric, c timestamptz, d mood, v integer,
  primary key (a, "b ""x""", c, d));
insert into composite_keys
select k, b, c, d, row_number() over ()
from unnest(array['', ',', '"', '\', E'\n', '(']) k, unnest('{-1.50,0,1.5,NaN}'::numeric[]) b,
  unnest('{-infinity,2026-01-01 00:00:00.000001+00,infinity}'::timestamptz[]) c, unnest('{sad,happy}'::mood[]) d;
create table char_keys (k char(5) primary key);
insert into char_keys values (''), ('a'), ('a b'), ('abcde'), ('b');
create table float_keys (k double precision primary key);
insert into float_keys values ('-Infinity'), (-1e300), (-0.1), ('-0'), (0.1), (0.30000000000000004), (0.3), (1e300), ('Infinity'), ('NaN');
create table mood_keys (k mood primary key);
insert into mood_keys values ('sad'), ('it''s "ok"'), ('happy');
create table bytes_keys (k bytea primary key);
insert into bytes_keys values (''), ('\x00'), ('\x5c'), ('\xff00');
create table date_keys (k date, i interval, primary key (k, i));
insert into date_keys select d, i from unnest('{-infinity,0044-03-15 BC,2026-01-01,infinity}'::date[]) d,
  unnest('{-1 day,0,1 mon,1 year 2 mons -3 days 04:05:06.000007}'::interval[]) i;
create table citext_keys (k extensions.citext, n integer, primary key (k, n));
insert into citext_keys select distinct on (lower(k), n) k, n from text_keys, unnest('{1,2}'::int[]) as t (m);
create table array_keys (k text[] primary key);
insert into array_keys values ('{}'), ('{a}'), ('{a,b}'), ('{NULL}'), ('{"a,b"}'), ('[0:0]={a}');
create table range_keys (k int4range primary key);
insert into range_keys values ('empty'), ('[1,2)'), ('(,)'), ('[1,)');
create table spot_keys (k holder, n int generated always as identity, p text);
create type pair as (a integer, b text);
create table pair_keys (k pair primary key);
insert into pair_keys values (row(1, 'a')), (row(1, 'b,"')), (row(2, null)), (row(null, ''));
create table boolean_keys (k boolean, j jsonb, primary key (k, j));
insert into boolean_keys select k, j from unnest('{t,f}'::boolean[]) k, unnest(array['null', '1', '"a"', '{"a": 1}']::jsonb[]) j;
create table positive_keys (k positive primary key);
insert into positive_keys select generate_series(1, 30);
create table unique_keys (a integer, b integer not null, c text not null, d text not null, v text);
create unique index on unique_keys (a);
create unique index on unique_keys (b, c);
create unique index unique_partial on unique_keys (b) where b > 0;
create unique index unique_expression on unique_keys (lower(c));
create unique index unique_d on unique_keys (d collate "C") include (v);
insert into unique_keys select null, i, 'c' || i, chr(64 + i), 'v' from generate_series(1, 20) i;
create table deferred_keys (id integer primary key deferrable initially deferred, u integer not null unique deferrable);
insert into deferred_keys select i, -i from generate_series(1, 10) i;
create table empty_table (id integer primary key);
create table no_columns ();
insert into no_columns default values;

-- Names ----------------------------------------------------------------------------------------------------------
create table "Mixed Case ""quoted"".dots'" ("select" integer primary key, "r0" text, "p" text, "x" text, "whole" text,
  "number" jsonb, "row" jsonb, "v" integer[], "d" jsonb, "reread" point, "a.b" json, "%s" jsonb, "ü 😀" jsonb);
insert into "Mixed Case ""quoted"".dots'"
select i, 'r', 'p', 'x', 'w', 'null', 'null', '[0:0]={1}', 'null', '(1,2)', ' 1', 'null', 'null' from generate_series(1, 5) i;
create table shop."order" ("user" text primary key, "table" jsonb);
insert into shop."order" values ('a', 'null'), ('b', '{}');
create type shop.size as enum ('S', 'M');
create table shop.sizes (size shop.size primary key, label text);
insert into shop.sizes values ('S', 'small'), ('M', 'medium');

-- Shapes of tables -----------------------------------------------------------------------------------------------
create table keyless (v integer, t text, j jsonb);
insert into keyless select i, repeat('x', i % 300), case when i % 100 = 0 then 'null'::jsonb end from generate_series(1, 2000) i;
delete from keyless where v between 500 and 900;
insert into keyless select 5, 'same', null from generate_series(1, 10);
create table parent (id integer primary key, v text);
create table child (extra text, primary key (id)) inherits (parent);
insert into parent values (1, 'p'), (2, 'p');
insert into child values (1, 'c', 'e'), (9, 'c', 'e');
create table parted (id integer, region text, v jsonb, primary key (region, id)) partition by list (region);
create table parted_north partition of parted for values in ('north');
create table parted_other (v jsonb, gone integer, id integer not null, region text not null);
alter table parted_other drop column gone;
alter table parted attach partition parted_other default;
insert into parted select i, (array['north', 'south', 'east'])[1 + i % 3], case when i % 10 = 0 then 'null'::jsonb else '1' end
from generate_series(1, 300) i;
create table parted_keyless (id integer, region text) partition by list (region);
create table parted_keyless_north (region text, id integer);
alter table parted_keyless attach partition parted_keyless_north for values in ('north');
create table parted_keyless_deep partition of parted_keyless default partition by range (id);
create table parted_keyless_low partition of parted_keyless_deep for values from (minvalue) to (1000);
create table parted_keyless_high partition of parted_keyless_deep default;
insert into parted_keyless select i, (array['north', 'south', 'east'])[1 + i % 3] from generate_series(1, 3000) i;
create table parted_empty (id integer) partition by range (id);
create table referring (id integer primary key, parent_id integer references parent, region text, parted_id integer,
  foreign key (region, parted_id) references parted (region, id));
create view a_view as select 1 as one;
create materialized view a_matview as select 1 as one;
create table of_extension (id integer primary key);
create sequence untouched start 42;
create sequence touched;
select nextval('touched'), nextval('touched');
select setval('untouched', 99, false);

-- Rights ---------------------------------------------------------------------------------------------------------
create table members (user_id uuid primary key, role text not null);
-- As people write them: no search_path of its own, names unqualified.
create function is_member() returns boolean language sql stable
as $$ select exists (select 1 from members where role = 'admin') $$;
create table half_hidden (id integer primary key, secret boolean not null, t text);
insert into half_hidden select i, i % 4 = 0, 't' from generate_series(1, 1000) i;
alter table half_hidden enable row level security;
create policy visible on half_hidden for select to authenticated using (not secret and (select is_member()));
insert into members values ('00000000-0000-0000-0000-000000000001', 'admin');
create table hidden_keyless (id integer, secret boolean);
insert into hidden_keyless select i, i % 2 = 0 from generate_series(1, 1000) i;
alter table hidden_keyless enable row level security;
create policy visible on hidden_keyless for select to authenticated using (not secret);
create table no_grants (id integer primary key);
insert into no_grants values (1), (2);
revoke all on no_grants from anon, authenticated, service_role;
create table some_columns (id integer primary key, open text, closed text);
revoke all on some_columns from authenticated;
grant select (id, open) on some_columns to authenticated;
create table all_columns (id integer primary key, open text);
revoke all on all_columns from authenticated;
grant select (id, open) on all_columns to authenticated;
create schema private;
create type private.hidden as enum ('x', 'y');
create table hidden_type (k private.hidden primary key, ks private.hidden[], r int4range);
insert into hidden_type values ('x', '{x,y}', '[1,2)'), ('y', '[0:0]={y}', 'empty');
create table private.unseen (id integer primary key);
grant all on private.unseen to authenticated;

reset role;
alter extension hstore add table public.of_extension;
create table not_ours (id integer primary key); -- belongs to the superuser
alter table not_ours enable row level security;
commit;

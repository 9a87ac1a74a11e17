import { expect, it } from 'vitest';
import { columnForm } from '../../src/core/columnForm.ts';

it.each([
  ['bigint', 'integer'],
  ['numeric(12,2)', 'numeric'],
  ['boolean', 'boolean'],
  ['character varying(40)', 'text'],
  ['timestamp(3) with time zone', 'text'],
  ['double precision', 'text'],
  ['"char"', 'text'],
  ['jsonb', 'json'],
  ['public.mood', 'text'],
  ['extensions.citext', 'text'],
  ['public.pair', 'other'],
  ['extensions.geometry(Point,4326)', 'other'],
  ['"Odd ""one"", ü".größe', 'other'],
  ['numeric(12,2)[]', { element: 'numeric' }],
  ['interval day to second(3)[]', { element: 'text' }],
  ['public.pair[]', { element: 'other' }],
  ['box[]', { element: 'other' }],
  ['unknown', 'unknown'],
  ['', 'unknown'],
  ['public.pair)); drop table users; --', 'unknown'],
  ['public.pair, v2 text', 'unknown'],
  ["public.pair default ''", 'unknown'],
  ['public."a";', 'unknown'],
  ['a.b(select 1)', 'unknown'],
  ['bit varying(5)', 'text'],
  ['int4range', 'text'],
  ['text[]; select', 'unknown'],
])('the form of %s is %j', (type, form) => {
  expect(columnForm(type, ['public.mood'])).toEqual(form);
});

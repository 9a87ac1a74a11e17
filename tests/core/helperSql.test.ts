import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { helperState, helperVersionShipped } from '../../src/core/helperSql.ts';

it('the helper that this app ships is the one in public/holdfast.sql, in every place that says its version', () => {
  const sql = readFileSync(new URL('../../public/holdfast.sql', import.meta.url), 'utf8');
  const said = [
    /^-- Holdfast helper, version (\d+)\./,
    /where v\.version > (\d+)\)/,
    /function public\.holdfast_version\(\)[^$]*\$\$[^$]*return (\d+);/,
    /'helper_version', (\d+),/,
    /insert into holdfast\.schema_version \(version\) values \((\d+)\)/,
  ].map((place) => Number(place.exec(sql)?.[1]));
  expect(said).toEqual(said.map(() => helperVersionShipped));
});

it('an installed helper is missing, older, current or newer', () => {
  const versions = [null, helperVersionShipped - 1, helperVersionShipped, helperVersionShipped + 1];
  expect(versions.map(helperState)).toEqual(['missing', 'older', 'current', 'newer']);
});

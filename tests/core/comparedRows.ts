import fc from 'fast-check';
import { type FingerprintPlan, fingerprintRows, type RowsOfPart } from '../../src/core/fingerprints.ts';
import { FingerprintJoin, type JoinedRows, mergePasses } from '../../src/core/joinFingerprints.ts';
import type { RowOverride } from '../../src/core/page.ts';
import { RowScanner } from '../../src/core/rowScanner.ts';
import type { ValueRules } from '../../src/core/valueRules.ts';

/** A row in a test: JSON texts by column, and what JSON cannot carry of it. */
export interface TestRow {
  values: Record<string, string>;
  overrides: Record<string, string>;
}

/** One side of a table: its columns in their order, and its rows. */
export interface TestSide {
  columns: string[];
  rows: TestRow[];
}

export const seed = '0123456789abcdef0123456789abcdef';
export const exactRules: ValueRules = { inexact: [], onlyNulls: false, asText: [] };

/** The rows as a part has them. */
export function partOf({ columns, rows }: TestSide): RowsOfPart {
  const texts = rows.map(
    ({ values }) => `{${columns.map((name) => `${JSON.stringify(name)}:${values[name]}`).join(',')}}`,
  );
  const bytes = new TextEncoder().encode(`[${texts.join(',\n ')}]`);
  const scanner = new RowScanner();
  scanner.push(bytes);
  scanner.finish();
  const overrides: RowOverride[] = rows.flatMap((row, index) =>
    Object.entries(row.overrides).map(([column, text]) => ({ row: index, column, text })),
  );
  return { bytes, starts: scanner.starts, ends: scanner.ends, overrides };
}

/** Compares two sides, each cut into parts of `partRows` rows, in as many passes as are given. */
export async function joinSides(
  before: TestSide,
  after: TestSide,
  plan: FingerprintPlan,
  { partRows = 3, passes = 1 } = {},
): Promise<JoinedRows> {
  const results: JoinedRows[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    // The number of rows is expected wrongly, as a damaged manifest might say: the lists grow.
    const join = new FingerprintJoin({ keyed: plan.key.length > 0, rowsBefore: 1, pass, passes });
    for (const [side, add] of [
      [before, join.addBefore.bind(join)],
      [after, join.addAfter.bind(join)],
    ] as const) {
      for (let first = 0; first < side.rows.length; first += partRows) {
        const part = partOf({ ...side, rows: side.rows.slice(first, first + partRows) });
        const { words } = await fingerprintRows(part, plan);
        add(words, first, 0, part.starts.length);
      }
    }
    const finishing = join.finish();
    let step = finishing.next();
    while (step.done !== true) step = finishing.next();
    results.push(step.value);
  }
  return mergePasses(results);
}

/** What a row is, as far as `columns` and the rules say; an oracle that knows nothing of bytes. */
export function contentOf(row: TestRow, columns: readonly string[], rules: ValueRules = exactRules): string {
  const override = (column: string) => {
    const text = row.overrides[column];
    if (text === undefined || rules.inexact.includes(column)) return null;
    return rules.onlyNulls && text !== 'null' ? null : text;
  };
  const value = (column: string) => {
    const json = row.values[column] ?? null;
    if (json === null || json === 'null' || !rules.asText.includes(column)) return json;
    return ['as text', json.startsWith('"') ? json.slice(1, -1) : json];
  };
  return JSON.stringify([...columns].sort().map((column) => [column, value(column), override(column)]));
}

const texts = ['', 'a', 'ä', '😀', 'a"b', '\\', 'null', '1', '10', '{', '}', ',', '\u2028', 'x'.repeat(100)];
/** Few different values, so that rows resemble each other. */
export const jsonTexts = fc.oneof(
  fc.constantFrom(...texts).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    'null',
    'true',
    'false',
    '1',
    '10',
    '1.0',
    '9007199254740993',
    '{"a": 1}',
    '{"a":1}',
    '[null, {"b":"]"}]',
    '[]',
  ),
);
const overrideTexts = fc.constantFrom('null', ' 1', '[0:1]={1,2}');

/** Rows over these columns; keys are often repeated. */
export function arbitraryRows(columns: readonly string[], maxLength = 12): fc.Arbitrary<TestRow[]> {
  const values = fc.record(Object.fromEntries(columns.map((column) => [column, jsonTexts])));
  const overrides = fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...columns), overrideTexts, { maxKeys: 2 }) },
  );
  return fc.array(fc.record({ values, overrides }), { maxLength });
}

/** The key of a row by its text: 10 and "10" name the same row, so that it is found when the type of its key changed. */
export function keyOfRow(row: TestRow, key: readonly string[]): string {
  return contentOf({ ...row, overrides: {} }, key, { ...exactRules, asText: [...key] });
}

/** Each row once by these columns, the first that comes. */
export function uniqueBy(rows: readonly TestRow[], key: readonly string[]): TestRow[] {
  return [...new Map([...rows].reverse().map((row) => [keyOfRow(row, key), row])).values()];
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Page, RowOverride } from '../../src/core/page.ts';
import { type BuiltPart, PartBuilder } from '../../src/core/partBuilder.ts';
import { RowScanner } from '../../src/core/rowScanner.ts';
import { arbitraryRows } from './arbitraryRows.ts';

function pageOf(rows: readonly unknown[], overrides: RowOverride[] = []): Page {
  const bytes = new TextEncoder().encode(JSON.stringify(rows));
  const scanner = new RowScanner();
  scanner.push(bytes);
  return { bytes, starts: scanner.starts, ends: scanner.ends, overrides, next: null };
}

function build(pages: readonly Page[], limitBytes: number) {
  const builder = new PartBuilder(limitBytes);
  const parts: BuiltPart[] = pages.flatMap((page) => builder.add(page));
  const last = builder.finish();
  if (last !== null) parts.push(last);
  return { texts: parts.map(({ bytes }) => new TextDecoder().decode(bytes)), parts };
}

const limits = fc.integer({ min: 8, max: 400 });

describe('PartBuilder', () => {
  it('keeps every row, byte for byte and in order, in parts under the limit', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRows, { maxLength: 6 }), limits, (pages, limit) => {
        const { texts, parts } = build(
          pages.map((rows) => pageOf(rows)),
          limit,
        );
        expect(texts.flatMap((text) => JSON.parse(text) as unknown[])).toEqual(
          JSON.parse(JSON.stringify(pages.flat())),
        );
        parts.forEach(({ bytes, rows }, index) => {
          expect((JSON.parse(texts[index] ?? '') as unknown[]).length).toBe(rows);
          if (rows > 1) expect(bytes.length).toBeLessThanOrEqual(limit);
        });
      }),
    );
  });

  it('cuts by the rows alone: the same rows in other pages give the same parts', () => {
    fc.assert(
      fc.property(arbitraryRows, fc.array(fc.nat(12), { maxLength: 4 }), limits, (rows, cuts, limit) => {
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, rows.length)).sort((a, b) => a - b), rows.length];
        const pages = bounds.slice(1).map((end, index) => pageOf(rows.slice(bounds[index], end)));
        expect(build(pages, limit).texts).toEqual(build([pageOf(rows)], limit).texts);
      }),
    );
  });

  it('moves overrides to the part and row where their row went', () => {
    fc.assert(
      fc.property(arbitraryRows, limits, (rows, limit) => {
        const pages = rows.map((row) => pageOf([row], [{ row: 0, column: 'c', text: JSON.stringify(row) }]));
        const { texts, parts } = build(pages, limit);
        expect(parts.reduce((sum, part) => sum + part.overrides.length, 0)).toBe(rows.length);
        parts.forEach((part, index) => {
          for (const { row, text } of part.overrides) {
            expect(JSON.stringify((JSON.parse(texts[index] ?? '') as unknown[])[row])).toBe(text);
          }
        });
      }),
    );
  });

  it('gives an empty table one part with an empty list', () => {
    expect(build([], 100).texts).toEqual(['[]']);
  });
});

import { findInPart } from '../../src/core/findInPart.ts';
import type { RowOverride } from '../../src/core/page.ts';
import type { RowQuery } from '../../src/core/rowQuery.ts';
import { RowScanner } from '../../src/core/rowScanner.ts';

/** `row:column` of what is found in the JSON of a part. */
export function searchPart(json: string, query: RowQuery, overrides: RowOverride[] = []): string[] {
  const bytes = new TextEncoder().encode(json);
  const scanner = new RowScanner();
  scanner.push(bytes);
  const { rows, columnOf, columns } = findInPart(
    { bytes, starts: scanner.starts, ends: scanner.ends, overrides },
    query,
  );
  return [...rows].map((row, index) => `${row}:${columns[columnOf[index] ?? -1] ?? ''}`);
}

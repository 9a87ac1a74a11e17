import type { SearchedPart } from './findInPart.ts';
import type { RowOverride } from './page.ts';

const comma = 0x2c;
const lineBreak = 0x0a;

/** Rows as the server wrote them, one a line, with commas between them. */
export function jsonRows({ bytes, starts, ends }: SearchedPart, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  let length = Math.max(0, rows.length - 1) * 2;
  for (const row of rows) length += (ends[row] as number) - (starts[row] as number);
  const piece = new Uint8Array(length);
  let at = 0;
  for (const row of rows) {
    if (at > 0) {
      piece[at++] = comma;
      piece[at++] = lineBreak;
    }
    piece.set(bytes.subarray(starts[row], ends[row]), at);
    at += (ends[row] as number) - (starts[row] as number);
  }
  return piece;
}

/** The overrides of these rows, with the row as its place among them. */
export function overridesOfRows({ overrides }: SearchedPart, rows: Uint32Array): RowOverride[] {
  if (overrides.length === 0) return [];
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  return overrides.flatMap((override) => {
    const row = places.get(override.row);
    return row === undefined ? [] : [{ ...override, row }];
  });
}

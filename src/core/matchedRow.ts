import type { SearchedPart } from './findInPart.ts';
import { type TextTest, textTest } from './queryTests.ts';
import { type Cell, cellsOf, type KeyValue, keyOf } from './rowCells.ts';
import type { RowQuery } from './rowQuery.ts';
import { textsOfJson, textsOfOverride } from './valueText.ts';

/** One of the first rows that match. */
export interface MatchedRow {
  /** A copy of the row as the server wrote it; null when it is longer than was wanted. */
  bytes: Uint8Array<ArrayBuffer> | null;
  /** The value of the column in which the text stands, cut around the place; empty without a text. */
  excerpt: string;
  /** Null where a column of the key is missing or null, or none was asked for. */
  key: KeyValue[] | null;
}

/** What is wanted of the rows that match. */
export interface MatchesWanted {
  /** How many of them are handed out. */
  first: number;
  /** Columns of the key that they are to carry. */
  key: readonly string[];
  /** Longer rows are handed out without their bytes. */
  rowBytes: number;
}

/** Characters (UTF-16 units) of an excerpt before the place, and in all, about. */
const before = 60;
const inAll = 200;

/** The text around a place in it, with "…" where something was left out; no character is cut in two. */
export function excerptOf(text: string, place: { index: number; length: number }): string {
  let from = place.index <= before ? 0 : place.index - before;
  let to = Math.min(text.length, from + inAll);
  const isLow = (at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  if (isLow(from)) from -= 1;
  if (isLow(to)) to += 1;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}

function excerptIn(cell: Cell | undefined, find: TextTest): string {
  if (cell === undefined) return '';
  const { all } = cell.kind === 'override' ? textsOfOverride(cell.text) : textsOfJson(cell.kind, cell.json);
  for (const text of all) {
    const place = find(text);
    if (place !== null) return excerptOf(text, place);
  }
  return '';
}

/**
 * A row of a part that matches, ready to be shown.
 * @param found.column the first in which the text of the query stands; null without a text.
 */
export function matchedRow(
  part: SearchedPart,
  { row, column }: { row: number; column: string | null },
  query: RowQuery,
  { key, rowBytes }: Pick<MatchesWanted, 'key' | 'rowBytes'>,
): MatchedRow {
  const bytes = part.bytes.subarray(part.starts[row], part.ends[row]);
  const cells = cellsOf(
    bytes,
    part.overrides.filter((override) => override.row === row),
  );
  const cell = column === null ? undefined : cells.find((each) => each.column === column);
  return {
    bytes: bytes.length > rowBytes ? null : bytes.slice(),
    excerpt: excerptIn(cell, textTest(query.text, query.match, query.caseSensitive)),
    key: keyOf(cells, key),
  };
}

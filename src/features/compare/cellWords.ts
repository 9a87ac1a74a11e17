import type { CellDifference, RowDifference } from '../../core/comparison.ts';
import type { Cell } from '../../core/rowCells.ts';

/** A value as it is shown. */
export interface ShownValue {
  text: string;
  /** It stands for a value that has no text: null, or an empty text. */
  quiet: boolean;
}

/** The value as the server wrote it; words where it has no text of its own. Null: the side has no such value. */
export function showCell(cell: Cell | null): ShownValue {
  if (cell === null) return { text: 'not there', quiet: true };
  if (cell.kind === 'null') return { text: 'null', quiet: true };
  return cell.text === '' ? { text: 'empty', quiet: true } : { text: cell.text, quiet: false };
}

const kindWords: Record<Cell['kind'], string> = {
  string: 'text',
  number: 'number',
  boolean: 'true or false',
  null: 'no value',
  object: 'JSON',
  array: 'list',
  override: 'as Postgres writes it',
};

/** What tells two values apart that look alike: a null that is JSON and one that is no value, say. Null where they look different. */
export function kindsOf({ before, after }: CellDifference): { before: string; after: string } | null {
  if (before === null || after === null || before.text !== after.text) return null;
  return { before: kindWords[before.kind], after: kindWords[after.kind] };
}

/** Two texts, cut where they differ: what both begin with, what each has in the middle, what both end with. */
export interface TextDifference {
  start: string;
  before: string;
  after: string;
  end: string;
}

const isHalf = (text: string, index: number) => /[\uDC00-\uDFFF]/.test(text.charAt(index)); // of a character of two code units

/** Finds the part in which two texts differ. Short texts are not cut: of "12" and "13" the whole number is the difference. */
export function findTextDifference(before: string, after: string, wholeLength = 40): TextDifference {
  if (Math.max(before.length, after.length) <= wholeLength) return { start: '', before, after, end: '' };
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  if (isHalf(before, start) || isHalf(after, start)) start -= 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  if (isHalf(before, before.length - end) || isHalf(after, after.length - end)) end -= 1;
  return {
    start: before.slice(0, start),
    before: before.slice(start, before.length - end),
    after: after.slice(start, after.length - end),
    end: before.slice(before.length - end),
  };
}

/** Characters that a line shows of a value, and how many of them stand before the place where two differ. */
const shownLength = 60;
const leadLength = 12;

const cut = (text: string) => (text.length > shownLength ? `${text.slice(0, shownLength)}…` : text);
const onOneLine = (text: string) => text.replaceAll(/\r\n|[\r\n]/g, '↵');

/** A value in one line, as far as there is room. */
export function excerptCell(cell: Cell | null): ShownValue {
  const { text, quiet } = showCell(cell);
  return { text: onOneLine(cut(text)), quiet };
}

/** Two values in one line each, around the place in which they differ. */
export function excerptCells(cell: CellDifference): { before: ShownValue; after: ShownValue } {
  const [before, after] = [showCell(cell.before), showCell(cell.after)];
  const { start } = findTextDifference(before.text, after.text);
  const from = start.length > leadLength ? start.length - leadLength : 0;
  const around = ({ text, quiet }: ShownValue) => ({
    text: onOneLine(`${from > 0 ? '…' : ''}${cut(text.slice(from))}`),
    quiet,
  });
  return { before: around(before), after: around(after) };
}

/** Cells that a line shows of an added or removed row. */
const shownCells = 6;

/** The cells that tell most about a row in one line: what changed, the wanted column first; of other rows its first values but the key. */
export function lineCells(row: RowDifference, column: string | null): CellDifference[] {
  if (row.change === 'changed') {
    const changed = row.cells.filter((cell) => cell.changed);
    return changed.toSorted((a, b) => Number(b.column === column) - Number(a.column === column));
  }
  const key = new Set(row.key?.map((value) => value.column));
  return row.cells.filter((cell) => !key.has(cell.column)).slice(0, shownCells);
}

/** "id 42, part 7": what names a row; the number of the row where the table has no key. */
export function nameRow({ key, rowBefore, rowAfter }: RowDifference): string {
  if (key === null) return `row ${((rowAfter ?? rowBefore ?? 0) + 1).toLocaleString('en-US')}`;
  return key.map(({ column, text }) => `${column} ${onOneLine(cut(text))}`).join(', ');
}

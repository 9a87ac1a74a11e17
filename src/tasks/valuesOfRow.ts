import type { Cursor } from '../core/page.ts';
import { textOf, unquote } from '../core/rowFields.ts';
import { ColumnFinder } from '../core/rowWalker.ts';
import type { VisitedRow } from './visitRows.ts';

const quote = 0x22;
const letterN = 0x6e;

/** Reads the values of some columns as texts; null where one of them is null or missing: such a row references nothing. */
export function createValueReader(columns: readonly string[]): (row: VisitedRow) => Cursor | null {
  const finder = new ColumnFinder(columns);
  return ({ bytes, start, end, overrides }) => {
    finder.seek(bytes, start, end);
    const texts: string[] = [];
    for (const [index, column] of columns.entries()) {
      const override = overrides.find((each) => each.column === column);
      if (override === undefined && (!finder.has(index) || bytes[finder.start(index)] === letterN)) return null;
      if (override !== undefined) texts.push(override.text);
      else {
        const json = textOf(bytes, finder.start(index), finder.end(index));
        texts.push(bytes[finder.start(index)] === quote ? unquote(json) : json);
      }
    }
    return texts;
  };
}

/** As `createValueReader`, but all in one text, by which rows can be looked up. */
export function createKeyReader(columns: readonly string[]): (row: VisitedRow) => string | null {
  const valuesOf = createValueReader(columns);
  return (row) => {
    const values = valuesOf(row);
    return values === null ? null : JSON.stringify(values);
  };
}

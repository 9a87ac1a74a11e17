import { arrayLiteral } from './arrayLiteral.ts';
import { type ColumnForm, columnForm } from './columnForm.ts';
import { csvLine, guardText } from './csv.ts';
import type { ExportedTable } from './exportFormat.ts';
import type { SearchedPart } from './findInPart.ts';
import { unquote } from './rowFields.ts';
import { type TableValue, TableValues } from './TableValues.ts';

/** The first line: names of the columns. @param guard as for `csvRows`. */
export function csvHeader({ columns }: Pick<ExportedTable, 'columns'>, guard: boolean): string {
  return columns.length === 0 ? '' : csvLine(columns.map(({ name }) => (guard ? guardText(name) : name)));
}

/**
 * Rows as lines of CSV that COPY reads: null is empty and the empty text `""`; arrays stand as Postgres writes them where that is certain
 * (`arrayLiteral`), and like composites else as JSON; json as the server wrote it; what JSON could not carry as Postgres wrote it. A text in
 * a domain over json, or in a json column of unknown type, stands without its quotes, as nothing tells it from other texts.
 * @param rows numbers of rows in the part.
 * @param guard marks every text that a spreadsheet would take for a formula with an apostrophe (`guardText`); numbers stay as they are.
 */
export function csvRows(part: SearchedPart, rows: Iterable<number>, table: ExportedTable, guard: boolean): string {
  const forms = table.columns.map(({ type }) => columnForm(type, table.enums));
  const values = new TableValues(
    part,
    table.columns.map(({ name }) => name),
  );
  const mark = guard ? guardText : (text: string) => text;
  function field(value: TableValue | null, form: ColumnForm): string | null {
    if (value === null) return null;
    const { kind, start, end, override } = value;
    if (override !== null) return mark(override);
    if (kind === 'null') return null;
    const json = values.jsonOf(value);
    if (kind === 'number' || kind === 'boolean' || form === 'json') return json;
    if (kind === 'string') return mark(unquote(json));
    return (kind === 'array' && typeof form === 'object' ? arrayLiteral(part.bytes, start, end, form) : null) ?? json;
  }
  const lines: string[] = [];
  for (const row of rows) {
    lines.push(csvLine(values.read(row).map((value, place) => field(value, forms[place] as ColumnForm))));
  }
  return lines.join('');
}

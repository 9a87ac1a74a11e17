import { arrayLiteral } from './arrayLiteral.ts';
import { type ColumnForm, columnForm } from './columnForm.ts';
import type { ExportedTable } from './exportFormat.ts';
import type { SearchedPart } from './findInPart.ts';
import { textOf, unquote } from './rowFields.ts';
import { sqlLiteral, sqlName } from './sqlText.ts';
import { type TableValue, TableValues } from './TableValues.ts';
import { quoteTable } from './tableName.ts';
import { withoutEscapes } from './valueText.ts';

/** What one statement has at most: few enough that an error is found again, many enough to be quick. */
const statementRows = 500;
const statementCharacters = 256 * 1024;

/** What stands in JSON strings of type json alone: no text holds a null character or half a surrogate pair. */
const onlyInJson = /\0|\p{Surrogate}/u;

/** A row as an element of VALUES; or for a table whose types are not known, as its JSON, or a statement of its own. */
interface Written {
  form: 'values' | 'json' | 'statement';
  text: string;
}

/** Writes the rows of one part. */
class SqlRows {
  private readonly part: SearchedPart;
  private readonly table: ExportedTable;
  private readonly name: string;
  private readonly forms: ColumnForm[];
  /** Places of the columns that are written: generated ones compute themselves. */
  private readonly places: number[];
  private readonly values: TableValues;
  private readonly list: string;
  private readonly into: string;

  constructor(part: SearchedPart, table: ExportedTable) {
    this.part = part;
    this.table = table;
    this.name = quoteTable(table);
    this.forms = table.columns.map(({ type }) => columnForm(type, table.enums));
    this.places = [...table.columns.keys()].filter((place) => table.columns[place]?.generated === 'never');
    this.values = new TableValues(
      part,
      table.columns.map(({ name }) => name),
    );
    this.list = this.places.map((place) => this.columnAt(place)).join(', ');
    this.into = `insert into ${this.name} (${this.list}) overriding system value`;
  }

  write(rows: Iterable<number>): string {
    const statements: string[] = [];
    let open: { form: Written['form']; texts: string[]; characters: number } | null = null;
    const close = () => {
      if (open !== null) statements.push(this.statement(open.form, open.texts));
      open = null;
    };
    for (const row of rows) {
      const { form, text } = this.row(row);
      if (open !== null) {
        const full: boolean =
          open.texts.length === statementRows || open.characters + text.length > statementCharacters;
        if (full || open.form !== form) close();
      }
      open ??= { form, texts: [], characters: 0 };
      open.texts.push(text);
      open.characters += text.length;
    }
    close();
    return statements.join('');
  }

  private statement(form: Written['form'], texts: readonly string[]): string {
    if (this.places.length === 0) return texts.map(() => `insert into ${this.name} default values;\n`).join('');
    if (form === 'statement') return texts.join('');
    return form === 'json' ? this.fromJson(this.list, texts) : `${this.into} values\n${texts.join(',\n')};\n`;
  }

  private row(row: number): Written {
    const values = this.values.read(row);
    if (this.forms.includes('unknown')) return this.untypedRow(row, values);
    const texts = this.places.map((place) => this.value(values[place] ?? null, place));
    return { form: 'values', text: `(${texts.join(', ')})` };
  }

  /** Where types are not known, Postgres reads the row's JSON; values that need care stand beside it. */
  private untypedRow(row: number, values: readonly (TableValue | null)[]): Written {
    const { bytes, starts, ends } = this.part;
    const apart = values.map((value) => (value === null ? null : this.literalApart(value)));
    if (apart.every((literal) => literal === null))
      return { form: 'json', text: textOf(bytes, starts[row] as number, ends[row] as number) };
    const fields = values.flatMap((value, place) =>
      value === null || apart[place] !== null
        ? []
        : [`${JSON.stringify(this.table.columns[place]?.name)}:${this.values.jsonOf(value)}`],
    );
    const list = this.places.map((place) => apart[place] ?? this.columnAt(place)).join(', ');
    return { form: 'statement', text: this.fromJson(list, [`{${fields.join(',')}}`]) };
  }

  /** The literal of a value of unknown type that must not be read from JSON; null for all others. */
  private literalApart(value: TableValue): string | null {
    if (value.override !== null) return sqlLiteral(value.override);
    const json = this.values.jsonOf(value);
    if (!json.includes('\\u')) return null;
    return onlyInJson.test(value.kind === 'string' ? unquote(json) : withoutEscapes(json)) ? sqlLiteral(json) : null;
  }

  private fromJson(list: string, rows: readonly string[]): string {
    const json = sqlLiteral(`[${rows.join(',\n')}]`);
    return `${this.into}\nselect ${list} from pg_catalog.json_populate_recordset(null::${this.name}, ${json}::json);\n`;
  }

  private value(value: TableValue | null, place: number): string {
    if (value === null) return 'null';
    if (value.override !== null) return sqlLiteral(value.override);
    const { kind, start, end } = value;
    if (kind === 'null') return 'null';
    const form = this.forms[place] as ColumnForm;
    const json = this.values.jsonOf(value);
    if (kind === 'number') return form === 'integer' || form === 'numeric' ? json : sqlLiteral(json);
    if (kind === 'boolean') return form === 'boolean' ? json : sqlLiteral(json);
    if (form === 'json') return sqlLiteral(json);
    if (kind === 'string' && (form === 'text' || form === 'numeric')) return sqlLiteral(unquote(json));
    const array = kind === 'array' && typeof form === 'object' ? arrayLiteral(this.part.bytes, start, end, form) : null;
    if (array !== null) return sqlLiteral(array);
    // Postgres reads it from its JSON, as the type of the column.
    const record = sqlLiteral(`{"v":${json}}`);
    return `(select v from pg_catalog.json_to_record(${record}) as r (v ${this.table.columns[place]?.type}))`;
  }

  private columnAt(place: number): string {
    return sqlName(this.table.columns[place]?.name ?? '');
  }
}

/** What a file of INSERTs begins with. It changes settings of its own transaction only. */
export function sqlBegin(table: ExportedTable): string {
  const name = quoteTable(table).replaceAll(/[\r\n]/g, ' ');
  return `-- Rows of ${name}, written by Holdfast. Run this file with psql, or in an SQL editor.
-- Rows keep their own values, also in identity columns; sequences are not moved, and generated columns compute themselves.
-- Triggers run and foreign keys are checked, as with any insert.
begin;
-- Without triggers and checks, for those who may:
-- set local session_replication_role = 'replica';
set local client_encoding = 'UTF8';
set local datestyle = 'ISO, MDY';
set local intervalstyle = 'postgres';
set local xmloption = 'content';
set local array_nulls = on;
`;
}

/** What it ends with. */
export const sqlEnd = 'commit;\n';

/**
 * Rows as INSERT statements that give exactly the same rows: values whose form is certain as literals, all others read by Postgres from the
 * JSON that it wrote; what JSON could not carry as Postgres wrote it.
 * @param rows numbers of rows in the part.
 */
export function sqlRows(part: SearchedPart, rows: Iterable<number>, table: ExportedTable): string {
  return new SqlRows(part, table).write(rows);
}

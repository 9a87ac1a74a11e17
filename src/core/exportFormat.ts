import { csvHeader, csvRows } from './csvRows.ts';
import type { SearchedPart } from './findInPart.ts';
import { jsonRows, overridesOfRows } from './jsonRows.ts';
import type { Manifest, ManifestTable } from './manifest.ts';
import type { RowOverride } from './page.ts';
import { sqlBegin, sqlEnd, sqlRows } from './sqlRows.ts';

/** A table of a backup as a file of its own. */
export type ExportFormat = 'json' | 'csv' | 'sql';

/** What of a table's manifest the file is made by. */
export type ExportedTable = Pick<ManifestTable, 'schema' | 'name' | 'columns'> & {
  /** Names of enum types, with their schemas. */
  enums: readonly string[];
};

/** What of a table the file is made by. */
export function exportedTable({ enums }: Pick<Manifest, 'enums'>, table: ManifestTable): ExportedTable {
  const { schema, name, columns } = table;
  return { schema, name, columns, enums: enums.map((each) => each.name) };
}

/** How a file is made of the pieces that its parts become. */
export interface FileFrame {
  begin: string;
  /** Stands between two pieces that have rows. */
  between: string;
  end: string;
  mediaType: string;
}

/** @param guard as for `csvRows`. */
export function fileFrame(format: ExportFormat, table: ExportedTable, guard: boolean): FileFrame {
  if (format === 'json') return { begin: '[', between: ',\n', end: ']\n', mediaType: 'application/json' };
  if (format === 'sql') return { begin: sqlBegin(table), between: '', end: sqlEnd, mediaType: 'application/sql' };
  return { begin: csvHeader(table, guard), between: '', end: '', mediaType: 'text/csv;charset=utf-8' };
}

/** How a part becomes a piece of a file. */
export interface PieceOptions {
  format: ExportFormat;
  table: ExportedTable;
  /** CSV: texts that a spreadsheet would take for formulas are marked. */
  guard: boolean;
}

/** A piece of a file. */
export interface FilePiece {
  bytes: Uint8Array<ArrayBuffer>;
  rows: number;
  /** JSON: values that it cannot carry, with the row as its place in this piece. */
  overrides: RowOverride[];
}

const encoder = new TextEncoder();

/**
 * Writes rows of a part as a piece of a file.
 * @param rows their numbers in the part, rising.
 * @throws HoldfastError `bad-answer` for rows that are not JSON, `columns-differ` for rows with a column that the table does not have.
 */
export function filePiece(part: SearchedPart, rows: Uint32Array, { format, table, guard }: PieceOptions): FilePiece {
  if (format === 'json')
    return { bytes: jsonRows(part, rows), rows: rows.length, overrides: overridesOfRows(part, rows) };
  const text = format === 'csv' ? csvRows(part, rows, table, guard) : sqlRows(part, rows, table);
  return { bytes: encoder.encode(text), rows: rows.length, overrides: [] };
}

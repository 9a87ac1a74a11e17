import type { ExportFormat } from '../../core/exportFormat.ts';

export const formatNames: Record<ExportFormat, string> = { json: 'JSON', csv: 'CSV', sql: 'SQL' };

/** A way to take a table out of a backup. */
export interface ExportChoice {
  format: ExportFormat;
  /** CSV: whether texts that a spreadsheet would take for formulas are marked. */
  guard: boolean;
  name: string;
  /** What it is good for. */
  note: string;
}

export const exportChoices: readonly ExportChoice[] = [
  { format: 'json', guard: true, name: 'JSON', note: 'Exact, every digit as the server wrote it' },
  { format: 'csv', guard: true, name: 'CSV', note: 'For spreadsheets; what looks like a formula is marked' },
  { format: 'csv', guard: false, name: 'CSV for COPY', note: 'Exact, for Postgres; not for spreadsheets' },
  { format: 'sql', guard: true, name: 'SQL', note: 'INSERTs that give the same rows' },
];

import { type ExportedTable, type ExportFormat, exportedTable, fileFrame } from '../core/exportFormat.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { cellsOf } from '../core/rowCells.ts';
import type { RowQuery } from '../core/rowQuery.ts';
import type { RowReader, StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { type BlobBuilder, createBlobBuilder } from './blobBuilder.ts';
import { mapInOrder } from './mapInOrder.ts';
import { openArchive } from './openArchive.ts';
import { recordAct } from './recordAct.ts';
import { stopTogether } from './stopTogether.ts';

/** Which rows go into the file, and how. */
export interface TableFileRequest {
  backupId: string;
  /** `schema.table` */
  table: string;
  format: ExportFormat;
  /** Only rows that match; null for all. */
  query: RowQuery | null;
  /** CSV: mark texts that a spreadsheet would take for formulas; default true. Without it COPY loads the file as it is. */
  guard?: boolean;
}

/** A table as files for the person. */
export interface TableFile {
  /**
   * The file; with JSON a second one, of the values that JSON cannot carry, where there are any: `[{"row":0,"column":"a","text":"null"}]`,
   * rows counted from 0 in the first file, texts as Postgres writes the values.
   */
  files: { filename: string; blob: Blob }[];
  rows: number;
}

export interface TableFileProgress {
  rows: number;
  /** Bytes of JSON gone through, and in all. */
  bytesDone: number;
  bytes: number;
}

/** Parts that are written ahead of the one whose turn it is. */
const partsAhead = 2;

/**
 * Writes a table of a backup into a file, a part at a time; the browser keeps the pieces, so that memory stays bounded. Leaves an audit
 * entry. Hand it out with `host.download` for each of its files.
 * @throws HoldfastError `not-found`, `archive-damaged`, `storage-failed`; CSV and SQL: `columns-differ` for rows with a column that the
 *   table did not have, which would be lost; AbortError.
 */
export async function exportTableFile(
  services: Pick<Services, 'backups' | 'store' | 'archiver' | 'rows' | 'audit' | 'clock' | 'project'>,
  request: TableFileRequest,
  signal: AbortSignal,
  onProgress: (progress: TableFileProgress) => void = () => undefined,
): Promise<TableFile> {
  const { backupId, table: name, format, query } = request;
  const archive = await openArchive(services, backupId, signal);
  const table = archive.tables.get(name);
  if (table === undefined) throw new HoldfastError('not-found', `${name} is not in this backup.`);
  const parts = await archive.parts(name, signal);
  const exported = await withColumns(services.rows, exportedTable(archive.manifest, table), parts, signal);
  const { files, rows } = await stopTogether(signal, (stop) =>
    writeFiles(services.rows, parts, { ...request, guard: request.guard ?? true }, exported, onProgress, stop),
  );
  const record = await services.backups.get(backupId);
  const stamp = (record?.createdAt ?? archive.manifest.created_at).replaceAll(/[:.]/g, '-');
  const stem = `${name.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_')}-${stamp}`;
  const what = `${query === null ? 'all rows' : 'matching rows'} of ${name}: ${rows}`;
  const from = record?.filename ?? backupId;
  await recordAct(services, 'export', backupId, 'done', `Exported ${what}, as ${format.toUpperCase()} from ${from}.`);
  return { files: files.map(({ suffix, blob }) => ({ filename: `${stem}${suffix}`, blob })), rows };
}

/** The table with the columns of its first row, where the manifest knows none: it was empty when it was looked at. @throws as RowReader. */
export async function withColumns(
  reader: RowReader,
  table: ExportedTable,
  parts: readonly StoredPart[],
  signal: AbortSignal,
): Promise<ExportedTable> {
  const part = parts.find(({ rows }) => rows > 0);
  if (table.columns.length > 0 || part === undefined) return table;
  const { bytes, starts, ends } = await reader.rows(part, signal);
  const cells = cellsOf(bytes.subarray(starts[0], ends[0]));
  const unknown = { type: 'unknown', nullable: true, generated: 'never', identity: 'never' };
  return { ...table, columns: cells.map(({ column }) => ({ name: column, ...unknown })) };
}

type Written = Omit<TableFile, 'files'> & { files: { suffix: string; blob: Blob }[] };

async function writeFiles(
  reader: RowReader,
  parts: readonly StoredPart[],
  { format, query, guard }: Required<TableFileRequest>,
  table: ExportedTable,
  onProgress: (progress: TableFileProgress) => void,
  signal: AbortSignal,
): Promise<Written> {
  const bytes = parts.reduce((sum, { entry }) => sum + entry.bytes, 0);
  const frame = fileFrame(format, table, guard);
  const file = createBlobBuilder();
  const lost = createOverridesFile();
  let [rows, bytesDone, turn] = [0, 0, 0];
  file.add(frame.begin);
  const convert = (part: StoredPart) => reader.convert(part, { format, table, guard, query }, signal);
  for await (const piece of mapInOrder(parts, partsAhead, convert)) {
    signal.throwIfAborted();
    if (piece.rows > 0) {
      if (rows > 0) file.add(frame.between);
      file.add(piece.bytes);
      lost.add(rows, piece.overrides);
    }
    rows += piece.rows;
    bytesDone += (parts[turn++] as StoredPart).entry.bytes;
    onProgress({ rows, bytesDone, bytes });
  }
  file.add(frame.end);
  const overrides = lost.finish();
  const files = [{ suffix: `.${format}`, blob: file.finish(frame.mediaType) }];
  return { rows, files: overrides === null ? files : [...files, { suffix: '.overrides.json', blob: overrides }] };
}

/** The file of what JSON cannot carry. */
function createOverridesFile(): {
  add: (firstRow: number, overrides: readonly { row: number; column: string; text: string }[]) => void;
  finish: () => Blob | null;
} {
  let file: BlobBuilder | null = null;
  return {
    add(firstRow, overrides) {
      for (const { row, column, text } of overrides) {
        const line = JSON.stringify({ row: firstRow + row, column, text });
        const before: string = file === null ? '[' : ',\n';
        file ??= createBlobBuilder();
        file.add(`${before}${line}`);
      }
    },
    finish() {
      file?.add(']\n');
      return file?.finish('application/json') ?? null;
    },
  };
}

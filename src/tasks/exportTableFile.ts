import type { ExportFormat } from '../core/exportFormat.ts';
import type { RowQuery } from '../core/rowQuery.ts';
import type { Services } from '../ports/Services.ts';

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
  /** The file; with JSON a second one, of the values that JSON cannot carry, where there are any. */
  files: { filename: string; blob: Blob }[];
  rows: number;
}

export interface TableFileProgress {
  rows: number;
  /** Bytes of JSON gone through, and in all. */
  bytesDone: number;
  bytes: number;
}

/**
 * Writes a table of a backup into a file, a part at a time; the browser keeps the pieces, so that memory stays bounded. Leaves an audit
 * entry. Hand it out with `host.download` for each of its files.
 * @throws HoldfastError `not-found`, `archive-damaged`; AbortError.
 */
export async function exportTableFile(
  _services: Services,
  _request: TableFileRequest,
  _signal: AbortSignal,
  _onProgress: (progress: TableFileProgress) => void = () => undefined,
): Promise<TableFile> {
  throw new Error('Not built yet');
}

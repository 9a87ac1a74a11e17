import type { ExportedTable, ExportFormat } from '../core/exportFormat.ts';
import type { RowOverride } from '../core/page.ts';
import type { RowQuery } from '../core/rowQuery.ts';
import type { ZipEntry } from '../core/zipDirectory.ts';

/** A part of a stored archive, as directory and manifest describe it. */
export interface StoredPart {
  archive: Blob;
  entry: ZipEntry;
  /** Lower-case hex, as the manifest says; a part that has another is refused. */
  sha256: string;
  /** Rows in it, as the manifest says. */
  rows: number;
  /** Values of its rows that JSON cannot carry; `row` counts from 0 in this part. */
  overrides: readonly RowOverride[];
}

/** The JSON of a part and where each of its rows begins and ends (exclusive) in it. */
export interface PartRows {
  bytes: Uint8Array<ArrayBuffer>;
  starts: Uint32Array;
  ends: Uint32Array;
}

/** Rows of a part that match a query, rising. `columns[i]` is the first column of `rows[i]` in which its text stands; null without a text. */
export interface PartMatches {
  rows: Uint32Array;
  columns: (string | null)[];
}

/**
 * Reads rows out of stored parts, in worker threads, a part at a time. Every part is checked on the way: size, CRC-32, SHA-256, rows.
 * All calls may be repeated. @throws HoldfastError `archive-damaged` naming the part; AbortError.
 */
export interface RowReader {
  rows(part: StoredPart, signal?: AbortSignal): Promise<PartRows>;
  find(part: StoredPart, query: RowQuery, signal?: AbortSignal): Promise<PartMatches>;
  /**
   * The rows of a part in another format: the piece of a file that `core/exportFormat` begins and ends. `first`: nothing was written
   * of this table yet.
   */
  convert(
    part: StoredPart,
    format: ExportFormat,
    table: ExportedTable,
    first: boolean,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

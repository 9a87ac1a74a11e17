import type { FilePiece, PieceOptions } from '../core/exportFormat.ts';
import type { FoundInPart } from '../core/findInPart.ts';
import type { MatchedRow, MatchesWanted } from '../core/matchedRow.ts';
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

/** Rows of a part that match a query, and the first of them ready to be shown. */
export interface PartMatches extends FoundInPart {
  first: MatchedRow[];
}

/** How a part becomes a piece of a file, and which of its rows: null for all. */
export interface ConvertOptions extends PieceOptions {
  query: RowQuery | null;
}

/**
 * Reads rows out of stored parts, in worker threads, a part at a time. Every part is checked on the way: size, CRC-32, SHA-256, rows.
 * All calls may be repeated. @throws HoldfastError `archive-damaged` naming the part; AbortError.
 */
export interface RowReader {
  rows(part: StoredPart, signal?: AbortSignal): Promise<PartRows>;
  find(part: StoredPart, query: RowQuery, wanted: MatchesWanted, signal?: AbortSignal): Promise<PartMatches>;
  /** The piece of a file that `fileFrame` joins with the others. @throws also HoldfastError `columns-differ` (`filePiece`). */
  convert(part: StoredPart, options: ConvertOptions, signal?: AbortSignal): Promise<FilePiece>;
}

import type { BackupProgress } from '../core/backupProgress.ts';
import type {
  ColumnCount,
  ComparedSide,
  DifferenceFilter,
  RowCounts,
  RowDifference,
  TableDifference,
} from '../core/comparison.ts';
import type { Services } from '../ports/Services.ts';

/** What is compared. */
export interface CompareRequest {
  /** Id of a backup. */
  before: string;
  /** Id of a backup, or the project as it is now. */
  after: string | { live: true };
}

/** How far a comparison is; made anew at every report. */
export interface CompareProgress {
  /** `reading`: the live project, see `live`. `comparing`: rows of the two sides. */
  phase: 'reading' | 'comparing';
  /** The reading of the live project; its phase `sign-in` waits for the person. Null when two backups are compared. */
  live: BackupProgress | null;
  /** Bytes of JSON that were compared, and in all; equal tables are skipped and do not count. */
  bytesDone: number;
  bytes: number;
  /** What was found so far, in the order of the result. */
  tables: readonly TableDifference[];
  /** Tables in all; 0 while the live project is read. */
  tablesTotal: number;
}

/** Differences that fit a filter, loaded as they are shown. */
export interface DifferenceList {
  readonly count: number;
  /** At most `count` of them from number `from` on. @throws HoldfastError `archive-damaged`, `not-found`; AbortError. */
  read(from: number, count: number, signal?: AbortSignal): Promise<RowDifference[]>;
}

/** The rows of one table that differ. */
export interface RowDifferences {
  readonly counts: RowCounts;
  /**
   * In how many changed rows each column changed, most first, columns without changes left out. Read once, then known.
   * @param onProgress told the share that is done, 0 to 1. @throws as DifferenceList.read.
   */
  columns(signal: AbortSignal, onProgress?: (share: number) => void): Promise<ColumnCount[]>;
  /** Changed rows first, then removed and added ones, each in the order of the archive. With a column it asks `columns` first. */
  list(filter: DifferenceFilter, signal: AbortSignal): Promise<DifferenceList>;
}

/** Two sides that were compared. It holds some bytes for every row that differs, and the live project's archive, until it is disposed of. */
export interface Comparison {
  before: ComparedSide;
  after: ComparedSide;
  /** Tables with most changes first, equal ones last. */
  tables: readonly TableDifference[];
  /** Null for tables of which rows were not compared, and those without differing rows. */
  rows(table: string): RowDifferences | null;
  /** Removes the temporary archive of the live project. Safe to call more than once. Never rejects. */
  dispose(): Promise<void>;
}

/**
 * Compares two backups, or a backup with the live project, which is read for it as for a backup. Tables with equal content are skipped.
 * @throws HoldfastError `not-found` when a backup or its file is not in this browser; of the live project as `createBackup`'s reading:
 *   `sign-in-required`, `identity-changed`, `storage-full`, …; AbortError. A damaged table is no error: it is not compared.
 */
export async function compareBackups(
  _services: Services,
  _request: CompareRequest,
  _signal: AbortSignal,
  _onProgress: (progress: CompareProgress) => void = () => undefined,
): Promise<Comparison> {
  throw new Error('Not built yet');
}

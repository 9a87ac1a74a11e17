import type { BackupProgress } from '../core/backupProgress.ts';
import type { ComparedSide, TableDifference } from '../core/comparison.ts';
import { inOrder } from '../core/describeTables.ts';
import type { Services } from '../ports/Services.ts';
import { type ComparedArchive, openBackupSide } from './comparedArchive.ts';
import { compareTables } from './compareTables.ts';
import { createDifferencesByTable } from './differencesByTable.ts';
import { readLiveSide } from './readLiveSide.ts';
import type { DifferenceList, DifferingTable, RowDifferences } from './rowDifferences.ts';

export type { DifferenceList, RowDifferences };

/** What is compared. */
export interface CompareRequest {
  /** Id of a backup. */
  before: string;
  /** Id of a backup, or the project as it is now. */
  after: string | { live: true };
  /** Parts that are read at once; few leave the machine to other work. */
  partsAtOnce?: number;
}

/** How far a comparison is; made anew at every report, at most ten times a second. */
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

/** Enough to keep the workers busy. */
const partsAtOnce = 5;

/**
 * Compares two backups, or a backup with the live project, which is read for it as for a backup. Tables with equal content are skipped.
 * @throws HoldfastError `not-found` when a backup or its file is not in this browser; of the live project as `createBackup`'s reading:
 *   `sign-in-required`, `identity-changed`, `storage-full`, …; AbortError. A damaged table is no error: it is not compared.
 */
export async function compareBackups(
  services: Services,
  request: CompareRequest,
  signal: AbortSignal,
  onProgress: (progress: CompareProgress) => void = () => undefined,
): Promise<Comparison> {
  const before = await openBackupSide(services, request.before, signal);
  let live: BackupProgress | null = null;
  const nothing = { bytesDone: 0, bytes: 0, tables: [], tablesTotal: 0 };
  const after =
    typeof request.after === 'string'
      ? await openBackupSide(services, request.after, signal)
      : await readLiveSide(services, before, signal, (progress) => {
          live = progress;
          onProgress({ ...nothing, phase: 'reading', live });
        });
  try {
    const compared = await compareTables(services, before, after, {
      signal,
      partsAtOnce: request.partsAtOnce ?? partsAtOnce,
      onProgress: (progress) => onProgress({ ...progress, phase: 'comparing', live, tables: inOrder(progress.tables) }),
    });
    return createComparison(services, before, after, compared);
  } catch (error) {
    await after.dispose();
    throw error;
  }
}

function createComparison(
  services: Services,
  before: ComparedArchive,
  after: ComparedArchive,
  { tables, differing }: { tables: TableDifference[]; differing: ReadonlyMap<string, DifferingTable> },
): Comparison {
  return {
    before: before.side,
    after: after.side,
    tables: inOrder(tables),
    rows: createDifferencesByTable(services, differing),
    dispose: after.dispose,
  };
}

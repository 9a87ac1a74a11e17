import type { BackupProgress, TableProgress } from '../../src/core/backupProgress.ts';

/** How one table of a run stands. */
export function tableProgress(
  table: string,
  state: TableProgress['state'],
  rows: number,
  expectedRows: number | null = null,
  note: string | null = null,
): TableProgress {
  return { table, state, rows, expectedRows, bytes: rows * 300, note };
}

/** A report of a run that is reading, half done unless told otherwise. */
export function progressReport(given: Partial<BackupProgress>): BackupProgress {
  return {
    backupId: '3f9a7c12-0000-4000-8000-000000000000',
    type: 'manual',
    reason: 'Before the pricing change',
    phase: 'reading',
    fraction: 0.5,
    rows: 50,
    expectedRows: 100,
    estimated: false,
    bytes: 98_900_000,
    rowsPerSecond: 3_002.4,
    secondsLeft: 15.3,
    tables: [tableProgress('public.users', 'reading', 50, 100)],
    ...given,
  };
}

import type { BackupType, TableOutcome } from './backup.ts';

/** What a run is doing. `waiting`: another job holds the lock; `snapshot`: the project reads all tables; `sign-in`: it needs the person to sign in again. */
export type RunPhase = 'waiting' | 'preparing' | 'snapshot' | 'reading' | 'sign-in' | 'writing' | 'verifying';

export interface TableProgress {
  /** `schema.table` */
  table: string;
  state: 'waiting' | 'reading' | 'retrying' | TableOutcome;
  rows: number;
  /** As counted or estimated beforehand; null while unknown. */
  expectedRows: number | null;
  bytes: number;
  /** "timed out, retrying", or why the outcome is not exported. */
  note: string | null;
}

/** A snapshot of a run, made anew at every report. */
export interface BackupProgress {
  backupId: string;
  type: BackupType;
  reason: string;
  phase: RunPhase;
  /** 0 to 1, never falling; reading and writing are the first 90 %, verifying the rest. */
  fraction: number;
  rows: number;
  expectedRows: number | null;
  /** True when `expectedRows` holds estimates. */
  estimated: boolean;
  /** Bytes of JSON read. */
  bytes: number;
  rowsPerSecond: number | null;
  secondsLeft: number | null;
  /** In the order of the catalog. */
  tables: TableProgress[];
}

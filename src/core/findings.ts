import type { KeyValue } from './rowCells.ts';

/** A row that was found. */
export interface FoundRow {
  /** Counts from 0 in the whole table. */
  row: number;
  /** First column in which the text of the query stands; null without a text. */
  column: string | null;
  /** That column's value around the place, at most some 200 characters, "…" where something was left out; empty without a column. */
  excerpt: string;
  /** Null for tables without a key. */
  key: KeyValue[] | null;
  /** The row as the server wrote it; null past 64 kB: open it in the viewer. */
  text: string | null;
}

/** What the search came to in one table of one backup. */
export interface TableFinding {
  /** `schema.table` */
  table: string;
  /** `not-searched`: `why` says why. What was found is true in either case; that there is no more only when `searched` without `why`. */
  state: 'waiting' | 'searching' | 'searched' | 'not-searched';
  /**
   * A sentence: why it was not searched, or why rows may be missing although it was ("120 of 5,000 rows are in this backup."). Null when
   * every row of the table was searched.
   */
  why: string | null;
  /** Rows that match so far. */
  matches: number;
  /** The first of them. */
  first: FoundRow[];
  bytesDone: number;
  bytes: number;
}

/** What the search came to in one backup. */
export interface BackupFinding {
  backupId: string;
  filename: string;
  /** ISO instant. */
  createdAt: string;
  state: 'waiting' | 'searching' | 'searched' | 'not-searched';
  /** Why none of it could be searched; a sentence. */
  why: string | null;
  matches: number;
  tables: TableFinding[];
}

/** What a search has found so far; a new object at every report. */
export interface Findings {
  /** Newest first. */
  backups: BackupFinding[];
  matches: number;
  /** True when rows were found that are counted but not in any `first`. */
  more: boolean;
  bytesDone: number;
  bytes: number;
  done: boolean;
}

/** Where something stood last. */
export interface LastThere {
  /** The newest backup that has it. */
  backup: BackupFinding;
  /** Newer backups in which it certainly is not. */
  absent: BackupFinding[];
  /** Newer backups that could not be searched wholly: it may be in them. */
  unknown: BackupFinding[];
}

/** Whether every row of every table asked for was searched in this backup. */
export function searchedWholly(_backup: BackupFinding): boolean {
  throw new Error('Not built yet');
}

/** "When was it last there?" Null when it was found nowhere. */
export function lastThere(_backups: readonly BackupFinding[]): LastThere | null {
  throw new Error('Not built yet');
}

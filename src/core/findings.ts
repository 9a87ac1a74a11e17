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
  /** The row as the server wrote it; null past 16 kB: open it in the viewer. */
  text: string | null;
}

/** What the search came to in one table of one backup. */
export interface TableFinding {
  /** `schema.table` */
  table: string;
  /** What was found is true in any state; that there is no more only when `searched` and `why` is null. */
  state: 'waiting' | 'searching' | 'searched' | 'not-searched';
  /**
   * A sentence: why it was not searched, or why rows may be missing although it was ("Only a part of its rows is in this backup: 120 of
   * 5,000 rows visible to you."). Null when every row of the table is in the backup and was searched.
   */
  why: string | null;
  /** Rows that match so far. */
  matches: number;
  /** The first of them. */
  first: readonly FoundRow[];
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
  tables: readonly TableFinding[];
}

/** What a search has found so far; a new object at every report. */
export interface Findings {
  /** Newest first. */
  backups: readonly BackupFinding[];
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
  /** Newer backups that do not have it. */
  absent: BackupFinding[];
  /** Newer backups that could not be searched wholly: it may be in them. */
  unknown: BackupFinding[];
}

const isWhole = ({ state, why }: TableFinding) => state === 'searched' && why === null;

/** Whether every row of every table asked for is in this backup and was searched. Tables excluded by a setting are not. */
export function searchedWholly({ state, tables }: BackupFinding): boolean {
  return state === 'searched' && tables.every(isWhole);
}

/**
 * "When was it last there?" Null when it was found nowhere. A newer backup does not have it when it was searched wholly in every table in
 * which the backup that has it was: the row may have moved to one that is not searched. That a table is never backed up does not matter.
 * @param backups newest first.
 */
export function lastThere(backups: readonly BackupFinding[]): LastThere | null {
  const place = backups.findIndex(({ matches }) => matches > 0);
  const backup = backups[place];
  if (backup === undefined) return null;
  const needed = new Set(
    backup.tables.filter((table) => table.matches > 0 || isWhole(table)).map(({ table }) => table),
  );
  const isAbsent = ({ state, tables }: BackupFinding) =>
    state === 'searched' && tables.every((table) => !needed.has(table.table) || isWhole(table));
  const newer = backups.slice(0, place);
  return { backup, absent: newer.filter(isAbsent), unknown: newer.filter((each) => !isAbsent(each)) };
}

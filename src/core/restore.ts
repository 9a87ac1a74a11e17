import type { ColumnDifference } from './comparison.ts';

/**
 * add: rows that are missing are inserted, others stay untouched. merge: rows are inserted and updated, none deleted. replace: the table
 * ends up exactly as in the backup.
 */
export type RestoreMode = 'add' | 'merge' | 'replace';

/** Rows of one table of a backup, by their numbers in it, from 0. */
export interface PickedRows {
  /** `schema.table` */
  table: string;
  rows: readonly number[];
}

/** What of a backup is restored; `tables: null` is everything that it holds. `withParents`: also the rows that the picked ones need. */
export type RestoreScope =
  | { kind: 'tables'; tables: readonly string[] | null }
  | { kind: 'rows'; rows: readonly PickedRows[]; withParents: boolean };

/** What a person asks for. */
export interface RestoreRequest {
  /** Id of the backup. */
  backupId: string;
  scope: RestoreScope;
  /** Picked rows are never replaced: all others would go. */
  mode: RestoreMode;
  /** What becomes of rows that cannot be written as things stand: they stay as they are now, or nothing is restored. */
  conflicts: 'leave out' | 'stop';
  /** Whether the triggers of the tables fire for what is written. */
  triggers: 'off' | 'on';
}

/** helper: one transaction. rest: request by request, as the admin. */
export type RestoreWay = 'helper' | 'rest';

/** Rows of a table by what happens to them. */
export interface RestoreCounts {
  insert: number;
  update: number;
  delete: number;
  /** Rows that are there now and stay as they are, because they are equal or the mode does not touch them. */
  unchanged: number;
  /** Rows of the backup that cannot be written; those that exist stay as they are. */
  conflict: number;
}

/** Why something cannot be restored, and what would help. Sentences. */
export interface Refusal {
  /** `schema.table`; null where the whole restore is meant. */
  table: string | null;
  /**
   * not-whole: the backup has not all rows, so replacing would delete others. hidden: rows of the project are out of sight. outside: rows of
   * tables outside the restore would be touched. cannot: the way does not allow it. conflicts: there are some, and they were to stop it.
   */
  code:
    | 'not-whole'
    | 'damaged'
    | 'missing'
    | 'hidden'
    | 'not-owned'
    | 'columns'
    | 'outside'
    | 'cannot'
    | 'conflicts'
    | 'nothing';
  why: string;
  hint: string | null;
  /** Tables that would have to join the restore. */
  addTables: readonly string[];
}

/** A row that cannot be written. */
export interface RestoreConflict {
  table: string;
  kind: 'insert' | 'update';
  /** Number of the row in the table of the backup, from 0. */
  row: number;
  reason: 'parent missing' | 'value taken' | 'does not fit';
  constraint: string | null;
  columns: readonly string[];
  /** As text, in the order of `columns`. */
  values: readonly string[];
  /** The table in which the parent is missing; null for other reasons. */
  references: string | null;
  /** A sentence. */
  message: string;
}

/** What a difference between the columns of the backup and those of today means. */
export interface ColumnDrift extends ColumnDifference {
  table: string;
  /** A sentence: "519 values of the backup have no place to go. They stay in the archive." */
  meaning: string;
  serious: boolean;
}

/** A trigger of a table that is written to. */
export interface TableTrigger {
  table: string;
  name: string;
  /** As the database has it now. */
  enabled: 'origin' | 'disabled' | 'replica' | 'always';
  timing: 'before' | 'after' | 'instead of';
  events: readonly string[];
  /** `schema.function` */
  function: string;
  /** How often it would fire for rows of this restore; null for statement-level ones and where it is unknown. */
  rows: number | null;
}

/** A foreign key that matters to the restore. */
export interface TableReference {
  name: string;
  table: string;
  columns: readonly string[];
  references: string;
  referencedColumns: readonly string[];
  onDelete: string;
  onUpdate: string;
}

/** Rows of a table outside the restore that deletes or updates would reach through a foreign key. */
export interface OutsideEffect {
  table: string;
  constraint: string;
  references: string;
  action: 'cascade' | 'set null' | 'set default' | 'restrict' | 'no action';
  on: 'delete' | 'update';
  rows: number;
}

/** What would happen to one table. */
export interface RehearsedTable {
  table: string;
  counts: RestoreCounts;
  rowsInBackup: number;
  rowsNow: number;
  /** The columns by which rows are matched; empty where whole rows are. */
  key: readonly string[];
  /** Every row is deleted, then all of the backup are inserted: it has no key. */
  wholeTable: boolean;
  /** Rows of it are hidden from whoever asks, and would be counted as missing: its numbers are not to be shown. Absent where none are. */
  hidden?: true;
  /** Nobody knows whether rows of it are hidden from whoever asks, and counted as missing. Absent where it is known. */
  unproven?: true;
  /**
   * Rows that are there with other values than in the backup and stay so, since only missing rows are added. They count as unchanged. Absent
   * where there are none.
   */
  keptDiffering?: number;
  /** Sentences that must be shown beside the numbers. */
  notes: readonly string[];
}

/** What a restore would do, found without writing anything. */
export interface RestorePlan {
  request: RestoreRequest;
  way: RestoreWay;
  backup: { id: string; filename: string; createdAt: string; platform: string; projectUrl: string };
  target: { projectId: string; projectUrl: string; platform: string };
  /** Tables of which rows change first, parents before children among them. */
  tables: readonly RehearsedTable[];
  /** At most a thousand; counts in `tables` are whole. */
  conflicts: readonly RestoreConflict[];
  drift: readonly ColumnDrift[];
  triggers: readonly TableTrigger[];
  references: readonly TableReference[];
  outside: readonly OutsideEffect[];
  sequences: readonly { name: string; from: string | null; to: string | null }[];
  /** Anything in it and nothing can be restored as asked. */
  refusals: readonly Refusal[];
  /** What cannot be restored exactly this way, said before: sentences. */
  limits: readonly string[];
  /** Those of `limits` about which somebody has to do something once it is restored: its report repeats them. */
  afterwards?: readonly string[];
  /** ISO instant at which the project's rows were read. */
  comparedAt: string;
}

export type RestorePhaseName =
  | 'verify'
  | 'maintenance on'
  | 'pre-restore backup'
  | 'compare'
  | 'send'
  | 'apply'
  | 'recount'
  | 'roll back'
  | 'maintenance off';

export interface RestorePhase {
  name: RestorePhaseName;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  /** ISO instants; null before. */
  startedAt: string | null;
  endedAt: string | null;
  /** What came of it, or why it failed; null when there is nothing to say. */
  message: string | null;
}

/** What was done to one table, as counted by the database. */
export interface RestoredTable {
  table: string;
  inserted: number;
  updated: number;
  deleted: number;
  leftOut: number;
  /** Rows afterwards; null where they were not counted. */
  rowsAfter: number | null;
  /**
   * Rows that are not as in the backup though they should be, because triggers changed them after they were written, or without the helper
   * perhaps somebody else; absent where there are none.
   */
  differing?: number;
}

/** Rows of one table that were there with other values than in the backup, and that a restore left so. */
export interface KeptRows {
  /** `schema.table` */
  table: string;
  rows: number;
}

/** Rows of one table that a restore over REST wrote, and that could not be taken back. */
export interface LeftRows {
  /** `schema.table` */
  table: string;
  /** Rows that differ from the pre-restore backup; null where the table could not be read again. */
  rows: number | null;
  /** The columns of the key. */
  key: readonly string[];
  /** Keys of the first of them, as text in the order of `key`. */
  keys: readonly (readonly string[])[];
  /** A sentence. */
  reason: string;
}

/**
 * How a restore stands.
 * running · restored: as planned · nothing-written: stopped or failed, and nothing was changed · rolled-back: some was written over REST,
 * and all of it was taken back · in-between: it could not all be taken back; `left` says what · unknown: the answer was lost, the project
 * has to be asked · undone: it was restored, and then undone.
 */
export type RestoreState =
  | 'running'
  | 'restored'
  | 'nothing-written'
  | 'rolled-back'
  | 'in-between'
  | 'unknown'
  | 'undone';

/** The record of one restore, kept whatever came of it. Instants are ISO 8601 in UTC. */
export interface RestoreRecord {
  id: string;
  projectId: string;
  platform: string;
  state: RestoreState;
  way: RestoreWay;
  request: RestoreRequest;
  backup: RestorePlan['backup'];
  by: { id: string; email: string };
  startedAt: string;
  /** Null while it is on, and where nobody saw it end: its tab died, or the answer was lost and what became of it was found out later. */
  endedAt: string | null;
  phases: RestorePhase[];
  /** What the confirmed rehearsal said, by table. */
  planned: { table: string; counts: RestoreCounts }[];
  tables: RestoredTable[];
  /** Whether the tables were found as planned when they were looked at after writing; absent where nobody could look. */
  asPlanned?: boolean;
  /**
   * Where only missing rows were added: rows that had other values than in the backup, by table, found just before it was written. Empty
   * where there were none; absent of other modes, before they were looked for, and in records of older versions.
   */
  keptDiffering?: readonly KeptRows[];
  /** Rows that were left out; at most a thousand. */
  conflicts: readonly RestoreConflict[];
  preRestoreBackupId: string | null;
  /** Until when the project says that it is being maintained, because of this restore; null when it does not, or not any more. */
  maintenanceUntil: string | null;
  error: { code: string | null; message: string; hint: string | null } | null;
  /** What somebody has to do once it is restored: sentences. */
  afterwards?: readonly string[];
  /** What could not be taken back, as far as it is known. */
  left?: readonly LeftRows[];
  /** Until when the project keeps copies of the touched rows; null without the helper. */
  undoUntil: string | null;
  undoneAt: string | null;
}

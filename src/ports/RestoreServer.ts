import type { RowOverride } from '../core/page.ts';
import type { OutsideEffect, RestoreMode } from '../core/restore.ts';

/** Tells whether rows of a table were written since: their number, and a digest over the versions of all rows. Exact decimals. */
export interface VersionDigest {
  rows: string;
  hash: string;
}

type EnabledTrigger = 'origin' | 'disabled' | 'replica' | 'always';

/** What the database says of a table that is to be restored. Other tables are named `schema.table`. */
export interface RestoreFacts {
  /** `schema.table` */
  table: string;
  exists: boolean;
  /** Whether the helper's owner may alter it, and who owns it. */
  owned: boolean;
  owner: string | null;
  triggers: {
    name: string;
    enabled: EnabledTrigger;
    timing: string;
    /** Whether it fires for each row or once for all of a statement; null where it is not known. */
    level: 'row' | 'statement' | null;
    events: string[];
    function: string;
  }[];
  unique: { name: string; columns: string[]; primary: boolean }[];
  foreignKeys: {
    name: string;
    columns: string[];
    references: string;
    referencedColumns: string[];
    onDelete: string;
    onUpdate: string;
    deferrable: boolean;
  }[];
  /** Foreign keys of any table that point here. */
  referencedBy: {
    table: string;
    name: string;
    columns: string[];
    referencedColumns: string[];
    onDelete: string;
    onUpdate: string;
  }[];
  checks: { name: string; definition: string }[];
}

export type ChunkKind = 'insert' | 'update' | 'delete';

interface ChunkCount {
  chunks: number;
  rows: number;
}

/** One table of what is staged. */
export interface StagedTable {
  /** `schema.table` */
  table: string;
  /** Empty: it has no key, and rows are inserted, or all replaced. */
  key: readonly string[];
  /** The columns that are written. */
  columns: readonly string[];
  /** Columns of which some values come as overrides. */
  overrides: readonly string[];
  insert: ChunkCount;
  update: ChunkCount;
  delete: ChunkCount;
  /** Every row is deleted first. */
  all: boolean;
  /** What the pre-restore backup read; null in a rehearsal. */
  digest: VersionDigest | null;
}

export interface RestoreOrder {
  /** UUID, the client's. */
  id: string;
  mode: RestoreMode;
  triggers: 'off' | 'on';
  conflicts: 'leave out' | 'stop';
  /** File name of the backup, for people. */
  backup: string;
  tables: readonly StagedTable[];
  /** All tables of the backup are replaced, so that sequences of no table are set as well. */
  everything: boolean;
  /** Tables in scope of which no row changes: they keep no sequence from being set. None where rows were picked. */
  unchanged: readonly string[];
  /** As the manifest has them. */
  sequences: readonly { name: string; last_value: string | null; is_called: boolean }[];
}

/** Rows on their way. */
export interface RestoreChunk {
  /** Place in the order's tables, from 0. */
  tableNo: number;
  kind: ChunkKind;
  /** From 0 within table and kind. */
  chunkNo: number;
  /** A JSON array of objects; values that have an override are null. Of rows to delete just the key. */
  rows: Uint8Array<ArrayBuffer>;
  overrides: readonly RowOverride[];
}

/** What the database found of the staged rows, without writing to any table. */
export interface RehearsalAnswer {
  tables: { tableNo: number; insert: number; update: number; delete: number; conflict: number; rowsNow: number }[];
  conflicts: {
    tableNo: number;
    kind: 'insert' | 'update';
    chunkNo: number;
    /** In its chunk, from 0. */
    row: number;
    reason: 'parent missing' | 'value taken' | 'does not fit';
    constraint: string | null;
    columns: string[];
    values: string[];
    references: string | null;
    message: string;
  }[];
  outside: OutsideEffect[];
  problems: { tableNo: number | null; code: string; message: string; column: string | null }[];
  sequences: { name: string; from: string | null; to: string | null }[];
}

/** What was done in one transaction. */
export interface ApplyReport {
  id: string;
  tables: {
    table: string;
    inserted: number;
    updated: number;
    deleted: number;
    leftOut: number;
    rowsAfter: number;
    /** Rows that triggers changed after they were written; absent where there are none. */
    differing?: number;
  }[];
  appliedAt: string;
  tookMs: number;
  undoUntil: string | null;
}

export interface RestoreStatus {
  state: 'unknown' | 'begun' | 'applied' | 'undone';
  /** Somebody's restore, perhaps this one, is at work right now. */
  running: boolean;
  report: ApplyReport | null;
  undoUntil: string | null;
}

/** A restore that the project remembers. */
export interface SharedRestore {
  id: string;
  state: 'applied' | 'undone';
  /** Id of the user. */
  by: string;
  backup: string;
  appliedAt: string;
  undoUntil: string | null;
  undoneAt: string | null;
  report: ApplyReport;
}

export interface Maintenance {
  on: boolean;
  message: string | null;
  /** ISO instant. */
  until: string | null;
}

/**
 * The helper's part of restoring, as the run's user. Calls may be repeated. Tables are named `schema.table`.
 * @throws HoldfastError `helper-missing` where the installed helper has no such functions, `denied`, `restore-changed` (tables changed since the
 *   pre-restore backup), `restore-busy` (another one is running, or a table is in use), `restore-refused` (with what the database says),
 *   `restore-expired`, `undo-impossible`; as `TableReader.readPage`; AbortError.
 */
export interface RestoreServer {
  facts(tables: readonly string[], signal: AbortSignal): Promise<RestoreFacts[]>;
  digests(tables: readonly string[], signal: AbortSignal): Promise<Map<string, VersionDigest>>;
  begin(order: RestoreOrder, signal: AbortSignal): Promise<void>;
  put(id: string, chunk: RestoreChunk, signal: AbortSignal): Promise<void>;
  rehearse(id: string, signal: AbortSignal): Promise<RehearsalAnswer>;
  apply(id: string, signal: AbortSignal): Promise<ApplyReport>;
  status(id: string, signal: AbortSignal): Promise<RestoreStatus>;
  list(signal: AbortSignal): Promise<SharedRestore[]>;
  undo(id: string, signal: AbortSignal): Promise<ApplyReport>;
  end(id: string, signal: AbortSignal): Promise<void>;
  setMaintenance(on: boolean, message: string, minutes: number, signal: AbortSignal): Promise<Maintenance>;
  maintenance(signal: AbortSignal): Promise<Maintenance>;
}

import { hurtsTable } from '../../core/archiveFaults.ts';
import type { BackupRecord, TableResult } from '../../core/backup.ts';
import type { PickedRows, RestoreMode, RestoreRequest, RestoreScope } from '../../core/restore.ts';
import { outcomeReason } from '../../ui/formatStatus.ts';

/** The steps of a restore, in their order. */
export const restoreSteps = ['backup', 'tables', 'how', 'rehearsal', 'restore'] as const;
export type RestoreStep = (typeof restoreSteps)[number];

/** What the person's application shows while a restore is on. */
interface MaintenanceChoice {
  on: boolean;
  message: string;
  /** After so long it ends by itself, whatever becomes of the restore. */
  minutes: number;
}

/** What is asked for so far. */
export interface RestoreDraft extends Omit<RestoreRequest, 'backupId'> {
  /** Null before one is chosen. */
  backupId: string | null;
  maintenance: MaintenanceChoice;
}

/** What an address says of a restore. No tables: all of them. */
export interface RestoreAddress {
  backup?: string | undefined;
  tables: readonly string[];
  /** How, where a link says so. */
  mode?: RestoreMode | undefined;
}

export const emptyDraft: RestoreDraft = {
  backupId: null,
  scope: { kind: 'tables', tables: null },
  mode: 'add',
  conflicts: 'leave out',
  triggers: 'off',
  maintenance: { on: true, message: 'We are restoring', minutes: 30 },
};

export function scopeOfTables(tables: readonly string[]): RestoreScope {
  return { kind: 'tables', tables: tables.length === 0 ? null : tables };
}

/** Ticked rows are wanted as they were, so they are merged; and what they need comes along. */
export function scopeOfRows(rows: readonly PickedRows[]): Pick<RestoreDraft, 'scope' | 'mode'> {
  return { scope: { kind: 'rows', rows, withParents: true }, mode: 'merge' };
}

/** The address that leads to a draft; ticked rows do not fit into one. */
export function addressOf({ backupId, scope }: Pick<RestoreDraft, 'backupId' | 'scope'>): RestoreAddress {
  return { backup: backupId ?? undefined, tables: scope.kind === 'tables' ? (scope.tables ?? []) : [] };
}

/** Null until a backup is chosen. */
export function requestOf({ backupId, scope, mode, conflicts, triggers }: RestoreDraft): RestoreRequest | null {
  return backupId === null ? null : { backupId, scope, mode, conflicts, triggers };
}

/** Why nothing can be restored from a backup, as a sentence; null when it can. */
export function whyUnusable({ archive, status, removed }: BackupRecord): string | null {
  if (status === 'in progress') return 'It is still being made.';
  if (removed !== null) return 'It was removed.';
  if (archive === null) return 'The run ended without a file.';
  return archive.bytes === 'missing' ? 'Its file is no longer in this browser.' : null;
}

/** What must be known of a table of a backup before it is chosen. */
export type ChoosableState = { kind: 'whole' } | { kind: 'doubtful' | 'none'; why: string };

/** Whether a table can be chosen (`none`: it cannot), and what is doubtful about it. */
export function choosableState({ archive }: BackupRecord, table: TableResult): ChoosableState {
  if (table.outcome !== 'exported' && table.outcome !== 'partial') {
    return { kind: 'none', why: outcomeReason(table) ?? 'No rows of it are in this backup.' };
  }
  const fault = archive?.faults.find((each) => hurtsTable(each, table.table));
  if (fault !== undefined) return { kind: 'doubtful', why: 'Its part of the archive is damaged.' };
  const why = outcomeReason(table);
  return why === null ? { kind: 'whole' } : { kind: 'doubtful', why };
}

/** Tables of a backup that have rows in it, or could have: an empty table was read as well. */
export function choosableTables(record: BackupRecord): TableResult[] {
  return record.tables.filter((table) => choosableState(record, table).kind !== 'none');
}

/** The chosen tables of a backup. */
export function tablesOf(record: BackupRecord, scope: RestoreScope): TableResult[] {
  if (scope.kind === 'rows')
    return record.tables.filter(({ table }) => scope.rows.some((rows) => rows.table === table));
  const { tables } = scope;
  return choosableTables(record).filter(({ table }) => tables === null || tables.includes(table));
}

/** Chosen tables that cannot be replaced, since the backup may lack rows of them: named, or all where nobody knows. */
export function notWhole(record: BackupRecord, scope: RestoreScope): string[] | 'unknown' {
  if (record.coverage === 'declared' || record.status === 'unproven') return 'unknown';
  return tablesOf(record, scope)
    .filter((table) => choosableState(record, table).kind === 'doubtful')
    .map(({ table }) => table);
}

export function countPicked(rows: readonly PickedRows[]): number {
  return rows.reduce((sum, picked) => sum + picked.rows.length, 0);
}

/** Whether there is enough of a draft to go on from a step. */
export function isAnswered(draft: RestoreDraft, step: 'backup' | 'tables' | 'how'): boolean {
  if (step === 'backup') return draft.backupId !== null;
  const { scope } = draft;
  if (scope.kind === 'rows') return countPicked(scope.rows) > 0;
  return scope.tables === null || scope.tables.length > 0;
}

/** The modes that a scope allows. */
export function modesFor(scope: RestoreScope): readonly RestoreMode[] {
  return scope.kind === 'rows' ? ['add', 'merge'] : ['add', 'merge', 'replace'];
}

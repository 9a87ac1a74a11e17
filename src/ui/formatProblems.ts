import { asSentence } from '../core/asSentence.ts';
import type { BackupRecord, TableResult } from '../core/backup.ts';
import { formatPlural } from './formatNumber.ts';
import { formatTableNames, problemTables } from './formatStatus.ts';

function hiddenRows(table: TableResult): number | null {
  const { outcome, rowsTotal, rowsVisible } = table;
  if (outcome !== 'partial' || rowsTotal === null || rowsVisible === null || rowsTotal <= rowsVisible) return null;
  return rowsTotal - rowsVisible;
}

const names = (tables: readonly TableResult[]) => formatTableNames(tables.map((table) => table.table));

function hiddenClause(tables: readonly TableResult[]): string {
  const hidden = tables.reduce((sum, table) => sum + (hiddenRows(table) ?? 0), 0);
  const verb = hidden === 1 ? 'was' : 'were';
  return `${formatPlural(hidden, 'row')} of ${names(tables)} ${verb} hidden from you by row level security`;
}

function otherClause(tables: readonly TableResult[], many: string): string {
  const only = tables.length === 1 ? tables[0] : undefined;
  return only?.error == null ? `${names(tables)} ${many}` : `${only.table}: ${only.error.replace(/\.$/, '')}`;
}

/**
 * What keeps a backup from being complete, in plain sentences whose figures add up, and what to do about it.
 * Null when no table result says that anything is missing.
 */
export function formatProblems(record: BackupRecord): string | null {
  const problems = problemTables(record);
  if (problems.length === 0) return null;
  const hidden = problems.filter((table) => hiddenRows(table) !== null);
  const cut = problems.filter((table) => table.outcome === 'partial' && hiddenRows(table) === null);
  const denied = problems.filter((table) => table.outcome === 'denied');
  const failed = problems.filter((table) => table.outcome === 'failed');
  const clauses = [
    hidden.length > 0 ? hiddenClause(hidden) : null,
    cut.length > 0 ? otherClause(cut, `${cut.length === 1 ? 'was' : 'were'} read in part only`) : null,
    denied.length > 0 ? `${names(denied)} could not be read` : null,
    failed.length > 0 ? otherClause(failed, 'failed') : null,
  ].filter((clause) => clause !== null);
  const sentence = clauses.length === 1 ? clauses[0] : `${clauses.slice(0, -1).join(', ')}, and ${clauses.at(-1)}`;
  const advice =
    hidden.length > 0 || denied.length > 0
      ? `Add the missing ${hidden.length > 0 ? 'policies' : 'grants or policies'}, then back up again.`
      : 'Back up again to get what is missing.';
  return `${sentence}. ${advice}`;
}

/** "10 tables, 101,970 rows", what an archive holds. */
export function formatContent(record: BackupRecord): string {
  return `${formatPlural(record.tablesBackedUp, 'table')}, ${formatPlural(record.totalRows, 'row')}`;
}

/** Why a run ended without an archive, what to do, and that nothing else was harmed. */
export function formatFailure({ error }: BackupRecord): string {
  const reason = [error?.message ?? '', error?.hint ?? ''].filter((text) => text !== '').map(asSentence);
  return [...new Set([...reason, 'Older backups are untouched.'])].join(' '); // a hint may say it already
}

/** What "unproven" means, in a sentence. */
export const unprovenSentence = 'Everything visible was read. Without the helper nobody can know the rest.';

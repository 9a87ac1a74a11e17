import type { AuditFact } from './auditEntry.ts';
import type { BackupRecord } from './backup.ts';
import type { RestoreRecord } from './restore.ts';
import { countOf, formatCount } from './retentionReasons.ts';

/** Names that are told of a list; the rest is counted. */
const mostNames = 20;

/** "public.a, public.b and 3 more". */
export function listNames(names: readonly string[]): string {
  const told = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${told} and ${formatCount(names.length - mostNames)} more` : told;
}

type Told = Record<string, string | null>;

/** Facts in this order; what is null or empty is left out. */
function factsOf(told: Told): AuditFact[] {
  return Object.entries(told).flatMap(([label, value]) => (value === null || value === '' ? [] : { label, value }));
}

function describeScope(scope: string): string {
  const [mode = '', ...names] = scope.split(/[:,]/);
  if (mode === 'all') return 'All';
  return `${mode === 'only' ? 'Only' : 'All, except'} ${listNames(names)}`;
}

/** What an entry tells of a backup that begins. */
export function startFacts({ scope, consistency, reason, schedule }: BackupRecord): AuditFact[] {
  return factsOf({
    Tables: describeScope(scope),
    Consistency: consistency === 'snapshot' ? 'One moment in time' : null,
    Reason: reason,
    Schedule: schedule?.name ?? null,
  });
}

/** What an entry tells of a backup that has ended. The digest binds the trail to the archive: it is that of its whole content. */
export function endFacts(record: BackupRecord): AuditFact[] {
  const { tablesBackedUp, tablesTotal, totalRows, createdAt, finishedAt, archive, schedule } = record;
  const tables =
    tablesTotal === null
      ? formatCount(tablesBackedUp)
      : `${formatCount(tablesBackedUp)} of ${formatCount(tablesTotal)}`;
  const incomplete = record.tables.filter(({ outcome }) => outcome !== 'exported' && outcome !== 'excluded');
  const seconds = finishedAt === null ? null : Math.round((Date.parse(finishedAt) - Date.parse(createdAt)) / 1000);
  return factsOf({
    Tables: tables,
    'Not complete': listNames(incomplete.map(({ table, outcome }) => `${table} (${outcome})`)),
    Rows: formatCount(totalRows),
    Took: seconds === null ? null : countOf(seconds, 'second'),
    'Size of the archive': archive === null ? null : countOf(archive.sizeBytes, 'byte'),
    'Parts verified': archive === null ? null : formatCount(archive.partsVerified),
    'Digest of its content': archive?.manifestSha256 ?? null,
    Schedule: schedule?.name ?? null,
  });
}

/** What an entry tells of a backup that was handed out or removed. */
export function archiveFacts({ status, createdAt, archive, reason }: BackupRecord): AuditFact[] {
  return factsOf({
    'Made at': createdAt,
    Status: status,
    Reason: reason,
    'Size of the archive': archive === null ? null : countOf(archive.sizeBytes, 'byte'),
    'Digest of its content': archive?.manifestSha256 ?? null,
  });
}

/** What an entry tells of a restore that has ended. */
export function restoreFacts({
  request,
  way,
  tables,
  keptDiffering,
  preRestoreBackupId,
  undoUntil,
  startedAt,
  endedAt,
}: RestoreRecord): AuditFact[] {
  const sum = (kind: 'inserted' | 'updated' | 'deleted' | 'leftOut') =>
    tables.length === 0 ? null : formatCount(tables.reduce((rows, table) => rows + table[kind], 0));
  const kept = keptDiffering?.reduce((total, { rows }) => total + rows, 0);
  const seconds = endedAt === null ? null : Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  return factsOf({
    How: `${{ add: 'Add what is missing', merge: 'Merge', replace: 'Replace' }[request.mode]}, ${way === 'helper' ? 'in one transaction' : 'request by request'}`,
    Tables: listNames(tables.map(({ table }) => table)),
    'Rows inserted': sum('inserted'),
    'Rows updated': sum('updated'),
    'Rows deleted': sum('deleted'),
    'Rows left out': sum('leftOut'),
    'Rows that differ and were left so': kept === undefined || tables.length === 0 ? null : formatCount(kept),
    Took: seconds === null ? null : countOf(seconds, 'second'),
    'Pre-restore backup': preRestoreBackupId,
    'Can be undone until': undoUntil,
  });
}

/** Longest value of a setting that is told, in characters. */
const longestValue = 300;

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** The members of a value that has names for them: an object's by name, a list's by the id of each; null for everything else. */
function membersOf(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return value as Record<string, unknown>;
  const ids = value.map((each: unknown) =>
    typeof each === 'object' && each !== null && 'id' in each ? String(each.id) : null,
  );
  if (ids.length === 0 || ids.includes(null)) return null;
  return Object.fromEntries(value.map((each, index) => [ids[index], each]));
}

/** What an entry tells of settings that became others: "retention, automaticDays: 30 → 14". What is in both alike is not told. */
export function changeFacts(before: unknown, after: unknown, path: readonly string[] = []): AuditFact[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [old, next] = [membersOf(before), membersOf(after)];
  if (old !== null && next !== null) {
    const names = [...new Set([...Object.keys(old), ...Object.keys(next)])];
    return names.flatMap((name) => changeFacts(old[name], next[name], [...path, name]));
  }
  return [{ label: path.join(', '), value: `${describeValue(before)} → ${describeValue(after)}` }];
}

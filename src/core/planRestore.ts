import { hurtsTable } from './archiveFaults.ts';
import type { ArchiveFault } from './backup.ts';
import { doubtOf, whyPartial } from './comparisonDoubts.ts';
import type { Manifest, ManifestTable } from './manifest.ts';
import type { OutsideEffect, Refusal, RehearsedTable, RestoreRequest } from './restore.ts';
import { countOf } from './retentionReasons.ts';

/** One side of a restore, as its manifest describes it; tables by `schema.table`. */
export interface RestoreSide {
  manifest: Pick<Manifest, 'status' | 'coverage'>;
  tables: ReadonlyMap<string, ManifestTable>;
}

/** What a restore is decided by, before the database was asked. */
export interface RestoreGround {
  request: Pick<RestoreRequest, 'mode' | 'scope'>;
  backup: RestoreSide;
  /** What is known to be wrong with the backup's archive. */
  faults: readonly ArchiveFault[];
  live: RestoreSide;
  /** Tables that the request names, and parents that it brings along. */
  named: readonly string[];
  /** Tables that were compared, whether rows of them change or not. */
  compared: readonly { table: string; changes: boolean }[];
  uncompared: readonly { table: string; cause: 'gone' | 'absent' | 'damaged' | 'columns' | 'unread'; why: string }[];
  /** Tables that the helper cannot alter, with their owners. */
  notOwned: ReadonlyMap<string, string | null>;
}

/** After a loss the policies are there again, but the table that they ask who is an admin is empty. */
const asAdmin = 'or make yourself an admin in the table that your policies look at';
const otherBackup = 'Leave the table out, or choose another backup.';

/** Why a restore cannot be as it was asked for, as far as it is known without asking the database. */
export function findRefusals(ground: RestoreGround): Refusal[] {
  const { request, named, compared, uncompared } = ground;
  const refusals: Refusal[] = [];
  if (request.mode === 'replace' && request.scope.kind === 'rows') {
    const why = 'Picked rows cannot replace their tables: all other rows would be deleted.';
    refusals.push(refusal(null, 'cannot', why, 'Choose to add what is missing, or to merge.'));
  }
  for (const { table, cause, why } of uncompared) {
    if (named.includes(table)) refusals.push(refuseUncompared(ground, table, cause, why));
  }
  for (const { table, changes } of compared) {
    if (changes || named.includes(table)) refusals.push(...refuseCompared(ground, table, changes));
  }
  return refusals;
}

function refusal(table: string | null, code: Refusal['code'], why: string, hint: string | null): Refusal {
  return { table, code, why, hint, addTables: [] };
}

function refuseUncompared(
  { live }: RestoreGround,
  table: string,
  cause: RestoreGround['uncompared'][number]['cause'],
  why: string,
): Refusal {
  if (cause === 'gone') return refusal(table, 'missing', why, 'Create the table again first, or leave it out.');
  if (cause === 'absent') return refusal(table, 'missing', why, otherBackup);
  if (cause === 'damaged') return refusal(table, 'damaged', why, otherBackup);
  if (cause === 'columns') {
    return refusal(table, 'columns', 'The table has no column of the backup any more.', 'Leave the table out.');
  }
  const outcome = live.tables.get(table)?.outcome;
  return outcome === 'denied' || outcome === 'failed'
    ? refusal(
        table,
        'hidden',
        why,
        `Give yourself the right to read all of its rows, ${asAdmin}; or leave the table out.`,
      )
    : refusal(table, 'not-whole', why, otherBackup);
}

function refuseCompared(ground: RestoreGround, table: string, changes: boolean): Refusal[] {
  const { request, backup, live, faults, notOwned } = ground;
  const found: Refusal[] = [];
  const fault = faults.find((each) => hurtsTable(each, table));
  if (fault !== undefined) {
    const why = `Its part of the archive was found damaged: ${fault.path ?? 'the archive'}: ${fault.what}.`;
    found.push(refusal(table, 'damaged', why, 'Leave the table out, or choose another copy of this backup.'));
  }
  const now = live.tables.get(table);
  if (now?.outcome === 'partial') {
    const why = 'Rows of it are hidden from you; they would be taken for missing.';
    const hint = `Give yourself a policy that shows all rows, ${asAdmin}; or leave the table out.`;
    found.push(refusal(table, 'hidden', why, hint));
  }
  const then = backup.tables.get(table);
  // A table that stays as it is loses no row; should that have changed by then, the restore stops before it writes.
  if (changes && request.mode === 'replace' && then !== undefined) {
    const why = whyNotWhole(backup, then);
    const hint = 'Add what is missing or merge instead, or choose a backup that is known to be complete.';
    if (why !== null) found.push(refusal(table, 'not-whole', why, hint));
  }
  const owner = notOwned.get(table);
  if (changes && owner !== undefined) {
    const why = `The table belongs to ${owner ?? 'another role'}, so the helper cannot lock and restore it.`;
    found.push(refusal(table, 'not-owned', why, 'Run the helper as the owner of the table, or leave it out.'));
  }
  return found;
}

/** Why replacing a table could delete rows that the backup never saw; null where it is known to be whole. */
export function whyNotWhole({ manifest }: RestoreSide, table: ManifestTable): string | null {
  const side = { side: { kind: 'backup' as const }, place: 'after' as const, manifest, table };
  const others = 'Replacing would delete rows that it never saw.';
  if (whyPartial(side) !== null) return `The backup does not hold every row of this table. ${others}`;
  return doubtOf(side) === null ? null : `Nobody knows whether the backup holds every row of this table. ${others}`;
}

/** What the database found in its rehearsal; tables are `schema.table`. */
export interface RehearsalFindings {
  problems: readonly { table: string | null; code: string; message: string; column: string | null }[];
  outside: readonly OutsideEffect[];
  /** Rows in conflict, in all. */
  conflicts: number;
}

const problemCodes: Record<string, Refusal['code']> = {
  missing: 'missing',
  'not owned': 'not-owned',
  'no column': 'columns',
  'must not be empty': 'columns',
  key: 'columns',
  hidden: 'hidden',
};

const problemHints: Partial<Record<Refusal['code'], string>> = {
  missing: 'Create the table again first, or leave it out.',
  'not-owned': 'Run the helper as the owner of the table, or leave it out.',
  columns: 'Give the column a default value, or leave the table out.',
};

/**
 * Why the database would not do it.
 * @param inBackup tables that could join the restore. @param inScope tables that have joined it.
 */
export function refusalsOfRehearsal(
  { conflicts }: Pick<RestoreRequest, 'conflicts'>,
  findings: RehearsalFindings,
  { inBackup, inScope }: { inBackup: ReadonlySet<string>; inScope: ReadonlySet<string> },
): Refusal[] {
  const refusals = findings.problems.map(({ table, code, message }) => {
    const known = problemCodes[code] ?? 'cannot';
    return refusal(table, known, message, problemHints[known] ?? null);
  });
  for (const table of new Set(findings.outside.filter(({ rows }) => rows > 0).map((effect) => effect.table))) {
    const effects = findings.outside.filter((effect) => effect.table === table && effect.rows > 0);
    refusals.push(refuseOutside(table, effects, inBackup.has(table) && !inScope.has(table)));
  }
  if (conflicts === 'stop' && findings.conflicts > 0) {
    const rows = findings.conflicts === 1 ? 'One row' : `${number.format(findings.conflicts)} rows`;
    const why = `${rows} of the backup cannot be written as things stand.`;
    refusals.push(refusal(null, 'conflicts', why, 'Look at the conflicts and mend them, or leave those rows out.'));
  }
  return refusals;
}

const number = new Intl.NumberFormat('en-US');

function refuseOutside(table: string, effects: readonly OutsideEffect[], canJoin: boolean): Refusal {
  const sentences = effects.map(({ rows, references, action, on }) => {
    const count = rows === 1 ? 'One row' : `${number.format(rows)} rows`;
    const verb = on === 'delete' ? 'deleted' : 'changed';
    const fates = {
      cascade: on === 'delete' ? 'would be deleted too' : 'would be changed too',
      'set null': 'would lose that reference',
      'set default': 'would get the default of that reference',
      restrict: rows === 1 ? 'forbids it' : 'forbid it',
      'no action': rows === 1 ? 'forbids it' : 'forbid it',
    };
    const points = rows === 1 ? 'references' : 'reference';
    return `${count} of ${table} ${points} rows of ${references} that would be ${verb}, and ${fates[action]}.`;
  });
  const hint = canJoin
    ? `Restore ${table} together with this, or merge instead of replacing.`
    : 'Merge instead of replacing: then no row is deleted.';
  return { ...refusal(table, 'outside', sentences.join(' '), hint), addTables: canJoin ? [table] : [] };
}

/** That nothing would happen. Of ticked rows nothing is said of the others of their tables: those were not asked for. */
export function refuseNothing(
  { scope }: Pick<RestoreRequest, 'scope'>,
  tables: readonly Pick<RehearsedTable, 'counts' | 'keptDiffering'>[],
): Refusal[] {
  if (tables.some(({ counts: { insert, update, delete: gone } }) => insert + update + gone > 0)) return [];
  const left = tables.reduce((sum, { counts }) => sum + counts.conflict, 0);
  const kept = tables.reduce((sum, { keptDiffering = 0 }) => sum + keptDiffering, 0);
  if (left === 0 && kept > 0) {
    const [are, keep] = kept === 1 ? ['is', 'keeps'] : ['are', 'keep'];
    const [none, rows] =
      scope.kind === 'rows'
        ? ['None of the ticked rows', `${number.format(kept)} of them`]
        : ['No row', countOf(kept, 'row')];
    const why = `${none} is missing, so there is nothing to add. ${rows} ${are} there with other values than in the backup, and ${keep} them.`;
    return [
      refusal(null, 'nothing', why, `Choose Merge if ${kept === 1 ? 'it' : 'they'} should become as in the backup.`),
    ];
  }
  const none = scope.kind === 'rows' ? 'No ticked row' : 'No row of the backup';
  const why =
    left > 0
      ? `${none} that the project lacks can be written as things stand.`
      : 'The project has all of this already: there is nothing to restore.';
  return [refusal(null, 'nothing', why, null)];
}

/** Whether nobody knows if rows of a table are hidden from whoever asks: such rows would be taken for missing. */
export function isUnproven({ live }: Pick<RestoreGround, 'live'>, table: string): boolean {
  const now = live.tables.get(table);
  if (now?.outcome !== 'exported') return false;
  return doubtOf({ side: { kind: 'live' }, place: 'before', manifest: live.manifest, table: now }) !== null;
}

/** What must be said beside the numbers of a table. */
export function notesOf(
  { request, backup, live }: Pick<RestoreGround, 'request' | 'backup' | 'live'>,
  { table, key, wholeTable }: Pick<RehearsedTable, 'table' | 'key' | 'wholeTable'>,
): string[] {
  const [then, now] = [backup.tables.get(table), live.tables.get(table)];
  const notes: string[] = [];
  if (wholeTable) notes.push('It has no key: every row is deleted, and all rows of the backup are inserted.');
  else if (key.length === 0)
    notes.push('It has no key: whole rows are compared, and those that are missing are inserted.');
  if (then === undefined || now === undefined) return notes;
  if (now.outcome === 'partial') notes.push('Rows of it are hidden from you: nobody knows what would change in it.');
  const known = backup.manifest.coverage === 'catalog' && live.manifest.coverage === 'catalog';
  if (known && JSON.stringify(then.primary_key) !== JSON.stringify(now.primary_key)) {
    const names = (columns: readonly string[]) => (columns.length === 0 ? 'no key' : columns.join(', '));
    notes.push(`Its key was ${names(then.primary_key)} and is ${names(now.primary_key)} today.`);
  }
  if (request.mode !== 'replace' && then.outcome === 'partial') {
    notes.push('The backup does not hold every row of this table. What it lacks stays as it is.');
  }
  if (then.inexact_columns.length > 0) {
    notes.push(
      `The backup was read without the helper: ${then.inexact_columns.join(', ')} may not be exact to the letter.`,
    );
  }
  return notes;
}

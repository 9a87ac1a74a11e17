import type { ManifestTable } from '../core/manifest.ts';
import type { Refusal, RestoreRequest } from '../core/restore.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import type { RestoreChanges, TableToRestore } from './restoreChanges.ts';
import { isDescribed, knownColumn, knownForeignKeys } from './restTables.ts';

/** What a restore over REST cannot do, said before. */
export interface RestLimits {
  /** Sentences: what will not be exact. */
  limits: string[];
  /** Those of `limits` about which somebody has to do something once it is restored. */
  afterwards: string[];
  /** Code `cannot`: what forbids it. */
  refusals: Refusal[];
}

interface Sides {
  live: ComparedArchive;
  backup: ComparedArchive;
}

/** What helps where REST cannot write a table. */
export const installHelper = 'Install the helper, which can restore this, or leave the table out.';

/**
 * What of these changes cannot be written over REST, or not taken back: identities, cycles, values that JSON cannot carry, tables without a key.
 * And what everybody should know before who restores without the helper.
 */
export function restLimits(request: RestoreRequest, sides: Sides, { tables }: RestoreChanges): RestLimits {
  if (tables.length === 0) return { limits: [], afterwards: [], refusals: [] };
  const afterwards = sequencesLimit(tables, sides);
  return {
    refusals: [...tables.flatMap((change) => refusalsOf(change, sides)), ...refuseCycles(tables, sides)],
    limits: [
      'There is no transaction: rows are written in many requests, and until the last of them others see some rows as they were and some as they will be. What others write to the same rows meanwhile is lost without a word. If a request fails, those before it are taken back from the pre-restore backup.',
      triggersLimit(request, tables),
      ...afterwards,
      ...unknownLimits(tables, sides),
    ],
    afterwards,
  };
}

function refuse(table: string | null, why: string, hint: string = installHelper): Refusal {
  return { table, code: 'cannot', why, hint, addTables: [] };
}

function refusalsOf(change: TableToRestore, sides: Sides): Refusal[] {
  const { table, key } = change;
  if (key.length === 0) {
    return [
      refuse(
        table,
        'It has no key, so rows that are written to it over REST could not be found again to take them back.',
      ),
    ];
  }
  const found: Refusal[] = [];
  const identities = change.columns.filter((column) => knownColumn(sides, table, column)?.identity === 'always');
  // Rows that are deleted have to be inserted again when something fails.
  if (identities.length > 0 && change.insert.length + change.delete.length > 0) {
    const what =
      change.insert.length > 0
        ? 'rows cannot be inserted with the values that they had'
        : 'deleted rows could not be put back';
    found.push(
      refuse(
        table,
        `The database numbers ${identities.join(', ')} itself (generated always as identity), so over REST ${what}.`,
        change.insert.length > 0 ? installHelper : 'Merge instead of replacing, or install the helper.',
      ),
    );
  }
  const lost = overriddenRows(change);
  if (lost > 0) {
    const rows = lost === 1 ? 'One row that would be deleted holds' : `${lost} rows that would be deleted hold`;
    found.push(
      refuse(
        table,
        `${rows} a value that REST could not put back, such as a JSON null.`,
        'Merge instead of replacing, or install the helper.',
      ),
    );
  }
  return found;
}

/** Rows to be deleted with values that JSON cannot carry. Other rows are conflicts: see `findRestConflicts`. */
function overriddenRows({ live, delete: gone, columns }: TableToRestore): number {
  const deleted = new Set(gone);
  const rows = new Set<number>();
  let first = 0;
  for (const part of live) {
    for (const { row, column } of part.overrides) {
      if (deleted.has(first + row) && columns.includes(column)) rows.add(first + row);
    }
    first += part.rows;
  }
  return rows.size;
}

/** Tables that reference each other in a circle have no order in which rows can be inserted, or deleted, one table after the other. */
function refuseCycles(tables: readonly TableToRestore[], sides: Sides): Refusal[] {
  const found = new Map<string, Refusal>();
  for (const kind of ['insert', 'delete'] as const) {
    const moved = new Set(tables.filter((change) => change[kind].length > 0).map(({ table }) => table));
    const parents = new Map<string, Set<string>>();
    for (const { table, references } of knownForeignKeys(sides)) {
      if (table === references || !moved.has(table) || !moved.has(references)) continue;
      parents.set(table, (parents.get(table) ?? new Set()).add(references));
    }
    for (const circle of circlesOf(parents)) {
      const names = circle.join(', ');
      if (found.has(names)) continue;
      const why = `${names} reference each other in a circle, so that over REST no order of writing their rows is safe.`;
      found.set(names, refuse(null, why, 'Install the helper, which can restore this, or leave some of them out.'));
    }
  }
  return [...found.values()];
}

/** Groups of tables that reach each other. */
function circlesOf(parents: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reach = (start: string): Set<string> => {
    const reached = new Set<string>();
    const next = [...(parents.get(start) ?? [])];
    for (let name = next.pop(); name !== undefined; name = next.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      next.push(...(parents.get(name) ?? []));
    }
    return reached;
  };
  const reached = new Map([...parents.keys()].map((name) => [name, reach(name)]));
  const circles = new Map<string, string[]>();
  for (const [name, others] of reached) {
    if (!others.has(name)) continue;
    const circle = [...others].filter((other) => reached.get(other)?.has(name)).sort();
    circles.set(circle.join(), circle);
  }
  return [...circles.values()];
}

function triggersLimit({ triggers }: RestoreRequest, tables: readonly TableToRestore[]): string {
  const names = tables.map(({ table }) => table).join(', ');
  const off = triggers === 'off' ? ' They cannot be switched off over REST.' : '';
  return `If these tables have triggers, they fire: ${names}.${off} One that sets a column, such as updated_at, sets it anew, also when rows are taken back. Updates are sent as upserts, so triggers before an insert fire for them too.`;
}

const whole = new Set(['smallint', 'integer', 'bigint']);

/** Tables whose next insert may take a number that a restored row has. */
function sequencesLimit(tables: readonly TableToRestore[], sides: Sides): string[] {
  const names = tables
    .filter(({ table, key, insert }) => {
      if (insert.length === 0) return false;
      const columns = key.map((column) => knownColumn(sides, table, column));
      return columns.some((column) => column === null || (whole.has(column.type) && isNumbered(column)));
    })
    .map(({ table }) => table);
  if (names.length === 0) return [];
  return [
    `Sequences are not set: where the key of ${names.join(', ')} is numbered by one, the next row that somebody adds may get a number that is taken, and be refused. Set it with setval in the SQL editor.`,
  ];
}

function isNumbered({ identity, default: standard }: ManifestTable['columns'][number]): boolean {
  if (identity !== 'never') return true;
  // Manifests tell no defaults; where the catalog does, a key without one is filled by its writer.
  return typeof standard === 'string' ? standard.includes('nextval') : standard === undefined;
}

function unknownLimits(tables: readonly TableToRestore[], { live, backup }: Sides): string[] {
  const found: string[] = [];
  const unproven = tables.filter(({ table }) => !isDescribed(live.tables.get(table))).map(({ table }) => table);
  if (unproven.length > 0) {
    found.push(
      'Rows that are hidden from you are not in the pre-restore backup, and a row of the backup with the same key is refused when it is written.',
    );
  }
  const undescribed = unproven.filter((table) => !isDescribed(backup.tables.get(table)));
  if (undescribed.length > 0) {
    found.push(
      `The foreign keys, generated columns and identities of ${undescribed.join(', ')} are not known: the order of writing is found by trying, and what the database does not take stops the restore.`,
    );
  }
  const inexact = tables.flatMap(({ table }) =>
    (live.tables.get(table)?.inexact_columns ?? []).map((column) => `${table}.${column}`),
  );
  if (inexact.length > 0) {
    found.push(
      `${inexact.join(', ')} cannot be read to the letter over REST: taken back, they may differ in white space or array bounds.`,
    );
  }
  found.push(
    'Unique values that other rows have taken meanwhile are not found before: the database then refuses the row, and all is taken back.',
  );
  found.push('Whether you may write to these tables shows when the restore begins: it asks before it writes anything.');
  return found;
}

import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import { cutValues } from '../core/keyCondition.ts';
import type { Cursor } from '../core/page.ts';
import type { Refusal, RestoreConflict } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { findReferencing } from './findReferencing.ts';
import type { RestoreChanges, TableToRestore } from './restoreChanges.ts';
import type { ForeignKey } from './restoreScope.ts';
import { knownForeignKeys } from './restTables.ts';
import { createKeyReader, createValueReader } from './valuesOfRow.ts';
import { visitRows } from './visitRows.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/** Rows that are left out, by their numbers in the table of the backup. */
export interface LeftOut {
  insert: ReadonlySet<number>;
  update: ReadonlySet<number>;
}

/** Rows that cannot be written over REST as things stand. */
export interface RestConflicts {
  /** At most a thousand. */
  conflicts: RestoreConflict[];
  /** All of them, by table. */
  leftOut: ReadonlyMap<string, LeftOut>;
  /** Of deletes that would reach other rows. */
  refusals: Refusal[];
  /** Sentences: what could not be asked. */
  limits: string[];
}

interface Sides {
  live: ComparedArchive;
  backup: ComparedArchive;
}

const mostConflicts = 1_000;

/**
 * Finds rows that cannot be written over REST: those with values that JSON cannot carry, and those whose parents are neither there nor among the
 * rows to be inserted, until no row is without a parent. And rows that deletes would reach though they are no part of the restore. Nothing is
 * written. @throws as `RestWriter.find`; `archive-damaged`; AbortError.
 */
export async function findRestConflicts(
  services: Pick<Services, 'rows' | 'clock'>,
  context: RetryContext,
  sides: Sides,
  changes: RestoreChanges,
): Promise<RestConflicts> {
  const foreignKeys = knownForeignKeys(sides);
  const search = new ConflictSearch(services, context, changes);
  for (const change of changes.tables) await search.leaveOutOverrides(change);
  await search.leaveOutOrphans(foreignKeys);
  const kept = { ...changes, tables: changes.tables.map((change) => withoutConflicts(change, search.result)) };
  const { refusals, unasked } = await findReferencing(services, context, sides, kept, foreignKeys);
  return { ...search.result, refusals, limits: [...search.limits, ...unasked] };
}

/** What is left of a table once conflicts are left out. */
export function withoutConflicts(change: TableToRestore, { leftOut }: Pick<RestConflicts, 'leftOut'>): TableToRestore {
  const left = leftOut.get(change.table);
  if (left === undefined) return change;
  return {
    ...change,
    insert: change.insert.filter((row) => !left.insert.has(row)),
    update: change.update.filter((row) => !left.update.has(row)),
  };
}

/** Rows to be written whose parents have to be looked for. */
interface Reference {
  change: TableToRestore;
  foreignKey: ForeignKey;
  /** Rows that reference something: the number of each, and what it references. */
  rows: { number: number; values: Cursor; key: string }[];
  /** Parents that the restore itself inserts: their numbers in the backup by key. */
  coming: ReadonlyMap<string, number>;
  /** Keys of parents that are there and stay; null where they cannot be asked for. */
  there: ReadonlySet<string> | null;
}

class ConflictSearch {
  readonly limits: string[] = [];
  private readonly conflicts: RestoreConflict[] = [];
  private readonly leftOut = new Map<string, { insert: Set<number>; update: Set<number> }>();
  private readonly services: Pick<Services, 'rows' | 'clock'>;
  private readonly context: RetryContext;
  private readonly changes: RestoreChanges;

  constructor(services: Pick<Services, 'rows' | 'clock'>, context: RetryContext, changes: RestoreChanges) {
    this.services = services;
    this.context = context;
    this.changes = changes;
  }

  get result() {
    return { conflicts: this.conflicts, leftOut: this.leftOut };
  }

  /** Rows with a value that JSON cannot carry; and those of which the value of now, which an update replaces, could not be put back. */
  async leaveOutOverrides(change: TableToRestore): Promise<void> {
    const before = this.changes.differing.get(change.table)?.rows;
    const rowAfter = new Map(
      [...(before?.changedBefore ?? [])].map((row, place) => [row, before?.changedAfter[place]]),
    );
    const written = new Set(change.columns);
    for (const [side, parts] of [['backup', change.backup] as const, ['live', change.live] as const]) {
      let first = 0;
      for (const part of parts) {
        for (const { row, column } of part.overrides) {
          const number = side === 'backup' ? first + row : rowAfter.get(first + row);
          if (number === undefined || !written.has(column)) continue;
          const message =
            side === 'backup'
              ? `Its ${column} has a value that REST cannot write, such as a JSON null.`
              : `Its ${column} has a value today that REST could not put back, such as a JSON null.`;
          this.leaveOut(change, number, { reason: 'does not fit', columns: [column], message });
        }
        first += part.rows;
      }
    }
  }

  async leaveOutOrphans(foreignKeys: readonly ForeignKey[]): Promise<void> {
    const references: Reference[] = [];
    for (const change of this.changes.tables) {
      for (const foreignKey of foreignKeys.filter(({ table }) => table === change.table)) {
        references.push(await this.readReference(change, foreignKey));
      }
    }
    // A row that is left out can be the parent of others.
    for (let found = true; found; ) {
      found = false;
      for (const { change, foreignKey, rows, coming, there } of references) {
        if (there === null) continue;
        const { columns, references: parent, referencedColumns } = foreignKey;
        const leftParents = this.leftOut.get(parent)?.insert;
        for (const { number, values, key } of rows) {
          const arriving = coming.get(key);
          if (there.has(key) || (arriving !== undefined && leftParents?.has(arriving) !== true)) continue;
          const message = `${parent} has no row with ${describeKey(referencedColumns, values)}.`;
          const why = { reason: 'parent missing' as const, columns, values, references: parent, message };
          if (this.leaveOut(change, number, why)) found = true;
        }
      }
    }
  }

  private async readReference(change: TableToRestore, foreignKey: ForeignKey): Promise<Reference> {
    const rows: Reference['rows'] = [];
    const valuesOf = createValueReader(foreignKey.columns);
    for (const numbers of [change.insert, change.update]) {
      await visitRows(this.services, change.backup, numbers, this.context.signal, (row, number) => {
        const values = valuesOf(row);
        if (values !== null) rows.push({ number, values, key: JSON.stringify(values) });
        return undefined;
      });
    }
    const { references, referencedColumns } = foreignKey;
    const parent = this.changes.tables.find(({ table }) => table === references);
    const coming = await this.keysOf(parent?.backup, parent?.insert, referencedColumns);
    const wanted = new Map(rows.filter(({ key }) => !coming.has(key)).map(({ key, values }) => [key, values]));
    const there = await this.askParents(foreignKey, [...wanted.values()]);
    for (const key of (await this.keysOf(parent?.live, parent?.delete, referencedColumns)).keys()) there?.delete(key);
    return { change, foreignKey, rows, coming, there };
  }

  /** Keys of parents that are there now; null where the table cannot be asked. */
  private async askParents(
    { table, columns, references, referencedColumns }: ForeignKey,
    wanted: readonly Cursor[],
  ): Promise<Set<string> | null> {
    const there = new Set<string>();
    try {
      for (const values of cutValues(referencedColumns, wanted)) {
        const found = (await this.find(references, referencedColumns, values)).map((key) => JSON.stringify(key));
        for (const key of found) there.add(key);
        // Equal values need not be written alike: 1.0 and 1.00. Then each is asked for alone.
        const asked = new Set(values.map((each) => JSON.stringify(each)));
        if (found.every((key) => asked.has(key))) continue;
        for (const value of values.filter((each) => !there.has(JSON.stringify(each)))) {
          if ((await this.find(references, referencedColumns, [value])).length > 0) there.add(JSON.stringify(value));
        }
      }
      return there;
    } catch (error) {
      if (isAbort(error) || !(error instanceof HoldfastError)) throw error;
      if (error.code !== 'not-found' && error.code !== 'denied') throw error;
      this.limits.push(
        `Rows of ${table} reference ${references} by ${columns.join(', ')}. You cannot read it over REST, so whether it has their parents shows only when they are written.`,
      );
      return null;
    }
  }

  private async find(table: string, columns: readonly string[], values: readonly Cursor[]): Promise<Cursor[]> {
    const { session, signal } = this.context;
    return await withRetries(this.context, () => session.writer.find(table, columns, values, signal));
  }

  private async keysOf(
    parts: TableToRestore['backup'] = [],
    rows: Uint32Array = new Uint32Array(0),
    columns: readonly string[],
  ): Promise<Map<string, number>> {
    const keys = new Map<string, number>();
    const keyOf = createKeyReader(columns);
    await visitRows(this.services, parts, rows, this.context.signal, (row, number) => {
      const key = keyOf(row);
      if (key !== null) keys.set(key, number);
      return undefined;
    });
    return keys;
  }

  /** @returns whether it was not left out before. */
  private leaveOut(
    change: TableToRestore,
    row: number,
    why: Pick<RestoreConflict, 'reason' | 'columns' | 'message'> & Partial<RestoreConflict>,
  ): boolean {
    const kind = contains(change.insert, row) ? 'insert' : contains(change.update, row) ? 'update' : null;
    if (kind === null) return false;
    const left = this.leftOut.get(change.table) ?? { insert: new Set(), update: new Set() };
    this.leftOut.set(change.table, left);
    if (left[kind].has(row)) return false;
    left[kind].add(row);
    if (this.conflicts.length < mostConflicts) {
      this.conflicts.push({ constraint: null, values: [], references: null, ...why, table: change.table, kind, row });
    }
    return true;
  }
}

/** Whether rising numbers hold one of them. */
function contains(numbers: Uint32Array, wanted: number): boolean {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === wanted;
}

const describeKey = (columns: readonly string[], values: Cursor) =>
  columns.map((column, place) => `${column} ${values[place] ?? ''}`).join(', ');

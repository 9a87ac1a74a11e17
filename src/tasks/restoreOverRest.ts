import { describeError, HoldfastError, isAbort } from '../core/HoldfastError.ts';
import { RowsRefused } from '../core/RowsRefused.ts';
import type { LeftRows, RestoredTable, RestorePlan } from '../core/restore.ts';
import type { ChunkKind } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import type { WrittenRows } from './checkWritten.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { findRestConflicts, type RestConflicts, withoutConflicts } from './findRestConflicts.ts';
import type { RestTable } from './restBatches.ts';
import { installHelper } from './restLimits.ts';
import type { RestoreChanges, TableToRestore } from './restoreChanges.ts';
import { asRestTables, type RestSides } from './restTables.ts';
import { type RolledBack, rollBack } from './rollBack.ts';
import { type RetryContext, withRetries } from './withRetries.ts';
import { type SentRows, writeOverRest } from './writeOverRest.ts';

/** A restore over REST that failed or was cancelled after it had begun to send rows, with what became of taking them back. */
export class RestRestoreError extends HoldfastError {
  /** Everything is as it was before: read again and compared, not assumed. */
  readonly rolledBack: boolean;
  /** Whether anything of what was sent had arrived, as far as is known. */
  readonly written: boolean;
  /** What could not be taken back, or not even be looked at; empty when `rolledBack`. */
  readonly left: readonly LeftRows[];

  /**
   * @param cause what stopped the restore; an AbortError when a person did.
   * @param rowsDone rows of which the project had said that they were written.
   */
  constructor(cause: unknown, { rows, left }: RolledBack, rowsDone: number) {
    const described = describeError(cause);
    const { code, message, hint } = isAbort(cause)
      ? { ...described, code: 'aborted' as const, message: 'Somebody cancelled it while it was writing.' }
      : described;
    super(code ?? 'restore-refused', message, hint === null ? { cause } : { cause, hint });
    this.left = left;
    this.written = rowsDone > 0 || rows > 0 || left.length > 0;
    this.rolledBack = left.length === 0;
  }
}

export interface RestProgress {
  phase: 'checking' | 'writing' | 'rolling back';
  rowsDone: number;
  rows: number;
}

export interface RestRestore {
  /** Its session's `writer` is used; its signal cancels, and once something was written that means rolling back. */
  context: RetryContext;
  plan: RestorePlan;
  /** Between the pre-restore backup (live) and the backup. */
  changes: RestoreChanges;
  preRestore: ComparedArchive;
  backup: ComparedArchive;
  onProgress?: (progress: RestProgress) => void;
}

/** How long a statement may go on after its connection was lost: a hosted project ends it after 8 s. */
const settleMs = 10_000;
/** Pauses before rolling back is tried once more, ms. */
const pausesMs = [5_000, 15_000, 30_000];

export interface WrittenOverRest {
  tables: RestoredTable[];
  written: WrittenRows;
}

/**
 * Writes changes over REST, request by request: deletes with children first, then inserts and updates with parents first. What the database
 * counted is compared with what was sent; at the first difference, error or abort all that was written is taken back, and read again.
 * Rows that cannot be written as things stand are left out as the plan says.
 * @returns what was done, by table, in the order of `changes`, and which rows were written.
 * @throws HoldfastError `restore-changed` when the rows to write are not those of the plan, or whatever is found before anything is written;
 *   AbortError before that. RestRestoreError afterwards: `rolledBack` says whether everything is as before, `left` what is not.
 */
export async function restoreOverRest(services: Services, restore: RestRestore): Promise<WrittenOverRest> {
  const { context, plan, changes, preRestore, backup, onProgress = () => undefined } = restore;
  const sides: RestSides & { live: ComparedArchive; backup: ComparedArchive } = { live: preRestore, backup };
  const conflicts = await findRestConflicts(services, context, sides, changes);
  const kept = changes.tables.map((change) => withoutConflicts(change, conflicts));
  demandPlanned(plan, changes.tables, kept);
  const [refusal] = conflicts.refusals;
  if (refusal !== undefined) {
    throw new HoldfastError('restore-refused', refusal.why, {
      hint: 'Nothing was written. Rehearse the restore again.',
    });
  }
  const tables = asRestTables(kept, sides);
  const rows = tables.reduce(
    (sum, { insert, update, delete: gone }) => sum + insert.length + update.length + gone.length,
    0,
  );
  onProgress({ phase: 'checking', rowsDone: 0, rows });
  for (const table of tables) await demandRights(context, table);

  const sent: SentRows = new Map();
  let rowsDone = 0;
  try {
    await writeOverRest(services, context, tables, {
      onRefusal: 'stop',
      sent,
      onRows(more) {
        rowsDone += more;
        onProgress({ phase: 'writing', rowsDone, rows });
      },
    });
  } catch (cause) {
    if (sent.size === 0) throw cause;
    throw new RestRestoreError(cause, await takeBack(services, restore, sent, cause), rowsDone);
  }
  const done = kept.map(({ table, insert, update, delete: gone }, place) => ({
    table,
    inserted: insert.length,
    updated: update.length,
    deleted: gone.length,
    leftOut: leftOutOf(changes.tables[place] as TableToRestore, conflicts),
    rowsAfter: null,
  }));
  return { tables: done, written: kept };
}

function leftOutOf({ table }: TableToRestore, { leftOut }: RestConflicts): number {
  const left = leftOut.get(table);
  return left === undefined ? 0 : left.insert.size + left.update.size;
}

/** @throws HoldfastError `restore-changed` naming the tables. */
function demandPlanned(
  plan: RestorePlan,
  all: readonly TableToRestore[],
  kept: readonly Pick<TableToRestore, 'table' | 'insert' | 'update' | 'delete'>[],
): void {
  const planned = new Map(plan.tables.map(({ table, counts }) => [table, counts]));
  const none = { insert: 0, update: 0, delete: 0 };
  const asFound = new Map(kept.map(({ table, ...rows }) => [table, rows]));
  const differing = [...new Set([...planned.keys(), ...all.map(({ table }) => table)])].filter((table) => {
    const [wanted, found] = [planned.get(table) ?? none, asFound.get(table)];
    return (['insert', 'update', 'delete'] as const).some((kind) => wanted[kind] !== (found?.[kind].length ?? 0));
  });
  if (differing.length === 0) return;
  throw new HoldfastError('restore-changed', `The tables changed since the rehearsal: ${differing.join(', ')}.`, {
    hint: 'Nothing was written. Rehearse the restore again, and look at what it says now.',
  });
}

/**
 * Asks whether the statements are allowed that the restore needs, and those that taking it back would need.
 * @throws as `RestWriter.probe`, naming the table.
 */
async function demandRights({ session, ...context }: RetryContext, table: RestTable): Promise<void> {
  const replaces = table.insert.length + table.delete.length > 0;
  const kinds = [
    ...(replaces ? (['insert', 'delete'] as const) : []),
    ...(table.update.length > 0 ? (['update'] as const) : []),
  ];
  for (const kind of kinds) {
    try {
      await probe({ session, ...context }, table, kind);
    } catch (error) {
      if (!(error instanceof HoldfastError) || (error.code !== 'denied' && error.code !== 'restore-refused'))
        throw error;
      const isNumbered = error instanceof RowsRefused && error.sqlState === generatedAlways;
      const why = 'Rows that are written have to be taken back if something fails, so both must be allowed.';
      throw new HoldfastError(error.code, `Rows of ${table.table} cannot be ${verbs[kind]}: ${error.message}`, {
        hint: `Nothing was written. ${isNumbered ? installHelper : why}`,
        cause: error,
      });
    }
  }
}

/** SQLSTATE of a value for an identity column that the database always numbers itself; without the helper nobody knew of it before. */
const generatedAlways = '428C9';

/** Computed columns that nobody knew of are left out of what is written. */
async function probe(context: RetryContext, table: RestTable, kind: ChunkKind): Promise<void> {
  try {
    await withRetries(context, () => context.session.writer.probe(table, kind, context.signal));
  } catch (error) {
    const computed = error instanceof RowsRefused ? error.generatedColumn : null;
    if (computed === null || !table.columns.includes(computed)) throw error;
    await probe(context, { ...table, columns: table.columns.filter((column) => column !== computed) }, kind);
  }
}

const verbs = { insert: 'inserted', update: 'updated', delete: 'deleted' };

/** Rolls back by all means: a person who cancels does not cancel this. Never rejects. */
async function takeBack(
  services: Services,
  { context, changes, preRestore, backup, onProgress = () => undefined }: RestRestore,
  sent: SentRows,
  cause: unknown,
): Promise<RolledBack> {
  const { signal } = new AbortController();
  const rolling = {
    context: { ...context, signal },
    ...{ preRestore, backup, changes, sent },
    onRows: (rowsDone: number, rows: number) => onProgress({ phase: 'rolling back', rowsDone, rows }),
  };
  onProgress({ phase: 'rolling back', rowsDone: 0, rows: 0 });
  let rows = 0;
  let left: readonly LeftRows[] = [];
  // What was sent last may still arrive.
  for (const pauseMs of [isRetryable(cause) ? settleMs : 0, ...pausesMs]) {
    try {
      await services.clock.sleep(pauseMs, signal);
      // The rest of this waits for sign-in by itself.
      await withRetries(rolling.context, async () => services.project.openSession());
      const outcome = await rollBack(services, rolling);
      rows += outcome.rows;
      left = outcome.left;
      if (left.every((table) => table.rows !== null)) break;
    } catch (error) {
      const { message } = describeError(error);
      left = [...sent.keys()].map((table) => ({ table, rows: null, key: [], keys: [], reason: message }));
      if (!isRetryable(error)) break;
    }
  }
  return { rows, left };
}

const isRetryable = (error: unknown) => error instanceof HoldfastError && error.retryable;

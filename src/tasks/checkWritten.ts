import type { RestoredTable, RestorePlan } from '../core/restore.ts';
import type { ChunkKind } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { readAgain } from './readAgain.ts';
import type { RestoreChanges, TableToRestore } from './restoreChanges.ts';

/** Rows that a restore over REST has written, by the numbers that they have in the backup; other rows of the changes were left out. */
export type WrittenRows = readonly Pick<TableToRestore, ChunkKind | 'table'>[];

interface Check {
  plan: RestorePlan;
  /** Between the pre-restore backup (live) and the backup. */
  changes: RestoreChanges;
  written: WrittenRows;
  /** As the database counted it when it was written. */
  done: readonly RestoredTable[];
  preRestore: ComparedArchive;
  backup: ComparedArchive;
  signal: AbortSignal;
  onProgress: NonNullable<Parameters<typeof readAgain>[1]['onProgress']>;
}

/** What became of the tables of a restore, read again. */
export interface CheckedTables {
  /** What was done with how many rows there are now, and how many of them are not as planned; also tables to which just triggers can have written. */
  tables: RestoredTable[];
  /** Tables that could not be read or compared again, with why: sentences. */
  unread: string[];
}

/**
 * Reads the tables of a plan after they were written over REST, and compares them with what they were to become. Without the helper nothing else
 * tells what triggers made of the rows.
 * @throws as `readAgain`.
 */
export async function checkWritten(services: Services, check: Check): Promise<CheckedTables> {
  const { plan, changes, written, done, preRestore, backup, signal, onProgress } = check;
  const names = plan.tables.map(({ table }) => table);
  // What is there with other values is to be seen in every mode: it may be what a trigger made of a row that was only to be added.
  const request = { ...plan.request, mode: plan.request.mode === 'add' ? ('merge' as const) : plan.request.mode };
  const again = { names, preRestore, wanted: backup, request, signal, onProgress };
  return await readAgain(services, again, async (left, live) => {
    const unread = left.uncompared.map(({ table, why }) => `${table} was not checked: ${why}`);
    const uncompared = new Set(left.uncompared.map(({ table }) => table));
    const isPicked = plan.request.scope.kind === 'rows';
    const all = plan.tables.map(({ table }): RestoredTable => {
      const counted = done.find((each) => each.table === table) ?? { table, ...nothing };
      if (uncompared.has(table)) return counted;
      const now = left.tables.find((each) => each.table === table);
      const then = changes.tables.find((each) => each.table === table);
      const ours = written.find((each) => each.table === table);
      const rowsAfter = live.tables.get(table)?.rows ?? null;
      const known = plan.request.mode === 'add' ? changes.differing.get(table)?.rows.changedAfter : undefined;
      const differing = now === undefined ? 0 : countUnexpected(now, { then, known, written: ours, isPicked });
      const before = [...changes.tables, ...changes.unchanged].find((each) => each.table === table)?.rowsNow;
      const isTouched = done.includes(counted) || differing > 0 || rowsAfter !== before;
      return { ...counted, rowsAfter: isTouched ? rowsAfter : null, ...(differing > 0 ? { differing } : {}) };
    });
    const ofDone = new Set(done.map(({ table }) => table));
    return { tables: all.filter(({ table, rowsAfter }) => ofDone.has(table) || rowsAfter !== null), unread };
  });
}

const nothing = { inserted: 0, updated: 0, deleted: 0, leftOut: 0, rowsAfter: null };

interface Expected {
  then: TableToRestore | undefined;
  /** Numbers in the backup of rows that differed before, and were to stay so. */
  known: Uint32Array | undefined;
  written: WrittenRows[number] | undefined;
  isPicked: boolean;
}

/** Rows that would have to be written now though none was to be left: of picked rows those that were written, else all but those left as they were. */
function countUnexpected(now: TableToRestore, { then, known, written, isPicked }: Expected): number {
  const ours = new Set([...(written?.insert ?? []), ...(written?.update ?? [])]);
  const asked = [...(then?.insert ?? []), ...(then?.update ?? [])];
  const left = new Set([...asked.filter((row) => !ours.has(row)), ...(known ?? [])]);
  const isUnexpected = (row: number) => (isPicked ? ours.has(row) : !left.has(row));
  return [...now.insert, ...now.update].filter(isUnexpected).length + now.delete.length;
}

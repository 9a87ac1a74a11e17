import type { LeftRows } from '../core/restore.ts';
import { readRow } from '../core/rowKey.ts';
import type { ChunkKind } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { createPartCache } from './partCache.ts';
import { readAgain } from './readAgain.ts';
import type { RestoreChanges, TableToRestore, UncomparedTable } from './restoreChanges.ts';
import { asRestTables } from './restTables.ts';
import { createRowDifferences } from './rowDifferences.ts';
import { createKeyReader } from './valuesOfRow.ts';
import { visitRows } from './visitRows.ts';
import type { RetryContext } from './withRetries.ts';
import { type RefusedRows, type SentRows, writeOverRest } from './writeOverRest.ts';

/** What became of rolling back. */
export interface RolledBack {
  /** Rows that were taken back. */
  rows: number;
  /** Empty when everything is as it was before the restore. */
  left: readonly LeftRows[];
}

interface RollBack {
  /** Its signal stops the rolling back itself. */
  context: RetryContext;
  preRestore: ComparedArchive;
  backup: ComparedArchive;
  /** Between the pre-restore backup (live) and the backup. */
  changes: RestoreChanges;
  /** What was sent of them: other rows are left alone. */
  sent: SentRows;
  onRows: (rowsDone: number, rows: number) => void;
}

/**
 * Takes back what a restore over REST has written: reads its tables again, compares them with the pre-restore backup, sets back those rows that
 * it sent, and reads once more to see what came of it. So nothing is taken for granted: neither what arrived, nor what was taken back.
 * @throws as `readAgain`.
 */
export async function rollBack(services: Services, rolling: RollBack): Promise<RolledBack> {
  const ours = await findOurRows(services, rolling);
  const first = await withDifferences(services, rolling, ours, async (differences) => {
    const changes = differences.tables.map(({ change }) => change);
    const rows = changes.reduce((sum, change) => sum + countRows(change), 0);
    let rowsDone = 0;
    const refused = await writeOverRest(services, rolling.context, asRestTables(changes, asSides(rolling)), {
      onRefusal: 'go on',
      sent: new Map(),
      onRows(more) {
        rowsDone += more;
        rolling.onRows(rowsDone, rows);
      },
    });
    return { rows, rowsDone, refused, unread: differences.unread };
  });
  if (first.rows === 0) return { rows: 0, left: first.unread };
  const reasons = firstReasons(first.refused);
  const left = await withDifferences(services, rolling, ours, async ({ tables, unread }) => {
    const found: LeftRows[] = [];
    for (const differing of tables)
      found.push(await describeLeft(services, differing, reasons, rolling.context.signal));
    return [...found, ...unread];
  });
  return { rows: first.rowsDone, left };
}

/** As far as the tables of today are known: from when the pre-restore backup was made. */
const asSides = ({ preRestore, backup }: RollBack) => ({ live: preRestore, backup });

/** Rows of one table that the restore sent. */
interface OurRows {
  /** Numbers in the pre-restore backup of those that it deleted or updated. */
  before: ReadonlySet<number>;
  /** Keys of those that it inserted. */
  inserted: ReadonlySet<string>;
}

async function findOurRows(
  services: Services,
  { context, changes, sent }: RollBack,
): Promise<ReadonlyMap<string, OurRows>> {
  const found = new Map<string, OurRows>();
  for (const { table, key, backup } of changes.tables) {
    const rows = sent.get(table);
    if (rows === undefined) continue;
    const before = new Set(rows.delete);
    const pairs = changes.differing.get(table)?.rows;
    for (const [place, number] of (pairs?.changedAfter ?? []).entries()) {
      if (rows.update.has(number)) before.add(pairs?.changedBefore[place] as number);
    }
    const inserted = new Set<string>();
    const keyOf = createKeyReader(key);
    await visitRows(services, backup, Uint32Array.from(rows.insert).sort(), context.signal, (row) => {
      inserted.add(keyOf(row) ?? '');
      return undefined;
    });
    found.set(table, { before, inserted });
  }
  return found;
}

/** What differs between the tables as they are now and the pre-restore backup, as far as the restore has sent it. */
interface Differences {
  tables: { change: TableToRestore; columns: () => Promise<string[]> }[];
  unread: LeftRows[];
}

async function withDifferences<T>(
  services: Services,
  { context: { signal }, preRestore }: RollBack,
  ours: ReadonlyMap<string, OurRows>,
  use: (differences: Differences) => Promise<T>,
): Promise<T> {
  const names = [...ours.keys()];
  const request = { scope: { kind: 'tables' as const, tables: names }, mode: 'replace' as const };
  return await readAgain(services, { names, preRestore, wanted: preRestore, request, signal }, async (now) => {
    const tables: Differences['tables'] = [];
    const unread = [...now.uncompared];
    for (const each of now.tables) {
      // Which of its rows are ours, only a key tells.
      if (each.all || each.key.length === 0) {
        const why = 'Its rows cannot be told apart, so none was taken back.';
        unread.push({ table: each.table, cause: 'unread', why });
        continue;
      }
      const change = await keepOurs(services, each, ours.get(each.table) as OurRows, signal);
      if (countRows(change) === 0) continue;
      const columns = async () => {
        const differing = now.differing.get(each.table);
        if (differing === undefined) return [];
        const rows = createRowDifferences(services, createPartCache(services.rows), differing);
        return (await rows.columns(signal)).map(({ column }) => column);
      };
      tables.push({ change, columns });
    }
    return await use({ tables, unread: unread.map(asUnread) });
  });
}

async function keepOurs(
  services: Services,
  change: TableToRestore,
  { before, inserted }: OurRows,
  signal: AbortSignal,
): Promise<TableToRestore> {
  const keyOf = createKeyReader(change.key);
  const gone: number[] = [];
  await visitRows(services, change.live, change.delete, signal, (row, number) => {
    if (inserted.has(keyOf(row) ?? '')) gone.push(number);
    return undefined;
  });
  const isOurs = (number: number) => before.has(number);
  return {
    ...change,
    insert: change.insert.filter(isOurs),
    update: change.update.filter(isOurs),
    delete: Uint32Array.from(gone),
  };
}

/** A table of which nobody knows whether it is as before. */
export function asUnread({ table, why }: Pick<UncomparedTable, 'table' | 'why'>): LeftRows {
  return { table, rows: null, key: [], keys: [], reason: why };
}

/** Keys that are named of a table that could not all be taken back. */
const mostKeys = 20;

async function describeLeft(
  services: Services,
  { change, columns }: Differences['tables'][number],
  reasons: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<LeftRows> {
  const { table, key } = change;
  const keys: string[][] = [];
  const collect = async (parts: TableToRestore['live'], numbers: Uint32Array) =>
    await visitRows(services, parts, numbers.slice(0, mostKeys - keys.length), signal, ({ bytes, start, end }) => {
      keys.push([...readRow(bytes, start, end, key).key]);
      return undefined;
    });
  await collect(change.backup, change.insert);
  await collect(change.backup, change.update);
  await collect(change.live, change.delete);
  const reason = reasons.get(table) ?? (await guessReason(change, columns));
  return { table, rows: countRows(change), key, keys, reason };
}

async function guessReason({ insert, update, delete: extra }: TableToRestore, columns: () => Promise<string[]>) {
  if (insert.length > 0) return 'Rows are missing that were there before.';
  if (extra.length > 0) return 'Rows are still there that the restore has inserted.';
  const names = update.length > 0 ? await columns() : [];
  return `They differ in ${names.join(', ')}: a trigger of the table has probably changed them again.`;
}

function firstReasons(refused: readonly RefusedRows[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { table, why } of refused) if (!reasons.has(table)) reasons.set(table, why);
  return reasons;
}

const countRows = (change: Record<ChunkKind, Uint32Array>) =>
  change.insert.length + change.update.length + change.delete.length;

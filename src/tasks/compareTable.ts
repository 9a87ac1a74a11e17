import { clauseOf } from '../core/archiveDamage.ts';
import { type FingerprintPlan, fingerprintWords, type PartFingerprints } from '../core/fingerprints.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { FingerprintJoin, type JoinedRows, mergePasses, passesFor } from '../core/joinFingerprints.ts';
import { type ComparableTable, isAsPlanned, planComparison, type TableComparisonPlan } from '../core/planComparison.ts';
import type { Semaphore } from '../core/semaphore.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { mapInOrder } from './mapInOrder.ts';
import { stopTogether } from './stopTogether.ts';
import { createTurns } from './turns.ts';

/** One side of a table. */
export interface TableSide {
  /** The side as the beginning of a sentence, for errors. */
  name: string;
  table: ComparableTable;
  parts: readonly StoredPart[];
}

/** What the comparisons of all tables share. */
export interface CompareContext {
  services: Pick<Services, 'comparer' | 'clock'>;
  seed: string;
  /** Bounds the parts that are read at once, over all tables. */
  slots: Semaphore;
  signal: AbortSignal;
  /** Told the bytes of JSON of each part that was read. */
  onBytes: (bytes: number) => void;
}

export interface ComparedTable {
  plan: TableComparisonPlan;
  /** Null when the sides have no column in common. */
  rows: JoinedRows | null;
}

/** Parts of one table that are begun ahead of the one whose turn it is. */
const partsAhead = 6;
/** Rows that are joined before others get a turn: about a millisecond. */
const rowsPerStep = 4096;

/**
 * Compares the rows of one table, a part at a time: workers take fingerprints, which are joined here. Memory: some bytes a row, see
 * FingerprintJoin. @throws HoldfastError `archive-damaged`; AbortError.
 */
export async function compareTable(
  before: TableSide,
  after: TableSide,
  context: CompareContext,
): Promise<ComparedTable> {
  return await stopTogether(context.signal, async (signal) => {
    const first = await compareAsPlanned(before, after, { ...context, signal });
    if (first.plan !== null) return first;
    // The rows have other columns than the manifest says: once more, by what was found.
    const sides = [withFound(before, first.found.before), withFound(after, first.found.after)] as const;
    const again = await compareAsPlanned(...sides, { ...context, signal, onBytes: () => undefined });
    if (again.plan === null) throw new Error('The columns of a table are not those that were found in it.');
    return again;
  });
}

function withFound(side: TableSide, found: ComparableTable['found']): TableSide {
  // A side without rows has none that could differ from the manifest.
  return { ...side, table: { ...side.table, found: found ?? side.table.found } };
}

/** The columns that the rows turned out to have, where they are not those of the plan. */
interface Found {
  plan: null;
  found: Record<'before' | 'after', ComparableTable['found']>;
}

async function compareAsPlanned(
  before: TableSide,
  after: TableSide,
  context: CompareContext,
): Promise<ComparedTable | Found> {
  const plan = planComparison(before.table, after.table);
  if (plan.fingerprint === null) return { plan, rows: null };
  const columns = { before: new FoundColumns(), after: new FoundColumns() };
  let asPlanned = true;
  const look = (side: 'before' | 'after', { columns: found }: PartFingerprints) => {
    columns[side].add(found);
    asPlanned &&= isAsPlanned((side === 'before' ? before : after).table, found);
  };
  const passes = passesFor(countRows(before));
  const results: JoinedRows[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    const fingerprint = { ...plan.fingerprint, seed: context.seed };
    results.push(await joinOnce(before, after, fingerprint, { pass, passes }, context, look));
    if (!asPlanned) return { plan: null, found: { before: columns.before.result, after: columns.after.result } };
  }
  return { plan, rows: mergePasses(results) };
}

async function joinOnce(
  before: TableSide,
  after: TableSide,
  plan: FingerprintPlan,
  pass: { pass: number; passes: number },
  { services, slots, signal, onBytes }: CompareContext,
  look: (side: 'before' | 'after', part: PartFingerprints) => void,
): Promise<JoinedRows> {
  const turns = createTurns(services.clock, signal);
  const rowsBefore = countRows(before);
  const join = new FingerprintJoin({ keyed: plan.key.length > 0, rowsBefore, ...pass });
  const parts = [
    ...before.parts.map((part) => ({ part, side: 'before' as const, name: before.name })),
    ...after.parts.map((part) => ({ part, side: 'after' as const, name: after.name })),
  ];
  const answers = mapInOrder(parts, partsAhead, async ({ part, side, name }) => {
    const answer = await slots.run(() => namingSide(name, () => services.comparer.fingerprints(part, plan, signal)));
    onBytes(part.entry.bytes);
    return { answer, side };
  });
  const first = { before: 0, after: 0 };
  for await (const { answer, side } of answers) {
    turns.begin();
    look(side, answer);
    const rows = answer.words.length / fingerprintWords;
    for (let from = 0; from < rows; from += rowsPerStep) {
      const to = Math.min(rows, from + rowsPerStep);
      if (side === 'before') join.addBefore(answer.words, first.before, from, to);
      else join.addAfter(answer.words, first.after, from, to);
      await turns.next();
    }
    first[side] += rows;
  }
  const finishing = join.finish();
  for (;;) {
    const step = finishing.next();
    if (step.done === true) return step.value;
    await turns.next();
  }
}

function countRows({ parts }: TableSide): number {
  return parts.reduce((sum, { rows }) => sum + rows, 0);
}

/** Says in the error of a damaged archive which side it is. */
export async function namingSide<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'archive-damaged') throw error;
    const details = error.hint === null ? { cause: error } : { cause: error, hint: error.hint };
    throw new HoldfastError('archive-damaged', `${name} is damaged: ${clauseOf(error)}.`, details);
  }
}

/** The columns that the parts of a side have. */
class FoundColumns {
  private readonly orders = new Set<string>();
  private readonly columns = new Set<string>();

  add(found: readonly string[] | null): void {
    if (found === null) return;
    this.orders.add(JSON.stringify(found));
    for (const column of found) this.columns.add(column);
  }

  /** Null when it has no rows. */
  get result(): ComparableTable['found'] {
    return this.orders.size === 0 ? null : { columns: [...this.columns], uniform: this.orders.size === 1 };
  }
}

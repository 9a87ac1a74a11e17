import type { TableDifference } from '../core/comparison.ts';
import { nameSide, whyNotCompared } from '../core/comparisonDoubts.ts';
import { describeCompared, describeNotCompared, describeOneSided, type SideFacts } from '../core/describeTables.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { type JoinedRows, passesFor } from '../core/joinFingerprints.ts';
import type { ManifestTable } from '../core/manifest.ts';
import { type ComparableTable, planComparison, type TableComparisonPlan } from '../core/planComparison.ts';
import { sameOverrides, sameParts } from '../core/sameContent.ts';
import { Semaphore } from '../core/semaphore.ts';
import type { ValueRules } from '../core/valueRules.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { type CompareContext, compareTable, namingSide, type TableSide } from './compareTable.ts';
import type { DifferingTable } from './rowDifferences.ts';
import { stopTogether } from './stopTogether.ts';

export interface ComparedTables {
  tables: TableDifference[];
  /** Those of which rows differ. */
  differing: Map<string, DifferingTable>;
}

export interface TablesProgress {
  bytesDone: number;
  bytes: number;
  tables: readonly TableDifference[];
  tablesTotal: number;
}

interface Options {
  signal: AbortSignal;
  partsAtOnce: number;
  onProgress: (progress: TablesProgress) => void;
}

/** Why a table is not compared whose rows cannot be told apart. */
export const noSharedColumn = 'The two sides have no column in common.';

/** Small tables that are compared at once, so that they keep the workers busy. */
const tablesAtOnce = 3;
/** Rows from which a table is compared alone: it keeps the workers busy by itself, and the hashes of its rows take some memory. */
const manyRows = 200_000;
/** Least time between two reports, ms. */
const reportMs = 100;

/** A table that both sides have. */
interface Pair {
  name: string;
  before: ManifestTable;
  after: ManifestTable;
}

/**
 * Compares all tables of two sides, several at once. A table that cannot be read is not compared; the others are.
 * @throws HoldfastError but for `archive-damaged`; AbortError.
 */
export async function compareTables(
  services: Pick<Services, 'comparer' | 'clock' | 'host'>,
  before: ComparedArchive,
  after: ComparedArchive,
  { signal, partsAtOnce, onProgress }: Options,
): Promise<ComparedTables> {
  const facts = [factsOf(before, 'before'), factsOf(after, 'after')] as const;
  const tables: TableDifference[] = listOneSided(before, after, facts);
  const differing = new Map<string, DifferingTable>();
  const pairs: Pair[] = [];
  for (const [name, table] of before.tables) {
    const other = after.tables.get(name);
    if (other === undefined) continue;
    const why = whyNotCompared({ ...facts[0], table }) ?? whyNotCompared({ ...facts[1], table: other });
    if (why === null) pairs.push({ name, before: table, after: other });
    else tables.push(describeNotCompared(name, table, other, why));
  }

  const progress = { bytesDone: 0, bytes: pairs.reduce((sum, pair) => sum + bytesToRead(pair), 0) };
  const tablesTotal = tables.length + pairs.length;
  let reportedMs = Number.NEGATIVE_INFINITY;
  const report = () => {
    if (services.clock.monotonic() - reportedMs < reportMs) return;
    reportedMs = services.clock.monotonic();
    onProgress({ ...progress, tables, tablesTotal });
  };
  const places = new Semaphore(tablesAtOnce);
  const slots = new Semaphore(partsAtOnce);
  const seed = services.host.newId().replaceAll('-', '');

  async function compareOne(pair: Pair, stop: AbortSignal): Promise<void> {
    stop.throwIfAborted();
    const { name } = pair;
    const onBytes = (bytes: number) => {
      progress.bytesDone = Math.min(progress.bytes, progress.bytesDone + bytes);
      report();
    };
    try {
      const sides = [
        await openTable(before, facts[0], name, pair.before, stop),
        await openTable(after, facts[1], name, pair.after, stop),
      ] as const;
      const { plan, rows } = await comparePair(...sides, { services, seed, slots, signal: stop, onBytes });
      if (rows === null) {
        tables.push(describeNotCompared(name, pair.before, pair.after, noSharedColumn));
        return;
      }
      const counts = { added: rows.added.length, removed: rows.removed.length, changed: rows.changedAfter.length };
      const described = [
        { ...facts[0], table: pair.before },
        { ...facts[1], table: pair.after },
      ] as const;
      tables.push(describeCompared(name, ...described, plan, counts));
      if (plan.fingerprint === null || counts.added + counts.removed + counts.changed === 0) return;
      const { key, rules } = plan.fingerprint;
      differing.set(name, { rows, before: sides[0].parts, after: sides[1].parts, key, shown: plan.shown, rules });
    } catch (error) {
      if (!(error instanceof HoldfastError) || error.code !== 'archive-damaged') throw error;
      tables.push(describeNotCompared(name, pair.before, pair.after, error.message));
    }
  }

  onProgress({ ...progress, tables, tablesTotal });
  // Large ones first: begun last, they would be what the end waits for.
  const inTurn = pairs.toSorted((one, other) => bytesToRead(other) - bytesToRead(one));
  await stopTogether(signal, async (stop) => {
    for (const pair of inTurn.filter(hasManyRows)) await compareOne(pair, stop).finally(report);
    const small = inTurn.filter((pair) => !hasManyRows(pair));
    await Promise.all(small.map((pair) => places.run(() => compareOne(pair, stop).finally(report))));
  });
  onProgress({ ...progress, bytesDone: progress.bytes, tables, tablesTotal });
  return { tables, differing };
}

function factsOf({ side, manifest }: ComparedArchive, place: SideFacts['place']): SideFacts {
  return { side, place, manifest };
}

/** Tables that one side does not list. One that is listed without having been read is no less unknown for that. */
function listOneSided(
  before: ComparedArchive,
  after: ComparedArchive,
  [old, now]: readonly [SideFacts, SideFacts],
): TableDifference[] {
  const gone = [...before.tables].filter(([name]) => !after.tables.has(name));
  const created = [...after.tables].filter(([name]) => !before.tables.has(name));
  return [
    ...gone.map(([name, table]) => describeOneSided(name, table, old, now)),
    ...created.map(([name, table]) => describeOneSided(name, table, now, old)),
    ...after.unread.map((name) => describeOneSided(name, null, now, old)),
  ];
}

function partBytes({ parts }: ManifestTable): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

const hasManyRows = ({ before, after }: Pair) => before.rows + after.rows > manyRows;

function bytesToRead({ before, after }: Pair): number {
  if (sameParts(before.parts, after.parts) && before.overrides + after.overrides === 0) return 0;
  return (partBytes(before) + partBytes(after)) * passesFor(before.rows);
}

async function openTable(
  archive: ComparedArchive,
  facts: SideFacts,
  name: string,
  { columns, primary_key, inexact_columns, parts }: ManifestTable,
  signal: AbortSignal,
): Promise<TableSide> {
  const table: ComparableTable = {
    columns,
    primary_key,
    inexact_columns,
    helper: archive.manifest.coverage === 'catalog',
    found: null,
  };
  const side = nameSide(facts);
  const stored = parts.length === 0 ? [] : await namingSide(side, () => archive.parts(name, signal));
  return { name: side, table, parts: stored };
}

const noRows: JoinedRows = {
  removed: new Uint32Array(0),
  added: new Uint32Array(0),
  changedBefore: new Uint32Array(0),
  changedAfter: new Uint32Array(0),
};

/** Tables whose parts and overrides are equal are not read. */
async function comparePair(
  before: TableSide,
  after: TableSide,
  context: CompareContext,
): Promise<{ plan: TableComparisonPlan; rows: JoinedRows | null }> {
  const plan = planComparison(before.table, after.table);
  if (plan.fingerprint === null || !areEqual(before, after, plan.fingerprint.rules)) {
    return await compareTable(before, after, context);
  }
  return { plan, rows: noRows };
}

function areEqual(before: TableSide, after: TableSide, rules: ValueRules): boolean {
  return (
    sameParts(before.parts, after.parts) &&
    before.parts.every(({ overrides }, index) => sameOverrides(overrides, after.parts[index]?.overrides ?? [], rules))
  );
}

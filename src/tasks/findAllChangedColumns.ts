import { bytesPerPair } from '../core/changedColumns.ts';
import type { JoinedRows } from '../core/joinFingerprints.ts';
import { Semaphore } from '../core/semaphore.ts';
import type { ValueRules } from '../core/valueRules.ts';
import type { Services } from '../ports/Services.ts';
import { stopTogether } from './stopTogether.ts';
import type { TableRows } from './tableRows.ts';

export interface ChangedPairs {
  rows: Pick<JoinedRows, 'changedBefore' | 'changedAfter'>;
  before: TableRows;
  after: TableRows;
  columns: readonly string[];
  rules: ValueRules;
}

/** Pairs of parts that are compared at once: each holds two parts in a worker. */
const groupsAtOnce = 2;

/**
 * The columns in which changed rows differ, for all pairs in their order, as `core/changedColumns` has them. Pairs are compared in groups that
 * lie in the same two parts, since a part is read as a whole.
 * @throws HoldfastError `archive-damaged`; AbortError.
 */
export async function findAllChangedColumns(
  { comparer }: Pick<Services, 'comparer'>,
  { rows, before, after, columns, rules }: ChangedPairs,
  signal: AbortSignal,
  onProgress: (share: number) => void = () => undefined,
): Promise<Uint8Array> {
  const count = rows.changedAfter.length;
  const width = bytesPerPair(columns);
  const changed = new Uint8Array(count * width);
  const places = new Semaphore(groupsAtOnce);
  let done = 0;

  async function compareGroup({ oldPart, nowPart, members }: Group, stop: AbortSignal): Promise<void> {
    const [old, now] = [before.parts[oldPart], after.parts[nowPart]];
    if (old === undefined || now === undefined) throw new RangeError('A pair of rows lies in no part.');
    const pairs = new Uint32Array(members.length * 2);
    members.forEach((pair, index) => {
      pairs[index * 2] = (rows.changedBefore[pair] as number) - before.firstRow(oldPart);
      pairs[index * 2 + 1] = (rows.changedAfter[pair] as number) - after.firstRow(nowPart);
    });
    const bits = await places.run(() =>
      comparer.changedColumns({ before: old, after: now, pairs }, columns, rules, stop),
    );
    members.forEach((pair, index) => {
      changed.set(bits.subarray(index * width, (index + 1) * width), pair * width);
    });
    done += members.length;
    onProgress(done / count);
  }

  await stopTogether(signal, (stop) =>
    Promise.all(groupPairs({ rows, before, after }).map((group) => compareGroup(group, stop))),
  );
  return changed;
}

/** Pairs whose rows lie in the same two parts. */
interface Group {
  oldPart: number;
  nowPart: number;
  members: number[];
}

function groupPairs({ rows, before, after }: Pick<ChangedPairs, 'rows' | 'before' | 'after'>): Group[] {
  const groups = new Map<string, Group>();
  for (let pair = 0; pair < rows.changedAfter.length; pair += 1) {
    const oldPart = before.place(rows.changedBefore[pair] as number).part;
    const nowPart = after.place(rows.changedAfter[pair] as number).part;
    const name = `${oldPart}/${nowPart}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { oldPart, nowPart, members: [pair] });
    else group.members.push(pair);
  }
  return [...groups.values()];
}

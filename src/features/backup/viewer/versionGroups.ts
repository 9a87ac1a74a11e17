import { type Cell, cellsOf } from '../../../core/rowCells.ts';
import type { RowVersion } from '../../../tasks/rowVersion.ts';

/** A value that differs between two backups; null where the row had no such column. */
export interface CellChange {
  column: string;
  before: Cell | null;
  after: Cell | null;
}

/** Neighbouring backups that have the same to say of a row. */
export interface VersionGroup {
  state: RowVersion['state'];
  /** Why it is unknown; null otherwise. */
  why: string | null;
  /** Newest first, one at least. */
  versions: RowVersion[];
  /**
   * Against the backups before, left out those that could not be searched. `first`: there are none before; `appeared`: the row was not in
   * them; `changed`: with `changes`; `reordered`: written differently with equal values; `none`: nothing to say, since it is not present.
   */
  since: 'first' | 'appeared' | 'changed' | 'reordered' | 'none';
  changes: CellChange[];
}

function belongsTogether(a: RowVersion, b: RowVersion): boolean {
  return a.state === b.state && a.content === b.content && a.why === b.why && a.count === b.count;
}

const sameValue = (a: Cell | null, b: Cell | null) =>
  a === b || (a !== null && b !== null && a.kind === b.kind && a.text === b.text && a.json === b.json);

const cellsOfVersion = ({ bytes, overrides }: RowVersion) => (bytes === null ? [] : cellsOf(bytes, overrides));

/** The values that differ between two versions of a row, in the order of the newer one's columns; those that are gone last. */
export function changedCells(before: RowVersion, after: RowVersion): CellChange[] {
  const old = new Map(cellsOfVersion(before).map((cell) => [cell.column, cell]));
  const current = cellsOfVersion(after);
  const names = new Set(current.map(({ column }) => column));
  const pairs = [
    ...current.map((cell) => ({ column: cell.column, before: old.get(cell.column) ?? null, after: cell })),
    ...[...old.values()]
      .filter(({ column }) => !names.has(column))
      .map((cell) => ({ column: cell.column, before: cell, after: null })),
  ];
  return pairs.filter((pair) => !sameValue(pair.before, pair.after));
}

function compare(group: RowVersion[], older: RowVersion | undefined): Pick<VersionGroup, 'since' | 'changes'> {
  const oldest = group.at(-1);
  if (oldest?.state !== 'present') return { since: 'none', changes: [] };
  if (older === undefined) return { since: 'first', changes: [] };
  if (older.state === 'absent') return { since: 'appeared', changes: [] };
  const changes = changedCells(older, oldest);
  return { since: changes.length === 0 ? 'reordered' : 'changed', changes };
}

/**
 * The history of a row, neighbours that are equal taken together, each group with what changed since the one before.
 * @param versions newest first.
 */
export function groupVersions(versions: readonly RowVersion[]): VersionGroup[] {
  const groups: RowVersion[][] = [];
  for (const version of versions) {
    const open = groups.at(-1);
    if (open?.[0] !== undefined && belongsTogether(open[0], version)) open.push(version);
    else groups.push([version]);
  }
  return groups.map((group, index) => {
    const [first] = group as [RowVersion, ...RowVersion[]];
    const known = groups.slice(index + 1).find(([older]) => older?.state !== 'unknown');
    return { state: first.state, why: first.why, versions: group, ...compare(group, known?.[0]) };
  });
}

import type { CellDifference } from './comparison.ts';
import type { Cell } from './rowCells.ts';
import { countsOverride, type ValueRules } from './valueRules.ts';

/**
 * The values of a row side by side, by the same rules as fingerprints compare them.
 * @param columns the order in which they are shown; columns of the row beyond them follow.
 * @param before null when that side does not have the row; then no value is called changed.
 */
export function compareCells(
  before: readonly Cell[] | null,
  after: readonly Cell[] | null,
  columns: readonly string[],
  rules: ValueRules,
): CellDifference[] {
  const [old, now] = [byColumn(before), byColumn(after)];
  return [...new Set([...columns, ...now.keys(), ...old.keys()])]
    .map((column) => ({ column, before: old.get(column) ?? null, after: now.get(column) ?? null }))
    .filter((cell) => cell.before !== null || cell.after !== null)
    .map((cell) => ({
      ...cell,
      changed: before !== null && after !== null && !sameCell(cell.before, cell.after, rules),
    }));
}

function byColumn(cells: readonly Cell[] | null): ReadonlyMap<string, Cell> {
  return new Map((cells ?? []).map((cell) => [cell.column, cell]));
}

function sameCell(before: Cell | null, after: Cell | null, rules: ValueRules): boolean {
  if (before === null || after === null) return false;
  const override = (cell: Cell) => (cell.kind === 'override' && countsOverride(cell, rules) ? cell.text : null);
  if (override(before) !== override(after)) return false;
  if (before.json === after.json) return true;
  if (!rules.asText.includes(before.column) || before.json === 'null' || after.json === 'null') return false;
  return withoutQuotes(before.json) === withoutQuotes(after.json);
}

const withoutQuotes = (json: string) => (json.startsWith('"') ? json.slice(1, -1) : json);

import type { RowOverride } from './page.ts';

/** How the values of two sides are compared where they could not be written alike. */
export interface ValueRules {
  /** Columns whose overrides do not count, because one side could not have them. */
  inexact: readonly string[];
  /** One side was read without the helper, which can only tell that a value is JSON null: other overrides do not count. */
  onlyNulls: boolean;
  /** Columns of which the type changed: 10 and "10" are equal there. */
  asText: readonly string[];
}

/** Whether an override is part of its row's content. */
export function countsOverride(override: Pick<RowOverride, 'column' | 'text'>, rules: ValueRules): boolean {
  if (rules.inexact.includes(override.column)) return false;
  return !rules.onlyNulls || override.text === 'null';
}

/** The overrides that count, by their row. */
export function overridesByRow(
  overrides: readonly RowOverride[],
  rules: ValueRules,
): ReadonlyMap<number, readonly RowOverride[]> {
  const byRow = new Map<number, RowOverride[]>();
  for (const override of overrides) {
    if (!countsOverride(override, rules)) continue;
    const list = byRow.get(override.row);
    if (list === undefined) byRow.set(override.row, [override]);
    else list.push(override);
  }
  for (const list of byRow.values()) list.sort((one, other) => (one.column < other.column ? -1 : 1));
  return byRow;
}

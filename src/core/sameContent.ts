import type { RowOverride } from './page.ts';
import { overridesByRow, type ValueRules } from './valueRules.ts';

/**
 * Whether the parts of a table hold the same bytes, by their digests. Where parts are cut depends on the rows alone, so equal rows in equal order
 * give equal parts. The parts' digests are asked, not `content_sha256`: they are what every reader of a part checks.
 */
export function sameParts(before: readonly { sha256: string }[], after: readonly { sha256: string }[]): boolean {
  return before.length === after.length && before.every(({ sha256 }, index) => sha256 === after[index]?.sha256);
}

/** Whether the overrides of two parts are the same, as far as they count. */
export function sameOverrides(
  before: readonly RowOverride[],
  after: readonly RowOverride[],
  rules: ValueRules,
): boolean {
  const written = (overrides: readonly RowOverride[]) =>
    JSON.stringify(
      [...overridesByRow(overrides, rules)]
        .sort(([one], [other]) => one - other)
        .flatMap(([row, list]) => list.map(({ column, text }) => [row, column, text])),
    );
  return written(before) === written(after);
}

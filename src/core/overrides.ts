import { z } from 'zod';
import { archiveDamaged } from './archiveDamage.ts';
import type { RowOverride } from './page.ts';

const overridesSchema = z.array(
  z.object({ part: z.string(), row: z.number().int().nonnegative(), column: z.string(), text: z.string() }),
);

/** Reads a file of overrides, as OverridesBuilder writes it. @throws HoldfastError `archive-damaged` naming `path`. */
export function parseOverrides(bytes: Uint8Array, path: string): (RowOverride & { part: string })[] {
  try {
    return overridesSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw archiveDamaged(`${path} is no list of overrides`, cause);
  }
}

/**
 * How many overrides a file holds, after a look whether each speaks of a row that exists.
 * @param rowsOfParts the parts of its table, by path, with their rows.
 * @throws HoldfastError `archive-damaged` naming `path`.
 */
export function countOverrides(bytes: Uint8Array, path: string, rowsOfParts: ReadonlyMap<string, number>): number {
  const overrides = parseOverrides(bytes, path);
  for (const { part, row } of overrides) {
    const rows = rowsOfParts.get(part);
    if (rows === undefined) throw archiveDamaged(`${path} speaks of ${part}, which is no part of its table`);
    if (row >= rows) throw archiveDamaged(`${path} speaks of row ${row} of ${part}, which has ${rows} rows`);
  }
  return overrides.length;
}

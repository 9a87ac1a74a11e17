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

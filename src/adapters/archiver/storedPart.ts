import { archiveDamaged } from '../../core/archiveDamage.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { RowScanner } from '../../core/rowScanner.ts';
import type { PartRows, StoredPart } from '../../ports/RowReader.ts';
import { inflateEntry } from './inflateEntry.ts';
import { sha256Of } from './sha256.ts';

/** Inflates a part, checks it against directory and manifest, and finds its rows. @throws HoldfastError `archive-damaged`. */
export async function readStoredPart({ archive, entry, sha256, rows }: StoredPart): Promise<PartRows> {
  const bytes = await inflateEntry(archive, entry);
  if ((await sha256Of(bytes)) !== sha256) throw archiveDamaged(`the SHA-256 digest of ${entry.path} does not match`);
  const scanner = new RowScanner();
  try {
    scanner.push(bytes);
    scanner.finish();
  } catch (cause) {
    if (!(cause instanceof HoldfastError)) throw cause;
    throw archiveDamaged(`${entry.path} is no list of rows`, cause);
  }
  if (scanner.rows !== rows) throw archiveDamaged(`${entry.path} has ${scanner.rows} rows instead of ${rows}`);
  return { bytes, starts: scanner.starts, ends: scanner.ends };
}

import type { BackupProgress } from '../core/backupProgress.ts';
import type { ManifestTable } from '../core/manifest.ts';
import type { RestoreRequest } from '../core/restore.ts';
import { formatTable } from '../core/tableName.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { readLiveSide } from './readLiveSide.ts';
import { findChanges, type RestoreChanges } from './restoreChanges.ts';

interface Again {
  /** `schema.table` */
  names: readonly string[];
  /** Knows the tables as they were before the restore, and by what keys they are read. */
  preRestore: ComparedArchive;
  /** What the tables of now are compared with. */
  wanted: ComparedArchive;
  request: Pick<RestoreRequest, 'scope' | 'mode'>;
  signal: AbortSignal;
  onProgress?: (progress: BackupProgress) => void;
}

/**
 * Reads tables that were written over REST once more, and finds what would still have to be written for them to be as wanted.
 * @param use is given that as long as the rows that were read are there.
 * @throws as `readLiveSide` when the tables cannot be read; `archive-damaged`; AbortError; what `use` throws.
 */
export async function readAgain<T>(
  services: Services,
  { names, preRestore, wanted, request, signal, onProgress = () => undefined }: Again,
  use: (left: RestoreChanges, live: ComparedArchive) => Promise<T>,
): Promise<T> {
  const live = await readLiveSide(services, narrowedTo(preRestore, names), signal, onProgress);
  try {
    return await use(await findChanges(services, live, wanted, request, [], { signal, only: names }), live);
  } finally {
    await live.dispose();
  }
}

/** Just these tables; room for reading them is not asked for: what was begun has to be looked at, and taken back if need be. */
function narrowedTo({ manifest }: ComparedArchive, names: readonly string[]) {
  const isNamed = (table: ManifestTable) => names.includes(formatTable(table));
  return { manifest: { ...manifest, tables: manifest.tables.filter(isNamed) }, sizeBytes: 0 };
}

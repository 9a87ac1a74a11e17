import type { ComparedSide } from '../core/comparison.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import type { Manifest, ManifestTable } from '../core/manifest.ts';
import { formatTable } from '../core/tableName.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { openArchive } from './openArchive.ts';

/** A side of a comparison, opened. */
export interface ComparedArchive {
  side: ComparedSide;
  manifest: Manifest;
  /** Size of its ZIP file. */
  sizeBytes: number;
  /** All tables that the manifest lists, also those without rows in it, by `schema.table`. */
  tables: ReadonlyMap<string, ManifestTable>;
  /** Of the live project: tables that are there now but were not read, since the other side does not have them. */
  unread: readonly string[];
  /** As `OpenArchive.parts`. */
  parts(table: string, signal: AbortSignal): Promise<StoredPart[]>;
  /** Removes what was only made for the comparison. Never rejects. */
  dispose(): Promise<void>;
}

/** Opens a backup as a side of a comparison. @throws as `openArchive`. */
export async function openBackupSide(
  services: Pick<Services, 'backups' | 'store' | 'archiver'>,
  id: string,
  signal: AbortSignal,
): Promise<ComparedArchive> {
  const record = await services.backups.get(id);
  const { manifest, archive, parts } = await openArchive(services, id, signal);
  if (record === null) throw new HoldfastError('not-found', 'This backup is not in this browser.');
  return {
    side: {
      kind: 'backup',
      id,
      at: record.createdAt,
      filename: record.filename,
      type: record.type,
      reason: record.reason,
      status: record.status,
      coverage: manifest.coverage,
    },
    manifest,
    sizeBytes: archive.size,
    tables: tablesByName(manifest),
    unread: [],
    parts: (table, readSignal) => parts(table, readSignal),
    dispose: async () => undefined,
  };
}

/** The tables of a manifest by `schema.table`. */
export function tablesByName({ tables }: Manifest): ReadonlyMap<string, ManifestTable> {
  return new Map(tables.map((table) => [formatTable(table), table]));
}

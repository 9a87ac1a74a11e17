import type { BackupRecord } from './backup.ts';
import type { Manifest } from './manifest.ts';
import { formatTable } from './tableName.ts';

/**
 * Where a manifest is not the one that a record was made from, as a clause; null when it may be. For archives whose manifest's digest was
 * not kept: what the record says of each table must stand in it.
 */
export function whyNotOfRecord(manifest: Manifest, record: BackupRecord): string | null {
  if (manifest.backup_id !== record.id) return 'it belongs to another backup';
  const differs = (what: string) => `its ${what} are not those that the history knows`;
  if (manifest.total_rows !== record.totalRows || manifest.total_bytes !== record.totalBytes)
    return differs('rows and bytes');
  const tables = new Map(manifest.tables.map((table) => [formatTable(table), table]));
  const isSame = ({ table, rows, contentSha256, outcome, overrides }: BackupRecord['tables'][number]) => {
    const known = tables.get(table);
    return (
      known?.rows === rows &&
      known.content_sha256 === contentSha256 &&
      known.outcome === outcome &&
      known.overrides === overrides
    );
  };
  if (manifest.tables.length !== record.tables.length || !record.tables.every(isSame)) return differs('tables');
  return null;
}

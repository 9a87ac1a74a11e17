import type { BackupType } from './backup.ts';
import type { TableName } from './tableName.ts';

/** `manual-backup-2026-01-25T14-30-45-123Z.zip`: type and UTC time, `:` and `.` as `-`, so that names sort by time. */
export function archiveFilename(type: BackupType, createdAt: string): string {
  return `${type}-backup-${createdAt.replaceAll(/[:.]/g, '-')}.zip`;
}

const safeByte = /[a-z0-9_-]/;

/**
 * A schema or table name for a path inside the archive: bytes other than a-z, 0-9, `_` and `-` percent-encoded.
 * Capitals too, since `Users` and `users` would be one file on many disks; dots too, since they divide schema and table.
 */
function encodeName(name: string): string {
  let encoded = '';
  for (const byte of new TextEncoder().encode(name)) {
    const character = String.fromCharCode(byte);
    encoded += safeByte.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** What the paths of a table's files have in common: `public.users` of `tables/public.users.json` and `overrides/public.users/00001.json`. */
export function tableStem(table: TableName): string {
  return `${encodeName(table.schema)}.${encodeName(table.name)}`;
}

/** Where the files of overrides lie. */
export const overridesFolder = 'overrides/';

/** Path of a table's only part, or of its part number `number` (from 1) where it has several. */
export function partPath(table: TableName, number: number | null): string {
  if (number === null) return `tables/${tableStem(table)}.json`;
  return `tables/${tableStem(table)}/${String(number).padStart(5, '0')}.json`;
}

/** Path of the values of a table that JSON cannot carry exactly, or of file number `number` (from 1) where it has several. */
export function overridesPath(table: TableName, number: number | null): string {
  if (number === null) return `${overridesFolder}${tableStem(table)}.json`;
  return `${overridesFolder}${tableStem(table)}/${String(number).padStart(5, '0')}.json`;
}

/** The `tableStem` in the path of a part or of a file of overrides; null in another path. */
export function stemOf(path: string): string | null {
  return /^(?:tables|overrides)\/([^/]+?)(?:\.json|\/\d{5,}\.json)$/.exec(path)?.[1] ?? null;
}

import { manifestPath } from './archiveFaults.ts';
import { overridesFolder, stemOf, tableStem } from './archiveNames.ts';
import type { Manifest, ManifestTable } from './manifest.ts';
import { formatTable } from './tableName.ts';

/** A file that has to be in an archive, as the manifest says. */
export interface ExpectedFile {
  path: string;
  /** Before compression. */
  bytes: number;
  sha256: string;
  /** Of a part; null of other files. */
  rows: number | null;
  /** The table that it belongs to; null for files of none, such as README.txt. */
  table: ManifestTable | null;
}

/** All files that have to be in an archive beside its manifest. */
export interface ExpectedFiles {
  /** By path, parts in the manifest's order, then the others. */
  files: Map<string, ExpectedFile>;
  /** What the manifest says of files that cannot be, as clauses. */
  impossible: string[];
  /** The table (`schema.table`) whose files have this path, whether it has to be there or not; null when none has. */
  tableOf(path: string): string | null;
}

/** What a manifest says of the files of its archive. */
export function expectFiles(manifest: Manifest): ExpectedFiles {
  const files = new Map<string, ExpectedFile>();
  const impossible: string[] = [];
  const tables = new Map(manifest.tables.map((table) => [tableStem(table), table]));
  const ownerOf = (path: string) => tables.get(stemOf(path) ?? '') ?? null;
  const add = (file: ExpectedFile) => {
    if (files.has(file.path) || file.path === manifestPath) impossible.push(`it names ${file.path} twice`);
    else files.set(file.path, file);
  };
  for (const table of manifest.tables)
    for (const { path, rows, bytes, sha256 } of table.parts) add({ path, bytes, sha256, rows, table });
  for (const { path, bytes, sha256 } of manifest.files) {
    const table = path.startsWith(overridesFolder) ? ownerOf(path) : null;
    if (path.startsWith(overridesFolder) && (table === null || table.parts.length === 0))
      impossible.push(`${path} belongs to none of its tables`);
    add({ path, bytes, sha256, rows: null, table });
  }
  return {
    files,
    impossible,
    tableOf(path) {
      const table = ownerOf(path);
      return table === null ? null : formatTable(table);
    },
  };
}

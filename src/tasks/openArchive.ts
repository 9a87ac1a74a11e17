import { archiveDamaged } from '../core/archiveDamage.ts';
import { overridesFolder } from '../core/archiveNames.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import type { Manifest, ManifestTable } from '../core/manifest.ts';
import { parseOverrides } from '../core/overrides.ts';
import type { RowOverride } from '../core/page.ts';
import { formatTable } from '../core/tableName.ts';
import type { ZipEntry } from '../core/zipDirectory.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { readEntries, readManifest } from './archiveFiles.ts';

/** A stored archive whose directory and manifest were read; its parts are checked one by one as they are read. */
export interface OpenArchive {
  manifest: Manifest;
  archive: Blob;
  /** Tables that have rows in it, by `schema.table`, in the order of the manifest. */
  tables: ReadonlyMap<string, ManifestTable>;
  /**
   * The parts of a table in key order, with their overrides; empty when the table has none.
   * @throws HoldfastError `not-found` for a table that is not in it, `archive-damaged`; AbortError.
   */
  parts(table: string, signal?: AbortSignal): Promise<StoredPart[]>;
}

/**
 * Opens the stored archive of a backup for reading.
 * @throws HoldfastError `not-found` when the backup or its bytes are not in this browser, `archive-damaged`; AbortError.
 */
export async function openArchive(
  services: Pick<Services, 'backups' | 'store' | 'archiver'>,
  id: string,
  signal?: AbortSignal,
): Promise<OpenArchive> {
  const record = await services.backups.get(id);
  const archive = record?.archive == null ? null : await services.store.open(id);
  if (record === null || archive === null) {
    throw new HoldfastError('not-found', `${record?.filename ?? 'This backup'} is not in this browser.`, {
      hint: 'Choose another backup, or add its file to the history if you have a copy.',
    });
  }
  return readArchive(services.archiver, archive, signal);
}

/** Opens an archive that lies wherever. @throws HoldfastError `archive-damaged`; AbortError. */
export async function readArchive(
  archiver: Services['archiver'],
  archive: Blob,
  signal: AbortSignal = new AbortController().signal,
): Promise<OpenArchive> {
  const entries = new Map((await readEntries(archive)).map((entry) => [entry.path, entry]));
  const { manifest } = await readManifest(archiver, archive, [...entries.values()], signal);
  const tables = new Map(
    manifest.tables.filter(({ parts }) => parts.length > 0).map((table) => [formatTable(table), table]),
  );

  function entryOf(path: string): ZipEntry {
    const entry = entries.get(path);
    if (entry === undefined) throw archiveDamaged(`${path} is missing`);
    return entry;
  }

  /** The overrides of a table by the path of their part. */
  async function overridesOf(table: ManifestTable, readSignal: AbortSignal): Promise<Map<string, RowOverride[]>> {
    const found = new Map<string, RowOverride[]>(table.parts.map(({ path }) => [path, []]));
    if (table.overrides === 0) return found;
    let count = 0;
    for (const { path, sha256 } of manifest.files) {
      if (!isOverridesOf(path, table)) continue;
      const entry = entryOf(path);
      const checked = await archiver.check(archive, entry, readSignal);
      if (checked.sha256 !== sha256) throw archiveDamaged(`the SHA-256 digest of ${path} does not match`);
      for (const { part, ...override } of parseOverrides(await archiver.extract(archive, entry, readSignal), path)) {
        const list = found.get(part);
        if (list === undefined) throw archiveDamaged(`${path} speaks of ${part}, which is no part of its table`);
        list.push(override);
        count += 1;
      }
    }
    if (count !== table.overrides) throw archiveDamaged(`${formatTable(table)} has ${count} overrides`);
    return found;
  }

  return {
    manifest,
    archive,
    tables,
    async parts(name, readSignal = signal) {
      const table = tables.get(name);
      if (table === undefined) throw new HoldfastError('not-found', `${name} is not in this backup.`);
      const overrides = await overridesOf(table, readSignal);
      return table.parts.map(({ path, sha256, rows }) => ({
        archive,
        entry: entryOf(path),
        sha256,
        rows,
        overrides: overrides.get(path) ?? [],
      }));
    },
  };
}

/** Whether a file holds overrides of this table: `overrides/public.orders.json`, or numbered files in a folder of that name. */
function isOverridesOf(path: string, table: ManifestTable): boolean {
  const [first] = table.parts;
  if (first === undefined || !path.startsWith(overridesFolder)) return false;
  // Part and overrides of a table share the name that stands behind their folders.
  const name = (text: string) => text.split('/')[1]?.replace(/\.json$/, '');
  return name(path) === name(first.path);
}

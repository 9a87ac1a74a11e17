import { hurtsTable } from '../core/archiveFaults.ts';
import { exportedTable } from '../core/exportFormat.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import type { Manifest, ManifestTable } from '../core/manifest.ts';
import { whyNotWhole } from '../core/planRestore.ts';
import type { RestoreMode } from '../core/restore.ts';
import { restoreSqlEnd, restoreSqlHead, stagedTable } from '../core/restoreSql.ts';
import { formatTable } from '../core/tableName.ts';
import { orderForWriting } from '../core/tableOrder.ts';
import type { RowReader, StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { createBlobBuilder } from './blobBuilder.ts';
import { type TableFileProgress, withColumns } from './exportTableFile.ts';
import { mapInOrder } from './mapInOrder.ts';
import { type OpenArchive, openArchive } from './openArchive.ts';
import { recordAct } from './recordAct.ts';
import { stopTogether } from './stopTogether.ts';

export interface RestoreSqlRequest {
  backupId: string;
  /** `schema.table` each; null for all that the backup has rows of. */
  tables: readonly string[] | null;
  mode: RestoreMode;
}

/** A file that restores by psql alone. */
export interface RestoreSqlFile {
  /** `restore-2026-01-25T14-30-45-123Z.sql`, by the backup's time. */
  filename: string;
  blob: Blob;
  tables: number;
  rows: number;
}

type Needs = Pick<Services, 'backups' | 'store' | 'archiver' | 'rows' | 'audit' | 'clock' | 'project'>;

/** Parts that are written ahead of the one whose turn it is. */
const partsAhead = 2;

/**
 * Writes tables of a backup into one file for psql, which restores them in one transaction as the owner of the tables: see `restoreSqlHead`.
 * A part at a time; the browser keeps the pieces, so that memory stays bounded. Leaves an audit entry. Hand it out with `host.download`.
 * @throws HoldfastError `not-found` when the backup, its file or a table is not there; `restore-refused` where replacing could delete rows
 *   that the backup never saw; `archive-damaged`, `storage-failed`, `columns-differ`; AbortError.
 */
export async function exportRestoreSql(
  services: Needs,
  { backupId, tables: names, mode }: RestoreSqlRequest,
  signal: AbortSignal,
  onProgress: (progress: TableFileProgress) => void = () => undefined,
): Promise<RestoreSqlFile> {
  const archive = await openArchive(services, backupId, signal);
  const record = await services.backups.get(backupId);
  const chosen = chooseTables(archive, names);
  for (const table of chosen) {
    const fault = record?.archive?.faults?.find((each) => hurtsTable(each, formatTable(table)));
    if (fault !== undefined) {
      throw new HoldfastError('archive-damaged', `${formatTable(table)} is damaged in this backup: ${fault.what}.`, {
        hint: 'Choose other tables, or another copy of this backup.',
      });
    }
    if (mode === 'replace') demandWhole(archive.manifest, table);
  }
  const filename = record?.filename ?? backupId;
  const file = { filename, mode, whole: names === null };
  const written = await stopTogether(signal, (stop) => writeFile(services, archive, chosen, file, onProgress, stop));
  const what = `${chosen.length} tables with ${written.rows} rows as restore.sql (${mode}) from ${filename}`;
  await recordAct(services, 'export', backupId, 'done', `Exported ${what}.`);
  const stamp = (record?.createdAt ?? archive.manifest.created_at).replaceAll(/[:.]/g, '-');
  return { filename: `restore-${stamp}.sql`, tables: chosen.length, ...written };
}

/** Parents before the children that reference them. */
function chooseTables({ manifest, tables }: OpenArchive, names: readonly string[] | null): ManifestTable[] {
  const wanted = names ?? [...tables.keys()];
  const edges = manifest.tables.flatMap((table) =>
    table.foreign_keys.map(({ references }) => ({ table: formatTable(table), references })),
  );
  const chosen = orderForWriting(wanted, edges).map((name) => {
    const table = tables.get(name);
    if (table === undefined) throw new HoldfastError('not-found', `${name} is not in this backup.`);
    return table;
  });
  if (chosen.length === 0) throw new HoldfastError('not-found', 'There are no tables to restore in this backup.');
  return chosen;
}

/** @throws HoldfastError `restore-refused` where the backup is not known to hold every row of the table. */
function demandWhole(manifest: Manifest, table: ManifestTable): void {
  const why =
    table.outcome === 'failed'
      ? 'The backup does not hold every row of this table. Replacing would delete rows that it never saw.'
      : whyNotWhole({ manifest, tables: new Map() }, table);
  if (why === null) return;
  throw new HoldfastError('restore-refused', `${formatTable(table)} cannot be replaced. ${why}`, {
    hint: 'Add what is missing or merge instead, or choose a backup that is known to be complete.',
  });
}

async function writeFile(
  { rows: reader }: Needs,
  archive: OpenArchive,
  tables: readonly ManifestTable[],
  { filename, mode, whole }: { filename: string; mode: RestoreMode; whole: boolean },
  onProgress: (progress: TableFileProgress) => void,
  signal: AbortSignal,
): Promise<{ blob: Blob; rows: number }> {
  const bytes = tables.reduce((sum, { parts }) => sum + parts.reduce((total, part) => total + part.bytes, 0), 0);
  const progress = { rows: 0, bytesDone: 0, bytes };
  const columns: ManifestTable['columns'][] = [];
  for (const table of tables) columns.push(await columnsOf(reader, archive, table, signal));
  const file = createBlobBuilder();
  const described = tables.map(({ schema, name, primary_key, rows }, index) => {
    return { schema, name, primaryKey: primary_key, columns: columns[index] ?? [], rows };
  });
  file.add(restoreSqlHead({ mode, whole, filename, backup: archive.manifest, tables: described }));
  const enums = archive.manifest.enums.map(({ name }) => name);
  for (const [index, table] of tables.entries()) {
    const parts = await archive.parts(formatTable(table), signal);
    const staged = { ...stagedTable(index), columns: columns[index] ?? [], enums };
    const options = { format: 'sql' as const, table: staged, guard: false, query: null };
    const convert = (part: StoredPart) => reader.convert(part, options, signal);
    let turn = 0;
    for await (const piece of mapInOrder(parts, partsAhead, convert)) {
      signal.throwIfAborted();
      if (piece.rows > 0) file.add(piece.bytes);
      progress.rows += piece.rows;
      progress.bytesDone += (parts[turn++] as StoredPart).entry.bytes;
      onProgress({ ...progress });
    }
  }
  file.add(restoreSqlEnd);
  return { blob: file.finish('application/sql'), rows: progress.rows };
}

/** As the manifest says; those of the first row where it knows none. */
async function columnsOf(
  reader: RowReader,
  archive: OpenArchive,
  table: ManifestTable,
  signal: AbortSignal,
): Promise<ManifestTable['columns']> {
  if (table.columns.length > 0 || table.rows === 0) return table.columns;
  const parts = await archive.parts(formatTable(table), signal);
  return (await withColumns(reader, exportedTable(archive.manifest, table), parts, signal)).columns;
}

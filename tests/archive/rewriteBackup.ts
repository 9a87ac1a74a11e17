import { overridesPath, partPath } from '../../src/core/archiveNames.ts';
import {
  formatManifest,
  type Manifest,
  type ManifestFile,
  type ManifestPart,
  type ManifestTable,
} from '../../src/core/manifest.ts';
import { type Cell, cellsOf } from '../../src/core/rowCells.ts';
import { formatTable } from '../../src/core/tableName.ts';
import type { Services } from '../../src/ports/Services.ts';
import { openArchive } from '../../src/tasks/openArchive.ts';

/** A row with what JSON cannot carry of it. */
export interface RewrittenRow {
  cells: Cell[];
}

interface Rewriting {
  rows(rows: RewrittenRow[], table: ManifestTable): RewrittenRow[];
  table?(table: ManifestTable): ManifestTable;
  rowsPerPart: number;
}

const encode = (text: string) => new TextEncoder().encode(text);

/** Another backup with the rows of this one written in another way: in another order, other parts, with other values. Returns its id. */
export async function rewriteBackup(services: Services, id: string, rewriting: Rewriting): Promise<string> {
  const record = await services.backups.get(id);
  if (record === null) throw new Error(`There is no backup ${id}.`);
  const opened = await openArchive(services, id);
  const newId = services.host.newId();
  const sink = await services.store.create(newId);
  const writer = services.archiver.write(sink, { level: 1, modified: 0 });
  const files: ManifestFile[] = [];

  async function rewriteTable(table: ManifestTable): Promise<ManifestTable> {
    if (table.parts.length === 0) return table;
    const rows: RewrittenRow[] = [];
    for (const part of await opened.parts(formatTable(table))) {
      const { bytes, starts, ends } = await services.rows.rows(part);
      starts.forEach((start, row) => {
        const own = part.overrides.filter((override) => override.row === row);
        rows.push({ cells: cellsOf(bytes.subarray(start, ends[row]), own) });
      });
    }
    const changed = rewriting.rows(rows, table);
    const parts: ManifestPart[] = [];
    const overrides: object[] = [];
    for (let first = 0; first === 0 || first < changed.length; first += rewriting.rowsPerPart) {
      const some = changed.slice(first, first + rewriting.rowsPerPart);
      const path = partPath(table, parts.length + 1);
      const text = some.map(
        ({ cells }) => `{${cells.map(({ column, json }) => `${JSON.stringify(column)}:${json}`).join(',')}}`,
      );
      parts.push({ path, rows: some.length, ...(await writer.add(path, encode(`[${text.join(',\n')}]`))) });
      some.forEach(({ cells }, row) => {
        for (const { column, kind, text: value } of cells)
          if (kind === 'override') overrides.push({ part: path, row, column, text: value });
      });
    }
    if (overrides.length > 0) {
      const path = overridesPath(table, 1);
      files.push({ path, ...(await writer.add(path, encode(JSON.stringify(overrides)))) });
    }
    const rewritten = { ...table, rows: changed.length, overrides: overrides.length, content_sha256: null, parts };
    return rewriting.table?.(rewritten) ?? rewritten;
  }

  const tables: ManifestTable[] = [];
  for (const table of opened.manifest.tables) tables.push(await rewriteTable(table));
  const manifest: Manifest = { ...opened.manifest, backup_id: newId, tables, files };
  await writer.add('manifest.json', formatManifest(manifest));
  await writer.finish([]);
  await sink.seal();
  await sink.publish();
  await services.backups.put({ ...record, id: newId });
  return newId;
}

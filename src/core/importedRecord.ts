import { archiveFilename } from './archiveNames.ts';
import type { ArchiveState, BackupRecord } from './backup.ts';
import type { Manifest } from './manifest.ts';
import { scopeOf } from './tableChoice.ts';
import { formatTable } from './tableName.ts';
import { countTaken, tableResult } from './tableResult.ts';

/** Texts of a foreign manifest are kept up to this length: they stand in the history, where nobody reads more. */
const longestText = 1000;
const short = (text: string) => text.slice(0, longestText);

/** What the record of a backup says of what its archive holds. */
function contentsOf(
  manifest: Manifest,
): Pick<
  BackupRecord,
  | 'status'
  | 'finishedAt'
  | 'coverage'
  | 'consistency'
  | 'tablesTotal'
  | 'tablesBackedUp'
  | 'totalRows'
  | 'expectedRows'
  | 'totalBytes'
  | 'tables'
  | 'error'
> {
  const finishedAt = Date.parse(manifest.finished_at);
  return {
    status: manifest.status,
    finishedAt: Number.isNaN(finishedAt) ? null : new Date(finishedAt).toISOString(),
    coverage: manifest.coverage,
    consistency: manifest.consistency,
    tablesTotal: countTaken(manifest.tables),
    tablesBackedUp: manifest.tables_backed_up,
    totalRows: manifest.total_rows,
    expectedRows: manifest.total_rows,
    totalBytes: manifest.total_bytes,
    tables: manifest.tables.map(tableResult),
    error: null,
  };
}

/** The record of a backup that came as a file. Its name is the one that it had when it was made. */
export function importedRecord(
  manifest: Manifest,
  about: Pick<BackupRecord, 'id' | 'projectId' | 'imported'> & { archive: ArchiveState },
): BackupRecord {
  const createdAt = new Date(manifest.created_at).toISOString();
  const excluded = manifest.tables.filter(({ outcome }) => outcome === 'excluded').map(formatTable);
  return {
    ...about,
    projectUrl: short(manifest.project_url),
    platform: short(manifest.platform),
    type: 'imported',
    reason: short(manifest.reason),
    filename: archiveFilename(manifest.type, createdAt),
    createdAt,
    createdBy: { id: short(manifest.created_by.id), email: short(manifest.created_by.email) },
    ...contentsOf(manifest),
    scope: scopeOf({ mode: 'except', names: excluded }),
    schedule: null,
    keep: null,
    pin: null,
    removed: null,
    acceptedAt: null,
    changes: null,
  };
}

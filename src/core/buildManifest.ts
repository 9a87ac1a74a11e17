import type { BackupStatus, Coverage, Paging, TableOutcome } from './backup.ts';
import type { Catalog, CatalogTable } from './catalog.ts';
import { formatVersion, type Manifest, type ManifestFile, type ManifestPart, type ManifestTable } from './manifest.ts';
import type { TableName } from './tableName.ts';

/** Version of the application, as `generator` names it. */
export const generator = 'holdfast 0.1.0';

/** A table that was read, as far as the manifest tells. */
interface TableRead {
  table: CatalogTable;
  outcome: TableOutcome;
  error: string | null;
  rows: number;
  counted: { visible: number | null; total: number | null } | null;
  paging: Paging;
  parts: ManifestPart[];
  overrides: number;
  inexactColumns: string[];
  contentSha256: string | null;
  startedAtMs: number;
  finishedAtMs: number;
}

/** A table that is only listed. */
interface TableUnread {
  table: TableName;
  columns: CatalogTable | null;
  outcome: TableOutcome;
  error: string | null;
}

export interface ManifestInput {
  backupId: string;
  createdAt: string;
  finishedAt: string;
  type: Manifest['type'];
  status: Extract<BackupStatus, 'completed' | 'unproven' | 'partial'>;
  reason: string;
  createdBy: { id: string; email: string };
  platform: string;
  projectUrl: string;
  coverage: Coverage;
  /** Left out: page. */
  consistency?: Manifest['consistency'];
  catalog: Catalog | null;
  read: readonly TableRead[];
  unread: readonly TableUnread[];
}

function columnsOf(table: CatalogTable | null): Pick<ManifestTable, 'primary_key' | 'columns' | 'foreign_keys'> {
  return {
    primary_key: table?.primary_key ?? [],
    columns: (table?.columns ?? []).map(({ name, type, nullable, generated, identity }) => ({
      name,
      type,
      nullable,
      generated,
      identity,
    })),
    foreign_keys: table?.foreign_keys ?? [],
  };
}

function describeRead(read: TableRead): ManifestTable {
  return {
    schema: read.table.schema,
    name: read.table.name,
    outcome: read.outcome,
    error: read.error,
    rows: read.rows,
    rows_visible: read.counted?.visible ?? null,
    rows_total: read.counted?.total ?? null,
    read_started_at: new Date(read.startedAtMs).toISOString(),
    read_finished_at: new Date(read.finishedAtMs).toISOString(),
    paging: read.paging,
    ...columnsOf(read.table),
    overrides: read.overrides,
    inexact_columns: read.inexactColumns,
    content_sha256: read.contentSha256,
    parts: read.parts,
  };
}

function describeUnread({ table, columns, outcome, error }: TableUnread): ManifestTable {
  return {
    schema: table.schema,
    name: table.name,
    outcome,
    error,
    rows: 0,
    rows_visible: null,
    rows_total: null,
    read_started_at: null,
    read_finished_at: null,
    paging: null,
    ...columnsOf(columns),
    overrides: 0,
    inexact_columns: [],
    content_sha256: null,
    parts: [],
  };
}

/** The manifest of a run whose tables are all decided; `files` (README, overrides) are added as they are written. */
export function buildManifest(input: ManifestInput, files: ManifestFile[]): Manifest {
  const tables = [...input.read.map(describeRead), ...input.unread.map(describeUnread)].sort((one, other) =>
    one.schema === other.schema ? compare(one.name, other.name) : compare(one.schema, other.schema),
  );
  const sum = (value: (table: ManifestTable) => number) => tables.reduce((total, table) => total + value(table), 0);
  return {
    format: 'holdfast',
    format_version: formatVersion,
    backup_id: input.backupId,
    created_at: input.createdAt,
    finished_at: input.finishedAt,
    type: input.type,
    status: input.status,
    reason: input.reason,
    created_by: input.createdBy,
    platform: input.platform,
    project_url: input.projectUrl,
    backup_version: '1.0',
    generator,
    tables_backed_up: tables.filter(({ outcome }) => outcome === 'exported' || outcome === 'partial').length,
    total_rows: sum((table) => table.rows),
    total_bytes: sum((table) => table.parts.reduce((bytes, part) => bytes + part.bytes, 0)),
    coverage: input.coverage,
    consistency: input.consistency ?? 'page',
    sequences: input.catalog?.sequences ?? [],
    enums: input.catalog?.enums ?? [],
    left_out: input.catalog?.left_out ?? [],
    tables,
    files,
  };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

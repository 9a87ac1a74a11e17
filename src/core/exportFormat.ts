import type { ManifestTable } from './manifest.ts';

/** A table of a backup as a file of its own. */
export type ExportFormat = 'json' | 'csv' | 'sql';

/** What of a table's manifest the file is made by. */
export type ExportedTable = Pick<ManifestTable, 'schema' | 'name' | 'columns' | 'primary_key'>;

import type { ArchiveState, Coverage, TableResult } from './backup.ts';
import type { TableFinding } from './findings.ts';
import type { Manifest } from './manifest.ts';
import { gapOfFaults, gapOfOutcome, gapOfUnlisted } from './tableGap.ts';

/** What is known of a backup before its rows are read. */
export interface BackupTables {
  tables: readonly TableResult[];
  coverage: Coverage;
  left_out: Manifest['left_out'];
  archive: Pick<ArchiveState, 'faults'> | null;
}

const nothing = { matches: 0, first: [], bytesDone: 0, bytes: 0 };

function planListed(result: TableResult, archive: BackupTables['archive']): TableFinding {
  const { table, bytes } = result;
  const gap = gapOfOutcome(result);
  if (gap?.whole === true) return { ...nothing, table, state: 'not-searched', why: gap.why };
  const why = (gap ?? gapOfFaults(archive, table))?.why ?? null;
  return { ...nothing, table, state: 'waiting', why, bytes };
}

function planUnlisted(backup: BackupTables, table: string): TableFinding[] {
  const gap = gapOfUnlisted(backup, table);
  return gap === null ? [] : [{ ...nothing, table, state: 'not-searched', why: gap.why }];
}

/**
 * The tables that a search in a backup has to do with: those that are to be searched, and those that should be but cannot. A table that
 * certainly did not exist is not among them.
 * @param wanted `schema.table`; null for all of the backup.
 * @param elsewhere tables that other backups have; asked for too, where all are.
 */
export function planTables(
  backup: BackupTables,
  wanted: readonly string[] | null,
  elsewhere: Iterable<string>,
): TableFinding[] {
  const listed = new Set(backup.tables.map(({ table }) => table));
  const asked = new Set(wanted ?? [...listed, ...elsewhere]);
  return [
    ...backup.tables.filter(({ table }) => asked.has(table)).map((result) => planListed(result, backup.archive)),
    ...[...asked].filter((table) => !listed.has(table)).flatMap((table) => planUnlisted(backup, table)),
  ];
}

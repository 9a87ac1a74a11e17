import type { ArchiveFault } from './backup.ts';

/** Where the manifest lies in an archive. */
export const manifestPath = 'manifest.json';

/**
 * Whether a fault leaves a table (`schema.table`) unreliable: a fault of its own files does, and one of the directory or the manifest,
 * which speak of all tables. One of another file, such as README.txt, does not.
 */
export function hurtsTable({ path, table, harmless }: ArchiveFault, name: string): boolean {
  if (harmless === true) return false;
  if (table !== null) return table === name;
  return path === null || path === manifestPath;
}

/** Divides tables (`schema.table`) into those that can be relied on in spite of the faults, and the rest; both in the order given. */
export function sortTables(
  faults: readonly ArchiveFault[],
  tables: readonly string[],
): { good: string[]; bad: string[] } {
  const isBad = (name: string) => faults.some((fault) => hurtsTable(fault, name));
  return { good: tables.filter((name) => !isBad(name)), bad: tables.filter(isBad) };
}

/** A fault in a line: "tables/public.users.json: it is missing". */
export function describeFault({ path, table, what }: ArchiveFault): string {
  const where = path ?? table;
  return where === null ? what : `${where}: ${what}`;
}

/** Faults that a record keeps beside the first one of each table: enough to see what happened, few enough to keep. */
const mostFaults = 100;

/** The faults that a record keeps, in their order: the first of every table, so that each bad one is known, and some more. */
export function keepFaults(faults: readonly ArchiveFault[]): ArchiveFault[] {
  const tables = new Set<string>();
  return faults.filter(({ table }, place) => {
    const first = table !== null && !tables.has(table);
    if (table !== null) tables.add(table);
    return first || place < mostFaults;
  });
}

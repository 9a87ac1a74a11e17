import type { JoinedRows } from '../core/joinFingerprints.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import type { ForeignKey } from './restoreScope.ts';
import { createKeyReader } from './valuesOfRow.ts';
import { visitRows } from './visitRows.ts';

/** A table whose rows differ between the project and the backup. */
export interface ParentTable {
  rows: Pick<JoinedRows, 'added' | 'changedAfter'>;
  backup: readonly StoredPart[];
}

/**
 * Finds the rows of the backup that picked rows reference and that the project lacks, and those that these reference, and so on.
 * @param picked numbers of rows by table.
 * @param writes the rows of a table that are written if picked: others bring no parents along.
 * @returns the picked rows and their parents.
 */
export async function findParents(
  services: Pick<Services, 'rows' | 'clock'>,
  tables: ReadonlyMap<string, ParentTable>,
  foreignKeys: readonly ForeignKey[],
  picked: ReadonlyMap<string, ReadonlySet<number>>,
  writes: (table: ParentTable, picked: ReadonlySet<number>) => Uint32Array[],
  signal: AbortSignal,
): Promise<Map<string, Set<number>>> {
  const found = new Map([...picked].map(([table, rows]) => [table, new Set(rows)]));
  let added = new Map<string, Uint32Array>();
  for (const [name, rows] of picked) {
    const table = tables.get(name);
    if (table !== undefined) added.set(name, Uint32Array.from(writes(table, rows).flatMap((list) => [...list])).sort());
  }
  while (added.size > 0) {
    const wanted = await parentsOf(services, tables, foreignKeys, added, signal);
    added = new Map();
    for (const { name, columns, keys } of wanted) {
      const table = tables.get(name) as ParentTable;
      const known = found.get(name) ?? new Set();
      found.set(name, known);
      const rows: number[] = [];
      const keyOf = createKeyReader(columns);
      await visitRows(
        services,
        table.backup,
        table.rows.added.filter((row) => !known.has(row)),
        signal,
        (row, number) => {
          const key = keyOf(row);
          if (key !== null && keys.has(key)) rows.push(number);
          return undefined;
        },
      );
      for (const row of rows) known.add(row);
      const others = added.get(name) ?? [];
      if (rows.length > 0) added.set(name, Uint32Array.from([...others, ...rows]).sort());
    }
  }
  return found;
}

/** Keys of a table that rows reference. */
interface WantedKeys {
  name: string;
  columns: readonly string[];
  keys: Set<string>;
}

async function parentsOf(
  services: Pick<Services, 'rows' | 'clock'>,
  tables: ReadonlyMap<string, ParentTable>,
  foreignKeys: readonly ForeignKey[],
  rows: ReadonlyMap<string, Uint32Array>,
  signal: AbortSignal,
): Promise<WantedKeys[]> {
  const wanted = new Map<string, WantedKeys>();
  for (const [name, numbers] of rows) {
    const out = foreignKeys
      .filter(({ table, references }) => table === name && (tables.get(references)?.rows.added.length ?? 0) > 0)
      .map(({ columns, references, referencedColumns }) => {
        const id = JSON.stringify([references, referencedColumns]);
        const known = wanted.get(id) ?? { name: references, columns: referencedColumns, keys: new Set<string>() };
        wanted.set(id, known);
        return { keys: known.keys, keyOf: createKeyReader(columns) };
      });
    if (out.length === 0) continue;
    await visitRows(services, (tables.get(name) as ParentTable).backup, numbers, signal, (row) => {
      for (const { keys, keyOf } of out) {
        const key = keyOf(row);
        if (key !== null) keys.add(key);
      }
      return undefined;
    });
  }
  return [...wanted.values()];
}

import type { ManifestTable } from '../core/manifest.ts';
import { orderForWriting } from '../core/tableOrder.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import type { RestTable } from './restBatches.ts';
import type { TableToRestore } from './restoreChanges.ts';
import { type ForeignKey, foreignKeysOf } from './restoreScope.ts';

export interface RestSides {
  live: Pick<ComparedArchive, 'tables'>;
  backup: Pick<ComparedArchive, 'tables'>;
}

type Column = ManifestTable['columns'][number];

/** Foreign keys as they are today where that is known, else as the backup knows them. Not those of tables that are out of both. */
export function knownForeignKeys({ live, backup }: RestSides): ForeignKey[] {
  const today = new Map([...live.tables].filter(([, table]) => isDescribed(table)));
  const then = new Map([...backup.tables].filter(([name]) => !today.has(name)));
  return foreignKeysOf([], [today, then]);
}

/** A column as it is today where that is known, else as the backup knows it; null where nobody does. */
export function knownColumn({ live, backup }: RestSides, table: string, column: string): Column | null {
  const described = [live, backup].map(({ tables }) => tables.get(table)).filter((each) => isDescribed(each));
  return described[0]?.columns.find(({ name }) => name === column) ?? null;
}

/** Whether a table was described by the helper: plain REST tells no types. */
export function isDescribed(table: ManifestTable | undefined): table is ManifestTable {
  return table?.columns.some(({ type }) => type !== 'unknown') === true;
}

/** Changes as they are written over REST: without generated columns, parents before children. */
export function asRestTables(changes: readonly TableToRestore[], sides: RestSides): RestTable[] {
  const foreignKeys = knownForeignKeys(sides);
  const byName = new Map(changes.map((change) => [change.table, change]));
  return orderForWriting([...byName.keys()], foreignKeys).map((name) => {
    const change = byName.get(name) as TableToRestore;
    const columns = change.columns.filter((column) => {
      const generated = knownColumn(sides, name, column)?.generated ?? 'never';
      return generated === 'never';
    });
    return {
      ...change,
      columns,
      selfReferences: foreignKeys.filter(({ table, references }) => table === name && references === name),
      referencedBy: foreignKeys.filter(({ table, references }) => table !== name && references === name),
    };
  });
}

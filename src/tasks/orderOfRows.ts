import { referenceLevels } from '../core/referenceLevels.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import type { ForeignKey } from './restoreScope.ts';
import { createKeyReader } from './valuesOfRow.ts';
import { visitRows } from './visitRows.ts';

/** Rows that may be written one after the other, or have to be written by one statement. */
export interface RowList {
  /** Numbers of rows in the table, rising. */
  numbers: Uint32Array<ArrayBuffer>;
  together: boolean;
}

/**
 * Sorts rows of one table that may reference each other into lists that can be written one after the other.
 * @param selfReferences foreign keys of the table into itself. @param numbers of the rows, rising.
 * @param first which of two rows comes first: the one that is referenced, to insert, or the one that references, to delete.
 * @throws as `visitRows`.
 */
export async function orderOfRows(
  services: Pick<Services, 'rows' | 'clock'>,
  parts: readonly StoredPart[],
  numbers: Uint32Array<ArrayBuffer>,
  selfReferences: readonly Pick<ForeignKey, 'columns' | 'referencedColumns'>[],
  first: 'parents' | 'children',
  signal: AbortSignal,
): Promise<RowList[]> {
  if (numbers.length === 0) return [];
  if (selfReferences.length === 0) return [{ numbers, together: false }];
  const readers = selfReferences.map(({ columns, referencedColumns }) => ({
    own: createKeyReader(referencedColumns),
    parent: createKeyReader(columns),
    places: new Map<string, number>(),
    parents: [] as (string | null)[],
  }));
  let place = 0;
  await visitRows(services, parts, numbers, signal, (row) => {
    for (const { own, parent, places, parents } of readers) {
      const key = own(row);
      if (key !== null) places.set(key, place);
      parents.push(parent(row));
    }
    place += 1;
    return undefined;
  });
  const waitsFor: number[][] = Array.from({ length: place }, () => []);
  for (const { places, parents } of readers) {
    for (const [child, key] of parents.entries()) {
      const parent = key === null ? undefined : places.get(key);
      if (parent === undefined) continue;
      if (first === 'parents') waitsFor[child]?.push(parent);
      else waitsFor[parent]?.push(child);
    }
  }
  const { levels, knot } = referenceLevels(waitsFor);
  const list = (placesOf: readonly number[], together: boolean): RowList => ({
    numbers: Uint32Array.from(placesOf, (each) => numbers[each] as number),
    together,
  });
  return [...levels.map((level) => list(level, false)), ...(knot.length === 0 ? [] : [list(knot, true)])];
}

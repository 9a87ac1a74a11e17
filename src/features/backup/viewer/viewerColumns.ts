import type { ManifestTable } from '../../../core/manifest.ts';
import type { Cell } from '../../../core/rowCells.ts';

/** A column of the viewer. */
export interface ViewerColumn {
  name: string;
  /** As Postgres calls it; empty where it is not known. */
  type: string;
  /** Numbers stand at the end of their cell. */
  end: boolean;
  /** Width of its text in characters. */
  characters: number;
}

const widest = 36; // a UUID, and what leaves room for other columns
const narrowest = 4;
const unknownWidth = 12;
const numeric = /^(smallint|integer|bigint|numeric|real|double precision|oid)(\(|$)/;

/** What people see of a value in a table: "null" for what has no text. */
export function cellText({ kind, text }: Pick<Cell, 'kind' | 'text'>): string {
  return kind === 'null' ? 'null' : text;
}

/**
 * The columns of a table in their order, wide enough for what stands in these rows of it. Those that the manifest does not list (a table
 * whose columns were not known) come from the rows themselves.
 */
export function viewerColumns(
  columns: ManifestTable['columns'],
  sample: readonly (readonly Cell[])[],
): readonly ViewerColumn[] {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  for (const { column } of sample[0] ?? []) if (!types.has(column)) types.set(column, '');
  const longest = new Map<string, number>();
  for (const cell of sample.flat()) {
    if (cell.kind === 'null') continue; // says nothing of what else the column may hold
    longest.set(cell.column, Math.max(longest.get(cell.column) ?? 0, cellText(cell).length));
  }
  return [...types].map(([name, type]) => ({
    name,
    type,
    end: numeric.test(type),
    characters: Math.min(widest, Math.max(narrowest, name.length, longest.get(name) ?? unknownWidth)),
  }));
}

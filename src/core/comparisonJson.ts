import type { CellDifference, RowChange, RowDifference, TableDifference } from './comparison.ts';

/** The head of a table's object, up to its lists of rows; the object is left open. */
export function beginTableAsJson(difference: TableDifference): string {
  return JSON.stringify(difference).slice(0, -1);
}

/** Pieces of a row's text: rows stand in the file as the server wrote them, byte for byte. */
type Pieces = (string | Uint8Array<ArrayBuffer>)[];

/**
 * A row that differs: `{"row": …}` with the row verbatim for those added and removed, `{"key": …, "before": …, "after": …}` with the values
 * that changed for others. What JSON cannot carry stands beside it, by column, as Postgres writes it.
 */
export function rowAsJson({ change, before, after, key, cells }: RowDifference): Pieces {
  if (change === 'changed') {
    const changed = cells.filter((cell) => cell.changed);
    const names = new Set(key?.map(({ column }) => column));
    const keyed = cells.filter(({ column }) => names.has(column)).map((cell) => member(cell, 'after'));
    return [
      `{"key":{${keyed.join(',')}},"before":${objectOf(changed, 'before')},"after":${objectOf(changed, 'after')}`,
      overridesOf(changed, 'before', 'before_overrides'),
      overridesOf(changed, 'after', 'after_overrides'),
      '}',
    ];
  }
  const side = change === 'added' ? 'after' : 'before';
  return ['{"row":', (side === 'after' ? after : before) ?? 'null', overridesOf(cells, side, 'overrides'), '}'];
}

/** In the order in which a table's lists of rows come. */
export const changesInOrder: readonly RowChange[] = ['changed', 'removed', 'added'];

function member(cell: CellDifference, side: 'before' | 'after'): string {
  return `${JSON.stringify(cell.column)}:${cell[side]?.json}`;
}

function objectOf(cells: readonly CellDifference[], side: 'before' | 'after'): string {
  return `{${cells
    .filter((cell) => cell[side] !== null)
    .map((cell) => member(cell, side))
    .join(',')}}`;
}

function overridesOf(cells: readonly CellDifference[], side: 'before' | 'after', name: string): string {
  const texts = cells.flatMap(({ column, [side]: cell }) =>
    cell?.kind === 'override' ? [`${JSON.stringify(column)}:${JSON.stringify(cell.text)}`] : [],
  );
  return texts.length === 0 ? '' : `,"${name}":{${texts.join(',')}}`;
}

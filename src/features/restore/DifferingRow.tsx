import { VisuallyHidden } from '@mantine/core';
import type { CellDifference, RowChange, RowDifference } from '../../core/comparison.ts';
import type { Cell } from '../../core/rowCells.ts';
import classes from './RowsDrawer.module.css';

const words: Record<RowChange, string> = { added: 'Insert', changed: 'Update', removed: 'Delete' };
const kinds: Record<RowChange, string> = { added: 'insert', changed: 'update', removed: 'delete' };

/** Characters of a value that are shown, and values of a row that is inserted or deleted. */
const shownLength = 80;
const shownCells = 8;

function textOf(cell: Cell | null): string {
  if (cell === null) return 'not there';
  if (cell.kind === 'null') return 'null';
  const line = cell.text.replaceAll(/\r\n|[\r\n]/g, '↵');
  return line.length > shownLength ? `${line.slice(0, shownLength)}…` : line || 'empty';
}

function nameOf({ key, rowBefore, rowAfter }: RowDifference): string {
  if (key === null) return `row ${((rowAfter ?? rowBefore ?? 0) + 1).toLocaleString('en-US')}`;
  return key.map(({ column, text }) => `${column} ${text}`).join(', ');
}

function cellsOf({ change, cells, key }: RowDifference): CellDifference[] {
  if (change === 'changed') return cells.filter(({ changed }) => changed);
  const named = new Set(key?.map(({ column }) => column));
  return cells.filter(({ column }) => !named.has(column)).slice(0, shownCells);
}

/** One row that would change: what would become of it, its key, and the values that differ. */
export function DifferingRow({ row }: { row: RowDifference }) {
  return (
    <li className={classes.item}>
      <span className={classes.head}>
        <span className={classes.mark} data-kind={kinds[row.change]}>
          {words[row.change]}
        </span>{' '}
        <b className={classes.key}>{nameOf(row)}</b>
      </span>
      <span className={classes.cells}>
        {cellsOf(row).map(({ column, before, after }) => (
          <span key={column} className={classes.cell}>
            {column}{' '}
            {row.change === 'changed' ? (
              <>
                <span className={classes.value}>{textOf(before)}</span>
                <span aria-hidden="true"> → </span>
                <VisuallyHidden> becomes </VisuallyHidden>
                <span className={classes.value}>{textOf(after)}</span>
              </>
            ) : (
              <span className={classes.value}>{textOf(row.change === 'added' ? after : before)}</span>
            )}
          </span>
        ))}
      </span>
    </li>
  );
}

import { VisuallyHidden } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { CellDifference, RowDifference } from '../../core/comparison.ts';
import classes from './CellsTable.module.css';
import { findTextDifference, kindsOf, showCell } from './cellWords.ts';

interface ValueProps {
  cell: CellDifference;
  side: 'before' | 'after';
}

/** A whole value; of a changed one the part that differs is marked. */
function Value({ cell, side }: ValueProps) {
  const shown = showCell(cell[side]);
  if (shown.quiet || !cell.changed)
    return (
      <span className={classes.value} data-quiet={shown.quiet || undefined} data-side={cell.changed ? side : undefined}>
        {shown.text}
      </span>
    );
  const other = showCell(cell[side === 'before' ? 'after' : 'before']);
  const parts = findTextDifference(
    side === 'before' ? shown.text : other.quiet ? '' : other.text,
    side === 'after' ? shown.text : other.quiet ? '' : other.text,
  );
  return (
    <span className={classes.value}>
      {parts.start}
      <mark className={classes.marked} data-side={side}>
        {parts[side]}
      </mark>
      {parts.end}
    </span>
  );
}

/** Px that stay in sight above the value that changed: the head, and a line. */
const aboveChanged = 54;

interface CellRowProps {
  cell: CellDifference;
  sides: readonly ('before' | 'after')[];
  /** The name of the column stands above its values. */
  narrow: boolean;
}

function CellRow({ cell, sides, narrow }: CellRowProps) {
  const kinds = cell.changed ? kindsOf(cell) : null;
  const name = (
    <th
      scope={narrow ? 'rowgroup' : 'row'}
      colSpan={narrow ? sides.length : undefined}
      className={classes.column}
      data-changed={cell.changed || undefined}
    >
      {cell.changed && <IconPencil size={12} stroke={2.2} aria-hidden />}
      {cell.column}
      {cell.changed && <VisuallyHidden>, changed</VisuallyHidden>}
    </th>
  );
  const values = sides.map((side) => (
    <td key={side}>
      <Value cell={cell} side={side} />
      {kinds !== null && <span className={classes.kind}>{kinds[side]}</span>}
    </td>
  ));
  if (!narrow)
    return (
      <tr>
        {name}
        {values}
      </tr>
    );
  return (
    <>
      <tr>{name}</tr>
      <tr>{values}</tr>
    </>
  );
}

interface Props {
  row: RowDifference;
  /** The column that is looked for. */
  column: string | null;
  onlyChanged: boolean;
  narrow: boolean;
}

/** The values of a row, before and after side by side; of an added or removed row those that there are. */
export function CellsTable({ row, column, onlyChanged, narrow }: Props) {
  const scroll = useRef<HTMLElement>(null);
  // What changed is seen at once, also in a table of many columns; where it stands depends on `narrow`.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as it says
  useEffect(() => {
    const changed = [...(scroll.current?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
    const cell = row.cells.find((each) => each.changed && (column === null || each.column === column));
    const element = changed.find(({ dataset }) => dataset.column === cell?.column);
    if (scroll.current !== null) scroll.current.scrollTop = Math.max(0, (element?.offsetTop ?? 0) - aboveChanged);
  }, [row, column, narrow]);
  const sides = (['before', 'after'] as const).filter((side) => row[side] !== null);
  const cells = onlyChanged ? row.cells.filter(({ changed }) => changed) : row.cells;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section ref={scroll} className={classes.scroll} tabIndex={0} aria-label="Values">
      <table className={classes.table} data-narrow={narrow || undefined}>
        <thead>
          <tr>
            {!narrow && <th scope="col">Column</th>}
            {sides.map((side) => (
              <th key={side} scope="col">
                {side === 'before' ? 'Before' : 'After'}
              </th>
            ))}
          </tr>
        </thead>
        {cells.map((cell) => (
          <tbody key={cell.column} data-column={cell.column}>
            <CellRow cell={cell} sides={sides} narrow={narrow} />
          </tbody>
        ))}
      </table>
    </section>
  );
}

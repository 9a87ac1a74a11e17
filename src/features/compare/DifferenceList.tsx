import { useEffect, useRef } from 'react';
import type { RowDifference } from '../../core/comparison.ts';
import { useRowWindow } from '../../ui/useRowWindow.ts';
import { DifferenceLine } from './DifferenceLine.tsx';
import classes from './DifferenceList.module.css';

/** Height of a line in px, as the style sheet has it. */
const rowHeight = 56;

interface Props {
  /** Rows in all. */
  count: number;
  /** Those that were read, by their number. */
  rows: ReadonlyMap<number, RowDifference>;
  /** The column that is looked for. */
  column: string | null;
  /** The number of the row that is open. */
  open: number | null;
  /** Reads the rows from `first` to before `end`. */
  onNeed(first: number, end: number): void;
  onOpen(number: number): void;
}

/** The rows that differ; of however many, only those near the window are on the page. */
export function DifferenceList({ count, rows, column, open, onNeed, onOpen }: Props) {
  const scroll = useRef<HTMLDivElement>(null);
  const { first, end, height, topOf, reveal } = useRowWindow(scroll, { count, rowHeight, headHeight: 0 });
  useEffect(() => onNeed(first, end), [onNeed, first, end]);
  useEffect(() => {
    if (open !== null) reveal(open);
  }, [open, reveal]);
  const numbers = Array.from({ length: end - first }, (_, index) => first + index);
  return (
    <div ref={scroll} className={classes.scroll}>
      <ul className={classes.list} style={{ height }} aria-label="Rows that differ">
        {numbers.map((number) => {
          const row = rows.get(number);
          return (
            <li
              key={number}
              className={classes.item}
              style={{ height: rowHeight, transform: `translateY(${topOf(number)}px)` }}
              aria-setsize={count}
              aria-posinset={number + 1}
            >
              {row === undefined ? (
                <div className={classes.waiting} aria-busy="true" />
              ) : (
                <DifferenceLine row={row} column={column} number={number} open={number === open} onOpen={onOpen} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

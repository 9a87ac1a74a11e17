import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { memo } from 'react';
import type { RowChange, RowDifference } from '../../core/comparison.ts';
import { excerptCell, excerptCells, lineCells, nameRow, type ShownValue } from './cellWords.ts';
import { changeWords } from './compareWords.ts';
import classes from './DifferenceLine.module.css';

const icons = { added: IconPlus, removed: IconMinus, changed: IconPencil };

/** What became of a row, in a word with its sign and colour. */
export function ChangeMark({ change }: { change: RowChange }) {
  const Icon = icons[change];
  return (
    <span className={classes.mark} data-change={change}>
      <Icon size={12} stroke={2.2} aria-hidden /> {changeWords[change]}
    </span>
  );
}

function Value({ value, side }: { value: ShownValue; side?: 'before' | 'after' }) {
  return (
    <span className={classes.value} data-quiet={value.quiet || undefined} data-side={side}>
      {value.text}
    </span>
  );
}

function Arrow() {
  return (
    <>
      <span aria-hidden="true"> → </span>
      <VisuallyHidden> is now </VisuallyHidden>
    </>
  );
}

interface Props {
  row: RowDifference;
  /** The column that is looked for; it comes first. */
  column: string | null;
  number: number;
  open: boolean;
  onOpen(number: number): void;
}

/** One row that differs, in two lines: what it is and what became of it, then its values "before → after". */
export const DifferenceLine = memo(function DifferenceLine({ row, column, number, open, onOpen }: Props) {
  return (
    <UnstyledButton
      className={classes.row ?? ''}
      aria-current={open || undefined}
      data-number={number}
      onClick={() => onOpen(number)}
    >
      <span className={classes.head}>
        <ChangeMark change={row.change} /> <span className={classes.key}>{nameRow(row)}</span>
      </span>{' '}
      <span className={classes.cells}>
        {lineCells(row, column).map((cell) => {
          const { before, after } = excerptCells(cell);
          return (
            <span key={cell.column} className={classes.cell}>
              {cell.column}{' '}
              {row.change === 'changed' ? (
                <>
                  <Value value={before} side="before" />
                  <Arrow />
                  <Value value={after} side="after" />
                </>
              ) : (
                <Value value={excerptCell(row.change === 'added' ? cell.after : cell.before)} />
              )}
            </span>
          );
        })}
      </span>
    </UnstyledButton>
  );
});

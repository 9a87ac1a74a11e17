import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ColumnCount } from '../../core/comparison.ts';
import { formatCount, formatPercent } from '../../ui/formatNumber.ts';
import classes from './ColumnChips.module.css';

/** Chips that are shown at first; a table may have hundreds of columns. */
const shown = 8;

interface Props {
  /** Null while they are counted. */
  columns: readonly ColumnCount[] | null;
  /** How far the counting is, 0 to 1. */
  share: number;
  /** The column that is looked for; null for all. */
  chosen: string | null;
  onChoose(column: string | null): void;
}

/** In how many rows each column changed; pressing one shows only those rows, pressing it again all. */
export function ColumnChips({ columns, share, chosen, onChoose }: Props) {
  const [all, setAll] = useState(false);
  if (columns === null) return <p className={classes.quiet}>Looking which columns changed, {formatPercent(share)}</p>;
  if (columns.length === 0) return null;
  const visible = all ? columns : columns.filter(({ column }, index) => index < shown || column === chosen);
  const more = columns.length - visible.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend of its own
    <div role="group" aria-label="Changed columns" className={classes.chips}>
      <span className={classes.quiet}>Changed columns</span>
      {visible.map(({ column, rows }) => (
        <Button
          key={column}
          size="xs"
          className={classes.chip ?? ''}
          aria-pressed={column === chosen}
          onClick={() => onChoose(column === chosen ? null : column)}
        >
          {column} <span className={classes.count}>{formatCount(rows)}</span>
        </Button>
      ))}
      {more > 0 && (
        <Button size="xs" variant="transparent" onClick={() => setAll(true)}>
          {formatCount(more)} more
        </Button>
      )}
    </div>
  );
}

import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { TableDifference } from '../../core/comparison.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { changeWords, nameTotal } from './compareWords.ts';
import {
  commonDoubts,
  type Figures,
  figuresOf,
  hasDifferences,
  shownChanges,
  splitTables,
  sumUp,
} from './comparisonFigures.ts';
import { EqualTables } from './EqualTables.tsx';
import classes from './ResultList.module.css';
import type { ResultItemProps, ResultProps } from './ResultTable.tsx';
import { TableNote } from './TableNote.tsx';

function Amounts({ figures }: { figures: { [kind in keyof Figures]: number | null } }) {
  return (
    <dl className={classes.figures}>
      {shownChanges.map((kind) => (
        <div key={kind}>
          <dt>{changeWords[kind]}</dt>
          <dd data-change={figures[kind] ? kind : undefined} data-none={figures[kind] ? undefined : true}>
            {formatCount(figures[kind])}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ResultItem({ table, common, onOpen }: ResultItemProps) {
  const figures = figuresOf(table);
  return (
    <li className={classes.item}>
      {hasDifferences(table) ? (
        <UnstyledButton className={classes.open ?? ''} onClick={() => onOpen(table.table)}>
          {table.table}
          <IconChevronRight size={16} aria-hidden />
        </UnstyledButton>
      ) : (
        <span className={classes.name}>{table.table}</span>
      )}
      {figures !== null && <Amounts figures={figures} />}
      <TableNote table={table} common={common} />
    </li>
  );
}

/** The same as ResultTable, where there is no room for a table. */
export function ResultList({ tables, onOpen }: ResultProps) {
  const { shown, equal } = splitTables(tables);
  const [unfolded, setUnfolded] = useState(false);
  const total = sumUp(tables);
  const common = commonDoubts(tables);
  const item = (table: TableDifference) => (
    <ResultItem key={table.table} table={table} common={common} onOpen={onOpen} />
  );
  return (
    <ul className={classes.list} aria-label="Differences by table">
      {shown.map(item)}
      {equal.length > 0 && (
        <li className={classes.fold}>
          <EqualTables tables={equal} open={unfolded} onToggle={() => setUnfolded(!unfolded)} />
        </li>
      )}
      {unfolded && equal.map(item)}
      <li className={`${classes.item} ${classes.total}`}>
        <span className={classes.name}>{nameTotal(total.tables, tables.length)}</span>
        <Amounts figures={total} />
      </li>
    </ul>
  );
}

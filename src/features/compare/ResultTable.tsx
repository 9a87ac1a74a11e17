import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { Doubt, TableDifference } from '../../core/comparison.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { changeWords, nameTotal } from './compareWords.ts';
import { commonDoubts, figuresOf, hasDifferences, shownChanges, splitTables, sumUp } from './comparisonFigures.ts';
import { EqualTables } from './EqualTables.tsx';
import classes from './ResultTable.module.css';
import { TableNote } from './TableNote.tsx';

/** How many rows, in the colour of their kind; quiet when there are none. */
function Amount({ kind, count }: { kind: (typeof shownChanges)[number]; count: number | null }) {
  return (
    <td className={classes.number} data-change={count ? kind : undefined} data-none={count ? undefined : true}>
      {formatCount(count)}
    </td>
  );
}

/** What a table's line is given, in a table as in a list. */
export interface ResultItemProps {
  table: TableDifference;
  /** Doubts that are told above. */
  common: readonly Doubt[];
  onOpen(table: string): void;
}

function ResultRow({ table, common, onOpen }: ResultItemProps) {
  const figures = figuresOf(table);
  const open = hasDifferences(table);
  return (
    <tr>
      <th scope="row" className={classes.name}>
        {open ? (
          <UnstyledButton className={classes.open ?? ''} onClick={() => onOpen(table.table)}>
            {table.table}
          </UnstyledButton>
        ) : (
          table.table
        )}
      </th>
      {shownChanges.map((kind) => (
        <Amount key={kind} kind={kind} count={figures?.[kind] ?? null} />
      ))}
      <td className={classes.note}>
        <TableNote table={table} common={common} />
      </td>
      <td className={classes.chevron}>{open && <IconChevronRight size={16} aria-hidden />}</td>
    </tr>
  );
}

export interface ResultProps {
  tables: readonly TableDifference[];
  /** Shows the rows of a table that differ. */
  onOpen(table: string): void;
}

/** Table per table what became of its rows: problems first, then most changes; equal tables are folded, and count in the total. */
export function ResultTable({ tables, onOpen }: ResultProps) {
  const { shown, equal } = splitTables(tables);
  const [unfolded, setUnfolded] = useState(false);
  const total = sumUp(tables);
  const common = commonDoubts(tables);
  const row = (table: TableDifference) => <ResultRow key={table.table} table={table} common={common} onOpen={onOpen} />;
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label="Differences by table">
        <thead>
          <tr>
            <th scope="col">Table</th>
            {shownChanges.map((kind) => (
              <th key={kind} scope="col" className={classes.number}>
                {changeWords[kind]}
              </th>
            ))}
            <th scope="col" className={classes.note}>
              Note
            </th>
            <td className={classes.chevron} />
          </tr>
        </thead>
        <tbody>
          {shown.map(row)}
          {equal.length > 0 && (
            <tr className={classes.fold}>
              <td colSpan={shownChanges.length + 3}>
                <EqualTables tables={equal} open={unfolded} onToggle={() => setUnfolded(!unfolded)} />
              </td>
            </tr>
          )}
          {unfolded && equal.map(row)}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{nameTotal(total.tables, tables.length)}</th>
            {shownChanges.map((kind) => (
              <Amount key={kind} kind={kind} count={total[kind]} />
            ))}
            <td colSpan={2} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

import { Button } from '@mantine/core';
import {
  IconCircleCheckFilled,
  IconCircleHalf2,
  IconCircleMinus,
  IconCircleXFilled,
  IconClock,
  IconLock,
  IconRefresh,
} from '@tabler/icons-react';
import { memo, type ReactNode, useState } from 'react';
import type { TableProgress } from '../../core/backupProgress.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { outcomeWords } from '../../ui/formatStatus.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import classes from './RunTables.module.css';
import { activeTables, describeQuietTables } from './runWords.ts';

/** With more tables than this, only those being read and those in trouble have a line, until all are asked for. */
const fewTables = 60;

const icons: Record<TableProgress['state'], ReactNode> = {
  waiting: <IconClock size={16} aria-hidden />,
  reading: <Spinner />,
  retrying: <IconRefresh size={16} aria-hidden />,
  exported: <IconCircleCheckFilled size={16} aria-hidden />,
  partial: <IconCircleHalf2 size={16} aria-hidden />,
  denied: <IconLock size={16} aria-hidden />,
  failed: <IconCircleXFilled size={16} aria-hidden />,
  excluded: <IconCircleMinus size={16} aria-hidden />,
};

function TableFigures({ table }: { table: TableProgress }) {
  const { state, rows, expectedRows } = table;
  if (state === 'waiting') return <>Waiting</>;
  if (state === 'excluded' || state === 'denied') return <>{outcomeWords[state]}</>;
  if ((state === 'reading' || state === 'retrying') && expectedRows !== null) {
    return (
      <>
        <strong>{formatCount(rows)}</strong> of {formatCount(expectedRows)}
      </>
    );
  }
  return <>{formatPlural(rows, 'row')}</>;
}

function TableLinePlain({ table }: { table: TableProgress }) {
  const { state, rows, expectedRows } = table;
  const active = state === 'reading' || state === 'retrying';
  const part = active && expectedRows !== null && expectedRows > 0 ? Math.min(1, rows / expectedRows) : null;
  return (
    <li className={classes.row} data-state={state}>
      <span className={classes.icon}>{icons[state]}</span>
      <span className={classes.name}>
        <span className={classes.table} title={table.table}>
          {table.table}
        </span>
        {table.note !== null && (
          <span className={classes.note} title={table.note}>
            {table.note}
          </span>
        )}
      </span>
      {part !== null && (
        <span className={classes.bar} aria-hidden="true">
          <span className={classes.fill} style={{ transform: `scaleX(${part})` }} />
        </span>
      )}
      <span className={classes.figures}>
        <TableFigures table={table} />
      </span>
    </li>
  );
}

// Every report brings new objects; with hundreds of tables only the few that moved may cost anything.
const TableLine = memo(
  TableLinePlain,
  ({ table: before }, { table: after }) =>
    before.table === after.table &&
    before.state === after.state &&
    before.rows === after.rows &&
    before.expectedRows === after.expectedRows &&
    before.note === after.note,
);

/** A line per table. Where there is little room for so many, the quiet ones are counted instead. */
export function RunTables({ tables, narrow }: { tables: readonly TableProgress[]; narrow: boolean }) {
  const [all, setAll] = useState(false);
  const brief = narrow || tables.length > fewTables;
  const shown = brief && !all ? activeTables(tables) : tables;
  return (
    <div className={classes.tables}>
      {shown.length > 0 && (
        <ul
          className={classes.list}
          data-long={shown.length > fewTables || undefined}
          aria-label="Tables of this backup"
        >
          {shown.map((table) => (
            <TableLine key={table.table} table={table} />
          ))}
        </ul>
      )}
      {brief && (
        <p className={classes.more}>
          <Button variant="transparent" size="compact-sm" px={0} onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Show active tables only' : `Show all ${formatPlural(tables.length, 'table')}`}
          </Button>{' '}
          <span>{describeQuietTables(tables)}</span>
        </p>
      )}
    </div>
  );
}

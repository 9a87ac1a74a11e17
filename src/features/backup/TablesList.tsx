import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BackupRecord, TableResult } from '../../core/backup.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { pagingWords } from '../../ui/formatStatus.ts';
import { OutcomeCell } from './OutcomeCell.tsx';
import { readAtAll } from './readAtAll.ts';
import { type TableActs, TableMenu } from './TableMenu.tsx';
import { TableName } from './TableName.tsx';
import classes from './TablesList.module.css';

const step = 40;

function figuresOf(table: TableResult): string {
  if (!readAtAll(table)) return '';
  const read = table.paging === null ? [] : [pagingWords[table.paging].toLowerCase()];
  return [formatPlural(table.rows, 'row'), formatBytes(table.bytes), formatPlural(table.parts, 'part'), ...read].join(
    ', ',
  );
}

interface Props {
  record: BackupRecord;
  tables: readonly TableResult[];
  acts: TableActs;
}

/** The per-table breakdown where there is no room for a table. */
export function TablesList({ record, tables, acts }: Props) {
  const [shown, setShown] = useState(step);
  const left = tables.length - shown;
  return (
    <>
      <ul className={classes.list} aria-label="Tables">
        {tables.slice(0, shown).map((table) => (
          <li key={table.table} className={classes.item}>
            <div className={classes.first}>
              <TableName record={record} table={table} tableHref={acts.tableHref} />
              <TableMenu record={record} table={table} acts={acts} />
            </div>
            <OutcomeCell table={table} />
            <span className={classes.figures}>{figuresOf(table)}</span>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Button variant="transparent" fullWidth onClick={() => setShown(shown + step)}>
          Show {formatCount(Math.min(step, left))} more
        </Button>
      )}
    </>
  );
}

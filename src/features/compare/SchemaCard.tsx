import { IconAlertTriangleFilled, IconInfoCircle } from '@tabler/icons-react';
import type { ColumnDifference, TableDifference } from '../../core/comparison.ts';
import { Card } from '../../ui/Card.tsx';
import { formatList, formatPlural } from '../../ui/formatNumber.ts';
import classes from './SchemaCard.module.css';

/** One difference that is not about rows. */
interface Line {
  id: string;
  name: string;
  what: string;
  detail: string;
  /** Values may be missing on the later side because of it. */
  warns: boolean;
}

const words: Record<ColumnDifference['change'], string> = {
  new: 'New column',
  gone: 'Column is gone',
  retyped: 'Another type',
};

function detailOf({ change, before, after }: ColumnDifference): string {
  if (change === 'retyped') return `${before ?? 'unknown type'} is now ${after ?? 'of unknown type'}`;
  if (change === 'new') return after ?? '';
  return before === null ? '' : `It was ${before}`;
}

function linesOf(table: TableDifference): Line[] {
  const columns = table.columns.map((column) => ({
    id: `${table.table}.${column.column}`,
    name: `${table.table}.${column.column}`,
    what: words[column.change],
    detail: detailOf(column),
    warns: column.change !== 'new',
  }));
  if (table.keyChange === null) return columns;
  const { before, after } = table.keyChange;
  const keyWords = (key: readonly string[]) => (key.length === 0 ? 'no key' : formatList(key));
  const key = {
    id: `${table.table} key`,
    name: table.table,
    what: 'Another key',
    detail: `${keyWords(before)} is now ${keyWords(after)}`,
    warns: true,
  };
  return [key, ...columns];
}

/** Columns and keys that differ; nothing when none do. */
export function SchemaCard({ tables }: { tables: readonly TableDifference[] }) {
  const lines = tables.flatMap(linesOf).toSorted((a, b) => Number(b.warns) - Number(a.warns));
  if (lines.length === 0) return null;
  return (
    <Card
      title="Differences in the schema"
      flush
      aside={<span className={classes.count}>{formatPlural(lines.length, 'difference')}</span>}
    >
      <ul className={classes.list}>
        {lines.map(({ id, name, what, detail, warns }) => (
          <li key={id} className={classes.item}>
            <span className={classes.icon} data-warns={warns || undefined} aria-hidden="true">
              {warns ? <IconAlertTriangleFilled size={16} /> : <IconInfoCircle size={16} />}
            </span>
            <div className={classes.what}>
              <p className={classes.name}>{name}</p>
              <p className={classes.kind}>{what}</p>
            </div>
            <p className={classes.detail}>{detail}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

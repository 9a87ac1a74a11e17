import type { FoundRow, TableFinding } from '../../core/findings.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { HitText } from '../../ui/HitText.tsx';
import classes from './FoundRows.module.css';

interface Context {
  value: string;
  caseSensitive: boolean;
  /** Address of a row of this table in the backup; `row` counts from 0. */
  rowHref(row: number): string;
  /** "24 Mar 02:00" */
  moment: string;
}

const keyText = ({ key, row }: FoundRow) =>
  key === null ? `row ${formatCount(row + 1)}` : key.map(({ column, text }) => `${column} ${text}`).join(', ');

function Row({ found, table, value, caseSensitive, rowHref, moment }: Context & { found: FoundRow; table: string }) {
  return (
    <li className={classes.row}>
      <AppLink
        to={rowHref(found.row)}
        className={classes.key}
        aria-label={`Open ${keyText(found)} of ${table} in the backup of ${moment}`}
      >
        {keyText(found)}
      </AppLink>
      {found.column !== null && (
        <span className={classes.hit}>
          <span className={classes.column}>{found.column}</span>{' '}
          <span className={classes.text}>
            <HitText text={found.excerpt} find={value} caseSensitive={caseSensitive} />
          </span>
        </span>
      )}
    </li>
  );
}

/** What was found in one table of a backup: the first rows, each with the place where the value stands in it. */
export function FoundRows({ finding, ...context }: Context & { finding: TableFinding }) {
  const { table, matches, first } = finding;
  const left = matches - first.length;
  return (
    <section className={classes.table} aria-label={`${table} in the backup of ${context.moment}`}>
      <h3 className={classes.name}>
        {table} <span className={classes.count}>{formatPlural(matches, 'row')}</span>
      </h3>
      <ul className={classes.rows}>
        {first.map((found) => (
          <Row key={found.row} found={found} table={table} {...context} />
        ))}
      </ul>
      {left > 0 && <p className={classes.more}>and {formatPlural(left, 'more row')}: open one to see them all.</p>}
    </section>
  );
}

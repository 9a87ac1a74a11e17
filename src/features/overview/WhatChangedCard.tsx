import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { TableChanges } from '../../core/backup.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { exactTime, formatNearMoment } from '../../ui/formatTime.ts';
import classes from './WhatChangedCard.module.css';
import { type KnownChanges, sizeOf, titleOfDrop, type WhatChanged } from './whatChanged.ts';

/** Address of the comparison of an earlier backup with a later one, and of one table in it. */
type CompareHref = (before: string, after: string, table?: string) => string;

const signs = { added: '+', removed: '−', changed: '~' } as const;
const kinds = ['added', 'removed', 'changed'] as const;

function Row({ table, href }: { table: TableChanges; href: string | null }) {
  const { counts } = table;
  return (
    <tr>
      <th scope="row">
        {href === null ? table.table : <AppLink to={href}>{table.table}</AppLink>}
        {table.note !== null && <span className={classes.note}>{table.note}</span>}
      </th>
      {kinds.map((kind) => {
        const count = counts?.[kind] ?? null;
        return (
          <td key={kind} data-kind={count === null || count === 0 ? undefined : kind}>
            {count === null || count === 0 ? formatCount(count) : `${signs[kind]}${formatCount(count)}`}
          </td>
        );
      })}
    </tr>
  );
}

function Known({ known, now, compareHref }: { known: KnownChanges; now: number; compareHref: CompareHref }) {
  const { record, changes, top, more, equal, drops, comparable } = known;
  const hrefOf = (table: string) => (comparable ? compareHref(changes.since, record.id, table) : null);
  return (
    <>
      <p className={classes.line} title={exactTime(changes.sinceAt)}>
        {typeWords[record.type]} backup of {formatNearMoment(record.createdAt, now)}, since the one of{' '}
        {formatNearMoment(changes.sinceAt, now)}
      </p>
      {drops.map((drop) => {
        const href = hrefOf(drop.table);
        return (
          <p key={drop.table} className={classes.drop} data-kind={drop.kind}>
            <IconAlertTriangleFilled size={16} aria-hidden />
            <span>
              <strong>{titleOfDrop(known, drop)}.</strong> {href !== null && <AppLink to={href}>See which →</AppLink>}
            </span>
          </p>
        );
      })}
      {top.length === 0 ? (
        <p className={classes.quiet}>Nothing changed: {formatPlural(equal, 'table is', 'tables are')} equal.</p>
      ) : (
        <table className={classes.table} aria-label="Changed tables">
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col">Added</th>
              <th scope="col">Removed</th>
              <th scope="col">Changed</th>
            </tr>
          </thead>
          <tbody>
            {top.map((table) => (
              <Row key={table.table} table={table} href={sizeOf(table) > 0 ? hrefOf(table.table) : null} />
            ))}
          </tbody>
        </table>
      )}
      {(more > 0 || (top.length > 0 && equal > 0)) && (
        <p className={classes.rest}>
          {[
            more > 0 && `${formatCount(more)} more`,
            equal > 0 && formatPlural(equal, 'table is equal', 'tables are equal'),
          ]
            .filter(Boolean)
            .join(', ')}
        </p>
      )}
    </>
  );
}

interface Props {
  changed: WhatChanged;
  /** Why it could not be found out; null while it is being found out. */
  failure: string | null;
  now: number;
  compareHref: CompareHref;
}

/** What changed in the newest backup since the one before, table per table, unusual losses loudest. */
export function WhatChangedCard({ changed, failure, now, compareHref }: Props) {
  const link =
    changed.kind === 'known' && changed.comparable
      ? compareHref(changed.changes.since, changed.record.id)
      : changed.kind === 'unknown'
        ? compareHref(changed.before.id, changed.record.id)
        : null;
  return (
    <Card
      title="What changed"
      flush
      aside={
        link !== null && (
          <AppLink to={link} className={classes.all}>
            Compare →
          </AppLink>
        )
      }
    >
      {changed.kind === 'nothing-yet' && (
        <p className={classes.quiet}>Nothing to compare yet. After the next backup its changes are shown here.</p>
      )}
      {changed.kind === 'unknown' && failure === null && (
        <p className={classes.quiet}>The newest backup is being compared with the one before.</p>
      )}
      {changed.kind === 'unknown' && failure !== null && (
        <p className={classes.quiet}>The newest backup could not be compared with the one before. {failure}</p>
      )}
      {changed.kind === 'known' && <Known known={changed} now={now} compareHref={compareHref} />}
    </Card>
  );
}

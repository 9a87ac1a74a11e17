import { Button, UnstyledButton } from '@mantine/core';
import { IconAlertTriangleFilled, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { RehearsedTable, RestoreCounts, RestorePlan } from '../../core/restore.ts';
import { Card } from '../../ui/Card.tsx';
import { formatCount, formatList, formatPlural } from '../../ui/formatNumber.ts';
import { formatAge } from '../../ui/formatTime.ts';
import { helpWithConflicts } from './conflictHelp.ts';
import classes from './NumbersCard.module.css';
import { describeConflicts, fateOfConflicts, isRefused, summarizePlan } from './rehearsalWords.ts';
import { countKinds, countWords, describeKept, isWritten, keptIn, sumCounts, sumKept } from './restoreWords.ts';
import { rowNoun } from './tickedWords.ts';

interface Props {
  plan: RestorePlan;
  now: number;
  narrow: boolean;
  /** Tables of which rows can be shown. */
  hasRows(table: string): boolean;
  onOpen(table: string): void;
  onConflicts(): void;
  onAgain(): void;
}

interface ItemProps {
  table: RehearsedTable;
  hasRows: Props['hasRows'];
  onOpen: Props['onOpen'];
  /** What the rows that were looked at are called. */
  noun: string;
}

/** What must be said beside the numbers of a table. */
function notesOf({ table, noun }: Pick<ItemProps, 'table' | 'noun'>): string[] {
  const rows = sumKept(keptIn([table]));
  if (rows === 0) return [...table.notes];
  const [have, stay] = rows === 1 ? ['has', 'stays as it is'] : ['have', 'stay as they are'];
  return [...table.notes, `${formatPlural(rows, noun)} ${have} other values than in the backup, and ${stay}.`];
}

function Notes({ notes }: Pick<RehearsedTable, 'notes'>) {
  return notes.map((note) => (
    <span key={note} className={classes.note}>
      <IconAlertTriangleFilled size={12} aria-hidden /> {note}
    </span>
  ));
}

function Name({ table, hasRows, onOpen }: Omit<ItemProps, 'noun'>) {
  if (!hasRows(table.table)) return <>{table.table}</>;
  return (
    <UnstyledButton
      className={classes.open ?? ''}
      aria-label={`Rows of ${table.table}`}
      onClick={() => onOpen(table.table)}
    >
      {table.table}
    </UnstyledButton>
  );
}

/** The numbers of a table; null where rows of it are hidden: they would be counted as missing. */
const countsOf = ({ counts, hidden }: RehearsedTable) => (hidden ? null : counts);

function amountsOf(counts: RestoreCounts | null) {
  return countKinds.map((kind) => {
    const amount = counts?.[kind] ?? null;
    return { kind, text: formatCount(amount), none: (amount ?? 0) === 0 || undefined };
  });
}

function Amounts({ counts }: { counts: RestoreCounts | null }) {
  return amountsOf(counts).map(({ kind, text, none }) => (
    <td key={kind} className={classes.number} data-kind={kind} data-none={none}>
      {text}
    </td>
  ));
}

function TableRow(props: ItemProps) {
  const { table, hasRows } = props;
  return (
    <tr>
      <th scope="row" className={classes.name}>
        <Name {...props} />
        <Notes notes={notesOf(props)} />
      </th>
      <Amounts counts={countsOf(table)} />
      <td className={classes.chevron}>{hasRows(table.table) && <IconChevronRight size={16} aria-hidden />}</td>
    </tr>
  );
}

function Figures({ counts }: { counts: RestoreCounts | null }) {
  return (
    <dl className={classes.figures}>
      {amountsOf(counts).map(({ kind, text, none }) => (
        <div key={kind}>
          <dt>{countWords[kind]}</dt>
          <dd data-kind={kind} data-none={none}>
            {text}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Fold({ count, open, onToggle }: { count: number; open: boolean; onToggle(): void }) {
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <UnstyledButton className={classes.unfold ?? ''} aria-expanded={open} onClick={onToggle}>
      <Icon size={16} aria-hidden />
      {count === 1 ? '1 table stays as it is' : `${formatCount(count)} tables stay as they are`}
    </UnstyledButton>
  );
}

type NumbersProps = Pick<Props, 'plan' | 'hasRows' | 'onOpen'>;

function useTables({ tables }: RestorePlan) {
  const [unfolded, setUnfolded] = useState(false);
  const touched = tables.filter(
    (table) => table.hidden || isWritten(table) || table.counts.conflict > 0 || (table.keptDiffering ?? 0) > 0,
  );
  const rest = tables.filter((table) => !touched.includes(table));
  return {
    shown: touched.length === 0 || unfolded ? [...touched, ...rest] : touched,
    folded: touched.length === 0 ? 0 : rest.length,
    unfolded,
    toggle: () => setUnfolded(!unfolded),
    total: tables.some(({ hidden }) => hidden) ? null : sumCounts(tables),
  };
}

function NumbersTable({ plan, ...rest }: NumbersProps) {
  const { shown, folded, unfolded, toggle, total } = useTables(plan);
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label="What would change">
        <thead>
          <tr>
            <th scope="col">Table</th>
            {countKinds.map((kind) => (
              <th key={kind} scope="col" className={classes.number}>
                {countWords[kind]}
              </th>
            ))}
            <td className={classes.chevron} />
          </tr>
        </thead>
        <tbody>
          {shown.map((table) => (
            <TableRow key={table.table} table={table} noun={rowNoun(plan.request.scope)} {...rest} />
          ))}
          {folded > 0 && (
            <tr className={classes.fold}>
              <td colSpan={countKinds.length + 2}>
                <Fold count={folded} open={unfolded} onToggle={toggle} />
              </td>
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <Amounts counts={total} />
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function NumbersList({ plan, ...rest }: NumbersProps) {
  const { shown, folded, unfolded, toggle, total } = useTables(plan);
  return (
    <ul className={classes.list} aria-label="What would change">
      {shown.map((table) => (
        <li key={table.table} className={classes.item}>
          <span className={classes.line}>
            <Name table={table} {...rest} />
            {rest.hasRows(table.table) && <IconChevronRight size={16} aria-hidden />}
          </span>
          <Notes notes={notesOf({ table, noun: rowNoun(plan.request.scope) })} />
          <Figures counts={countsOf(table)} />
        </li>
      ))}
      {folded > 0 && (
        <li className={classes.item}>
          <Fold count={folded} open={unfolded} onToggle={toggle} />
        </li>
      )}
      <li className={`${classes.item} ${classes.total}`}>
        <span className={classes.line}>Total</span>
        <Figures counts={total} />
      </li>
    </ul>
  );
}

/** What the restore would do, table by table, with totals that add up; and the rows that cannot be written. */
export function NumbersCard({ plan, now, narrow, hasRows, onOpen, onConflicts, onAgain }: Props) {
  const { conflict } = sumCounts(plan.tables);
  const kept = describeKept(plan);
  const refused = isRefused(plan);
  const unproven = plan.tables.flatMap(({ table, unproven }) => (unproven ? [table] : []));
  const Numbers = narrow ? NumbersList : NumbersTable;
  return (
    <Card label="Rehearsal" flush>
      <div className={classes.head}>
        <div className={classes.words}>
          <h2 className={classes.title}>
            {refused
              ? 'This is how the backup differs. Nothing can be written as asked.'
              : 'This is what would change. Nothing is written yet.'}
          </h2>
          <p className={classes.about}>
            {!refused && plan.tables.some(isWritten) && `${summarizePlan(plan)} `}Compared{' '}
            {formatAge(plan.comparedAt, now)}.
          </p>
        </div>
        <Button size="xs" onClick={onAgain}>
          Compare again
        </Button>
      </div>
      {plan.tables.length > 0 && <Numbers plan={plan} hasRows={hasRows} onOpen={onOpen} />}
      {unproven.length > 0 && (
        <p className={classes.doubt}>
          <Notes
            notes={[
              `Nobody knows whether rows of ${formatList(unproven)} are hidden from you; such rows would be taken for missing.`,
            ]}
          />
        </p>
      )}
      {kept !== null && (
        <div className={classes.conflicts}>
          <IconAlertTriangleFilled size={16} aria-hidden />
          <p>{kept}</p>
        </div>
      )}
      {conflict > 0 && (
        <div className={classes.conflicts}>
          <IconAlertTriangleFilled size={16} aria-hidden />
          <p>
            <b>{formatPlural(conflict, 'conflict')}:</b> {describeConflicts(plan.conflicts, conflict)}{' '}
            {fateOfConflicts(plan.request.conflicts, plan.conflicts, conflict)}{' '}
            {helpWithConflicts(plan.conflicts, conflict)}
          </p>
          <UnstyledButton className={classes.link ?? ''} onClick={onConflicts}>
            Show {formatPlural(conflict, 'row')}
          </UnstyledButton>
        </div>
      )}
    </Card>
  );
}

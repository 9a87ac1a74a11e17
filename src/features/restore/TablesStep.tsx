import { Button, Checkbox, Switch, TextInput } from '@mantine/core';
import { IconAlertTriangleFilled, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import type { BackupRecord, TableResult } from '../../core/backup.ts';
import type { RestoreScope } from '../../core/restore.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { OutcomeBadge } from '../../ui/OutcomeBadge.tsx';
import { choosableState, choosableTables, countPicked, scopeOfTables, tablesOf } from './restoreDraft.ts';
import { StepFoot } from './StepFoot.tsx';
import classes from './TablesStep.module.css';

interface Props {
  record: BackupRecord;
  scope: RestoreScope;
  onChange(scope: RestoreScope): void;
  onNext(): void;
}

const manyTables = 12;

interface LineProps {
  record: BackupRecord;
  table: TableResult;
  chosen: boolean;
  onToggle(table: string): void;
}

function Line({ record, table, chosen, onToggle }: LineProps) {
  const state = choosableState(record, table);
  const none = state.kind === 'none';
  const id = useId();
  return (
    <li className={classes.item}>
      <label htmlFor={id} className={classes.line} data-none={none || undefined}>
        <Checkbox
          id={id}
          aria-label={`Restore ${table.table}`}
          checked={chosen && !none}
          disabled={none}
          onChange={() => onToggle(table.table)}
        />
        <span className={classes.name}>{table.table}</span>
        <span className={classes.state}>
          {table.outcome !== 'exported' && <OutcomeBadge outcome={table.outcome} />}
          {state.kind === 'doubtful' && table.outcome === 'exported' && (
            <IconAlertTriangleFilled size={16} className={classes.icon} aria-hidden="true" />
          )}
          {state.kind !== 'whole' && <span className={classes.why}>{state.why}</span>}
        </span>
        <span className={classes.rows}>{none ? '–' : formatCount(table.rows)}</span>
      </label>
    </li>
  );
}

function WholeTables({ record, scope, onChange, onNext }: Props & { scope: RestoreScope & { kind: 'tables' } }) {
  const [search, setSearch] = useState('');
  const choosable = useMemo(() => choosableTables(record), [record]);
  const chosen = new Set(tablesOf(record, scope).map(({ table }) => table));
  const rows = choosable.filter(({ table }) => chosen.has(table)).reduce((sum, table) => sum + table.rows, 0);
  const text = search.trim().toLowerCase();
  const listed = record.tables.filter(({ table }) => table.toLowerCase().includes(text));
  const all = chosen.size === choosable.length;

  function choose(names: ReadonlySet<string>) {
    const kept = choosable.filter(({ table }) => names.has(table)).map(({ table }) => table);
    const whole = kept.length === choosable.length;
    onChange(whole ? scopeOfTables([]) : { kind: 'tables', tables: kept });
  }

  function toggle(name: string) {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    choose(next);
  }

  return (
    <Card
      title="Which tables?"
      flush
      aside={
        record.tables.length >= manyTables && (
          <TextInput
            type="search"
            aria-label="Search tables"
            placeholder="Table"
            className={classes.search ?? ''}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )
      }
    >
      <div className={classes.head}>
        <Checkbox
          label="Everything in this backup"
          checked={all}
          indeterminate={!all && chosen.size > 0}
          onChange={() => choose(new Set(all ? [] : choosable.map(({ table }) => table)))}
        />
        <span className={classes.rows}>Rows</span>
      </div>
      {listed.length === 0 && <EmptyState icon={<IconSearchOff size={20} />} title="No table matches" />}
      <ul className={classes.list} aria-label="Tables of the backup">
        {listed.map((table) => (
          <Line key={table.table} record={record} table={table} chosen={chosen.has(table.table)} onToggle={toggle} />
        ))}
      </ul>
      <StepFoot
        says={
          chosen.size === 0
            ? 'No table is chosen.'
            : `${formatCount(chosen.size)} of ${formatPlural(record.tables.length, 'table')}, ${formatPlural(rows, 'row')}.`
        }
        label="Go on"
        disabled={chosen.size === 0}
        onNext={onNext}
      />
    </Card>
  );
}

function TickedRows({ scope, onChange, onNext }: Omit<Props, 'record'> & { scope: RestoreScope & { kind: 'rows' } }) {
  const count = countPicked(scope.rows);
  return (
    <Card
      title={`The ${formatPlural(count, 'row')} that you ticked`}
      flush
      aside={
        <Button size="xs" onClick={() => onChange(scopeOfTables(scope.rows.map(({ table }) => table)))}>
          Choose whole tables instead
        </Button>
      }
    >
      <ul className={classes.list} aria-label="Ticked rows">
        {scope.rows.map(({ table, rows }) => (
          <li key={table} className={classes.item}>
            <div className={classes.line} data-plain>
              <span className={classes.name}>{table}</span>
              <span className={classes.rows}>{formatPlural(rows.length, 'row')}</span>
            </div>
          </li>
        ))}
      </ul>
      <div className={classes.parents}>
        <Switch
          label="And what they need"
          aria-label="And what they need"
          description="Rows that they reference come along from the backup where the project does not have them, and so on upwards."
          checked={scope.withParents}
          onChange={(event) => onChange({ ...scope, withParents: event.currentTarget.checked })}
        />
      </div>
      <StepFoot says="Rows that reference them are left alone." label="Go on" onNext={onNext} />
    </Card>
  );
}

/** The second step: what of the backup is restored: everything, tables, or the rows that were ticked. */
export function TablesStep({ scope, ...props }: Props) {
  return scope.kind === 'rows' ? <TickedRows scope={scope} {...props} /> : <WholeTables scope={scope} {...props} />;
}

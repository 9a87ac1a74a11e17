import { UnstyledButton } from '@mantine/core';
import type { ColumnDrift, OutsideEffect, RestorePlan, TableTrigger } from '../../core/restore.ts';
import { Card } from '../../ui/Card.tsx';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { FactLines } from './FactLines.tsx';
import classes from './GroundCards.module.css';
import { isRefused } from './rehearsalWords.ts';
import { sumCounts } from './restoreWords.ts';

const driftWords: Record<ColumnDrift['change'], string> = {
  new: 'New column',
  gone: 'Column is gone from the project',
  retyped: 'Another type',
};

function kindOfDrift({ change, before, after }: ColumnDrift): string {
  if (change === 'retyped') return `${before ?? 'unknown type'} is now ${after ?? 'of unknown type'}`;
  return change === 'new' && after !== null ? `${driftWords.new}, ${after}` : driftWords[change];
}

const short = (table: string) => table.replace(/^public\./, '');

/** Columns that are not as they were in the backup, and what that means to the rows; nothing when there are none. */
export function DriftCard({ drift }: Pick<RestorePlan, 'drift'>) {
  if (drift.length === 0) return null;
  const lines = drift
    .toSorted((a, b) => Number(b.serious) - Number(a.serious))
    .map((each) => ({
      id: `${each.table}.${each.column}`,
      name: `${short(each.table)}.${each.column}`,
      kind: kindOfDrift(each),
      meaning: each.meaning,
      serious: each.serious,
    }));
  return (
    <Card
      title="Differences in the schema"
      flush
      aside={<span className={classes.count}>{formatPlural(drift.length, 'column')}</span>}
    >
      <FactLines lines={lines} />
    </Card>
  );
}

function meaningOfTrigger({ rows, enabled }: TableTrigger, triggers: 'off' | 'on'): string {
  if (enabled === 'disabled') return 'It is switched off in the database, and stays so.';
  if (triggers === 'off') {
    return rows === null
      ? 'Stays off during the restore.'
      : `Stays off during the restore. It would fire for ${formatPlural(rows, 'row')}.`;
  }
  return rows === null ? 'Fires during the restore.' : `Fires for ${formatPlural(rows, 'row')}.`;
}

function meaningOfOutside({ action, on, rows, references }: OutsideEffect): string {
  const one = rows === 1;
  const what = on === 'delete' ? 'deleted' : 'changed';
  const fate = {
    cascade: on === 'delete' ? 'would be deleted with them' : 'would be changed with them',
    'set null': 'would lose the reference',
    'set default': 'would get another reference',
    restrict: one ? 'forbids that' : 'forbid that',
    'no action': one ? 'forbids that' : 'forbid that',
  }[action];
  return `${formatPlural(rows, 'row references', 'rows reference')} rows of ${references} that would be ${what}, and ${fate}.`;
}

interface TriggersProps {
  plan: RestorePlan;
  /** Goes back to where triggers are switched. */
  onChange(): void;
}

/** Triggers of the tables, foreign keys, rows outside that would be touched, and counters that are set; nothing when there are none. */
export function ReferencesCard({ plan, onChange }: TriggersProps) {
  const { triggers, references, outside, sequences, request } = plan;
  const change = (
    <UnstyledButton className={classes.link ?? ''} aria-label="Change triggers" onClick={onChange}>
      Change
    </UnstyledButton>
  );
  const { conflict } = sumCounts(plan.tables);
  const orphans = plan.conflicts.filter(({ reason }) => reason === 'parent missing').length;
  const refused = isRefused(plan);
  const blocked = outside.some(({ rows }) => rows > 0);
  const lines = [
    ...outside
      .filter(({ rows }) => rows > 0)
      .map((effect) => ({
        id: `outside ${effect.table} ${effect.constraint} ${effect.on}`,
        name: effect.table,
        kind: 'Outside of this restore',
        meaning: meaningOfOutside(effect),
        serious: true,
      })),
    ...triggers.map((trigger) => ({
      id: `trigger ${trigger.table} ${trigger.name}`,
      name: trigger.name,
      kind: `Trigger on ${trigger.table}`,
      meaning: meaningOfTrigger(trigger, request.triggers),
      serious: request.triggers === 'on' && trigger.enabled !== 'disabled',
      action: change,
    })),
    ...(references.length === 0
      ? []
      : [
          {
            id: 'references',
            name: formatPlural(references.length, 'foreign key'),
            kind: 'Checked at the end',
            meaning: blocked
              ? 'They hold only when the tables above join the restore.'
              : refused
                ? 'Whether they would hold is not known: this cannot be restored as asked.'
                : orphans > 0
                  ? `All hold after the restore, apart from the ${formatPlural(conflict, 'conflict')}.`
                  : 'All hold after the restore.',
            serious: false,
          },
        ]),
    ...(sequences.length === 0
      ? []
      : [
          {
            id: 'sequences',
            name: formatPlural(sequences.length, 'counter'),
            kind: 'Sequences of keys',
            meaning: `${refused ? 'They would be set' : 'Set'} so that the next new row gets a key that is free.`,
            serious: false,
          },
        ]),
  ];
  if (lines.length === 0) return null;
  return (
    <Card title="Triggers and references" flush>
      <FactLines lines={lines} />
    </Card>
  );
}

/** What cannot be restored exactly this way; nothing when all can. */
export function LimitsCard({ limits }: Pick<RestorePlan, 'limits'>) {
  if (limits.length === 0) return null;
  return (
    <Card
      title="Without the helper"
      tone="yellow"
      aside={<span className={classes.count}>{formatCount(limits.length)}</span>}
    >
      <ul className={classes.limits}>
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </Card>
  );
}

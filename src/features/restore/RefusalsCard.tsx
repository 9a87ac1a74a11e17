import { Button } from '@mantine/core';
import { IconCircleXFilled, IconInfoCircle } from '@tabler/icons-react';
import { listNames } from '../../core/actFacts.ts';
import type { Refusal } from '../../core/restore.ts';
import { Card } from '../../ui/Card.tsx';
import { formatList } from '../../ui/formatNumber.ts';
import classes from './RefusalsCard.module.css';

interface Props {
  refusals: readonly Refusal[];
  onAddTables(tables: readonly string[]): void;
  /** Goes back to where something else can be asked for. */
  onChange(): void;
}

/** Longer names do not fit the button; the list above has them. */
const longestName = 30;

function labelOf(missing: readonly string[]): string {
  const [only = ''] = missing;
  if (missing.length > 1) return 'Add these tables';
  return only.length > longestName ? 'Add this table' : `Add ${only}`;
}

/** What is refused for the same reason, with the tables of which that is so. */
function joinRefusals(refusals: readonly Refusal[]): (Pick<Refusal, 'why' | 'hint'> & { tables: string[] })[] {
  const joined = new Map<string, Pick<Refusal, 'why' | 'hint'> & { tables: string[] }>();
  for (const { table, code, why, hint } of refusals) {
    const reason = JSON.stringify([code, why, hint]);
    const { tables } = joined.get(reason) ?? { tables: [] };
    joined.set(reason, { why, hint, tables: table === null ? tables : [...tables, table] });
  }
  return [...joined.values()];
}

/** Why nothing can be restored as it was asked for, and what would help. In place of the way on. */
export function RefusalsCard({ refusals, onAddTables, onChange }: Props) {
  const nothing = refusals.every(({ code }) => code === 'nothing');
  const missing = [...new Set(refusals.flatMap(({ addTables }) => addTables))];
  const Icon = nothing ? IconInfoCircle : IconCircleXFilled;
  return (
    <Card
      title={nothing ? 'There is nothing to restore' : 'This cannot be restored as asked'}
      {...(nothing ? {} : { tone: 'red' as const })}
      flush
    >
      <ul className={classes.list}>
        {joinRefusals(refusals).map(({ tables, why, hint }) => (
          <li key={`${tables} ${why}`} className={classes.item}>
            <span className={classes.icon} data-nothing={nothing || undefined} aria-hidden="true">
              <Icon size={16} />
            </span>
            <div>
              {tables.length > 0 && <p className={classes.table}>{listNames(tables)}</p>}
              <p className={classes.why}>{why}</p>
              {hint !== null && <p className={classes.hint}>{hint}</p>}
            </div>
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        {missing.length > 0 && (
          <Button variant="filled" title={formatList(missing)} onClick={() => onAddTables(missing)}>
            {labelOf(missing)}
          </Button>
        )}
        <Button onClick={onChange}>Change what is asked</Button>
      </div>
    </Card>
  );
}

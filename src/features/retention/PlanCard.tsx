import { Button, SegmentedControl } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { RetentionPlan } from '../../core/planRetention.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import classes from './PlanCard.module.css';
import type { PlanContext } from './PlanCells.tsx';
import { PlanList } from './PlanList.tsx';
import { PlanTable } from './PlanTable.tsx';
import { freedBytes, splitPlan } from './planWords.ts';

interface Props extends PlanContext {
  plan: RetentionPlan;
  narrow: boolean;
  /** What policy it goes by, where that is not the stored one. */
  note: string | null;
}

/** Lines that are drawn at first. */
const shown = 10;
/** What a list, which is drawn whole, shows more at a time; a table draws only those near the window. */
const step = 50;
type Shown = 'all' | 'remove' | 'keep';

/** What cleanup would do with each backup, and why: first what would go, then what stays, each newest first. */
export function PlanCard({ plan, narrow, note, now, backupHref }: Props) {
  const [which, setWhich] = useState<Shown>('all');
  const [limit, setLimit] = useState(shown);
  const { going, staying } = useMemo(() => splitPlan(plan), [plan]);
  const matching = useMemo(
    () => ({ all: [...going, ...staying], remove: going, keep: staying })[which],
    [going, staying, which],
  );
  const decisions = useMemo(() => matching.slice(0, limit), [matching, limit]);
  const left = matching.length - limit;
  const context = { now, backupHref };
  return (
    <Card
      title="What it would do now"
      flush
      aside={
        <SegmentedControl<Shown>
          aria-label="Which backups"
          value={which}
          onChange={setWhich}
          data={[
            { value: 'all', label: 'All' },
            { value: 'remove', label: 'Remove' },
            { value: 'keep', label: 'Keep' },
          ]}
        />
      }
    >
      <p className={classes.sum}>
        {going.length === 0 ? (
          'Remove nothing.'
        ) : (
          <>
            Remove <strong className={classes.remove}>{formatPlural(going.length, 'backup')}</strong>,{' '}
            {formatBytes(freedBytes(going))}.
          </>
        )}{' '}
        Keep <strong>{formatCount(staying.length)}</strong>.
        {note !== null && <span className={classes.note}> {note}</span>}
      </p>
      {matching.length === 0 ? (
        <EmptyState
          icon={<IconStack2 size={20} />}
          title={which === 'all' ? 'No backup in this browser' : `Nothing to ${which}`}
        />
      ) : narrow ? (
        <PlanList decisions={decisions} {...context} />
      ) : (
        <PlanTable decisions={decisions} {...context} />
      )}
      {left > 0 && (
        <div className={classes.foot}>
          <Button
            variant="transparent"
            size="xs"
            p={0}
            onClick={() => setLimit(narrow ? limit + step : Number.POSITIVE_INFINITY)}
          >
            {narrow && left > step ? `Show ${step} more` : `Show all ${formatPlural(matching.length, 'backup')}`}
          </Button>
        </div>
      )}
    </Card>
  );
}

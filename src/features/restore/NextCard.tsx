import type { RestorePlan } from '../../core/restore.ts';
import { Card } from '../../ui/Card.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import classes from './NextCard.module.css';
import type { RestoreDraft } from './restoreDraft.ts';
import { sumCounts } from './restoreWords.ts';

interface Step {
  title: string;
  about: string | null;
}

/** What a restore does once it is confirmed, with the numbers of its plan. */
export function stepsOf(plan: RestorePlan, maintenance: RestoreDraft['maintenance']): Step[] {
  const { insert, update, delete: gone } = sumCounts(plan.tables);
  // All that the plan looks at is read once more, also where nothing changes.
  const now = plan.tables.reduce((sum, { rowsNow }) => sum + rowsNow, 0);
  const rows = formatPlural(insert + update + gone, 'row');
  const shows = maintenance.on && plan.way === 'helper';
  return [
    { title: 'Check the archive again', about: null },
    ...(shows ? [{ title: 'Maintenance on', about: `Your application can show “${maintenance.message}”` }] : []),
    {
      title: `Pre-restore backup of ${formatPlural(plan.tables.length, 'table')}`,
      about: `${formatPlural(now, 'row')}, so that you can undo`,
    },
    plan.way === 'helper'
      ? { title: `Write ${rows} in one transaction`, about: 'All of it or nothing' }
      : { title: `Write ${rows}, one request after the other`, about: 'If one fails, all is taken back' },
    { title: 'Count again, compare with this page', about: null },
    { title: shows ? 'Maintenance off, then a report' : 'Then a report', about: null },
  ];
}

/** The number of the step that writes: until it, a restore can be cancelled. */
export function writingStep(steps: readonly Step[]): number {
  return steps.findIndex(({ title }) => title.startsWith('Write ')) + 1;
}

export function NextCard({ steps }: { steps: readonly Step[] }) {
  return (
    <Card title="What happens next">
      <ol className={classes.steps}>
        {steps.map(({ title, about }, index) => (
          <li key={title} className={classes.step}>
            <span className={classes.number} aria-hidden="true">
              {index + 1}
            </span>
            <div>
              <p className={classes.title}>{title}</p>
              {about !== null && <p className={classes.about}>{about}</p>}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

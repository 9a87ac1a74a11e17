import type { BackupRecord } from '../../core/backup.ts';
import type { RetentionPlan } from '../../core/planRetention.ts';
import { describeRest } from '../../ui/askDelete.tsx';
import { confirmDialog } from '../../ui/ConfirmDialog.tsx';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { formatMoment } from '../../ui/formatTime.ts';
import classes from './askCleanUp.module.css';
import { type Decision, freedBytes, splitPlan } from './planWords.ts';

/** Lines of the list; the rest is counted. */
const listed = 200;

function GoingList({ going, now }: { going: readonly Decision[]; now: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, with the keyboard too
    <ul className={classes.list} aria-label="Backups to remove" tabIndex={0}>
      {going.slice(0, listed).map(({ record, reasons }) => (
        <li key={record.id} className={classes.row} title={record.filename}>
          <span className={classes.when}>{formatMoment(record.createdAt, now)}</span>
          <span className={classes.why}>{reasons.join(', ')}</span>
          <span className={classes.size}>{formatBytes(record.archive?.sizeBytes ?? null)}</span>
        </li>
      ))}
      {going.length > listed && (
        <li className={classes.row}>and {formatPlural(going.length - listed, 'more backup')}</li>
      )}
    </ul>
  );
}

interface Question {
  plan: RetentionPlan;
  /** Those that exist, to say what stays. */
  records: readonly BackupRecord[];
  /** ms since the epoch. */
  now: number;
  /** The form shows another policy than the stored one, which is the one that counts. */
  unsaved: boolean;
}

/** Asks before a cleanup: what goes and why, and what stays. `plan` has something to remove. */
export function askCleanUp({ plan, records, now, unsaved }: Question): Promise<boolean> {
  const { going } = splitPlan(plan);
  const what = formatPlural(going.length, 'backup');
  return confirmDialog({
    title: `Remove ${what}?`,
    confirmLabel: `Remove ${what}`,
    keepLabel: going.length === 1 ? 'Keep it' : 'Keep them',
    children: (
      <>
        <p className={classes.text}>
          {formatBytes(freedBytes(going))} are freed in this browser for good. A line of each stays in the history,
          under Removed.
          {unsaved && ' The saved policy counts, not the changes that you have not saved.'}
        </p>
        <GoingList going={going} now={now} />
        <p className={classes.rest}>
          {describeRest(
            records,
            going.map(({ record }) => record),
            now,
          )}
        </p>
      </>
    ),
  });
}

interface AnywayQuestion extends Omit<Question, 'unsaved'> {
  /** Why cleanup is paused. */
  why: string;
}

/** Asks whether cleanup may go on in spite of a run; `plan` is what it would do then. */
export function askCleanUpAnyway({ plan, records, now, why }: AnywayQuestion): Promise<boolean> {
  const { going } = splitPlan(plan);
  const what = formatPlural(going.length, 'backup');
  const still = plan.paused !== null;
  return confirmDialog({
    title: 'Clean up in spite of this run?',
    confirmLabel: still ? 'Accept this run' : going.length === 0 ? 'Let cleanup go on' : `Remove ${what}`,
    keepLabel: 'Keep cleanup paused',
    children: (
      <>
        <p className={classes.text}>{why}</p>
        {still && <p className={classes.text}>After that another run keeps cleanup paused. {plan.paused?.message}</p>}
        {!still && going.length === 0 && <p className={classes.text}>There is nothing to remove at the moment.</p>}
        {!still && going.length > 0 && (
          <>
            <GoingList going={going} now={now} />
            <p className={classes.rest}>
              {describeRest(
                records,
                going.map(({ record }) => record),
                now,
              )}
            </p>
          </>
        )}
      </>
    ),
  });
}

import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import type { RestorePlan } from '../../core/restore.ts';
import { Card } from '../../ui/Card.tsx';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import classes from './ConfirmCard.module.css';
import { describeHarm, lettersToGo } from './rehearsalWords.ts';
import { isWritten, keptIn, letsTriggersFire, sumCounts, sumKept } from './restoreWords.ts';
import { rowNoun } from './tickedWords.ts';

interface Props {
  plan: RestorePlan;
  /** What has to be typed where rows are deleted or changed. */
  name: string;
  /** Number of the step that writes. */
  writingStep: number;
  onRestore(): void;
}

/** What can be done afterwards, by the way that is taken. */
function afterwards({ way }: RestorePlan, step: number): string {
  return way === 'helper'
    ? `You can cancel until step ${formatCount(step)}. After it, the report has Undo.`
    : `Cancelled before step ${formatCount(step)}, nothing is written. Cancelled while rows are written, they are taken back. Taking back cannot be cancelled.`;
}

/** The last word before anything is written: rows that are lost or changed are named, and the project's name has to be typed. */
export function ConfirmCard({ plan, name, writingStep, onRestore }: Props) {
  const [typed, setTyped] = useState('');
  const hintId = useId();
  const counts = sumCounts(plan.tables);
  const { scope } = plan.request;
  const kept = sumKept(keptIn(plan.tables));
  const harm = describeHarm(counts);
  const count = plan.tables.filter(isWritten).length;
  const label = `Restore ${formatPlural(count, 'table')}`;
  const left = lettersToGo(name, typed);
  const unwritten =
    counts.conflict === 0 ? null : (
      <p className={classes.text}>
        <b>{formatPlural(counts.conflict, 'row')} of the backup cannot be written</b> and will be left out.
      </p>
    );
  const ready = harm === null || left === 0;

  function restore(event: FormEvent) {
    event.preventDefault();
    if (ready) onRestore();
  }

  if (harm === null) {
    return (
      <Card title={`This inserts ${formatPlural(counts.insert, 'row')}`}>
        <form className={classes.form} onSubmit={restore}>
          <p className={classes.text}>
            Rows that are there now stay as they are{letsTriggersFire(plan) && ', apart from what triggers change'}.
            {kept > 0 &&
              ` ${scope.kind === 'rows' ? formatPlural(kept, rowNoun(scope)) : `${formatCount(kept)} of them`} ${kept === 1 ? 'has' : 'have'} other values than in the backup.`}
          </p>
          {unwritten}
          <Button type="submit" variant="filled" fullWidth>
            {label}
          </Button>
          <p className={classes.foot}>{afterwards(plan, writingStep)}</p>
        </form>
      </Card>
    );
  }
  return (
    <Card title={harm} tone="red">
      <form className={classes.form} onSubmit={restore}>
        <p className={classes.text}>
          {counts.insert > 0 && `It also inserts ${formatPlural(counts.insert, 'row')}. `}Type the name of the project
          to go on: <b className={classes.name}>{name}</b>
        </p>
        {unwritten}
        <div>
          <TextInput
            aria-label="Project name"
            aria-describedby={hintId}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <p className={classes.hint} id={hintId} aria-live="polite">
            {left === null && 'This is not how the name begins'}
            {left !== null && left > 0 && `${formatPlural(left, 'letter')} to go`}
            {left === 0 && 'The name matches'}
          </p>
        </div>
        <Button type="submit" variant="filled" color="red" fullWidth disabled={!ready}>
          {label}
        </Button>
        <p className={classes.foot}>{afterwards(plan, writingStep)}</p>
      </form>
    </Card>
  );
}

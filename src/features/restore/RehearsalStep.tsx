import { Button } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { asSentence } from '../../core/asSentence.ts';
import type { Rehearsal } from '../../tasks/prepareRestore.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { announce } from '../../ui/LiveRegion.tsx';
import { ConfirmCard } from './ConfirmCard.tsx';
import { DriftCard, LimitsCard, ReferencesCard } from './GroundCards.tsx';
import { NextCard, stepsOf, writingStep } from './NextCard.tsx';
import { NumbersCard } from './NumbersCard.tsx';
import { RefusalsCard } from './RefusalsCard.tsx';
import { RehearsingCard } from './RehearsingCard.tsx';
import classes from './RestorePage.module.css';
import { RowsDrawer, type ShownRows } from './RowsDrawer.tsx';
import { summarizePlan } from './rehearsalWords.ts';
import type { RestoreDraft } from './restoreDraft.ts';
import type { RehearsalRun } from './restoreStore.ts';
import { describeKept, isWritten, sumCounts } from './restoreWords.ts';

interface Acts {
  rehearse(): void;
  cancel(): void;
  addTables(tables: readonly string[]): void;
  execute(): void;
  /** Goes back to where it is asked how. */
  change(): void;
}

interface Props {
  run: RehearsalRun | null;
  draft: RestoreDraft;
  /** What has to be typed: the project's name. */
  name: string;
  now: number;
  narrow: boolean;
  acts: Acts;
}

type FoundProps = Omit<Props, 'run'> & { rehearsal: Rehearsal };

function Found({ rehearsal, draft, name, now, narrow, acts }: FoundProps) {
  const { plan } = rehearsal;
  const [shown, setShown] = useState<ShownRows | null>(null);
  const steps = stepsOf(plan, draft.maintenance);
  const refused = plan.refusals.length > 0;

  useEffect(() => {
    const kept = describeKept(plan);
    announce(
      refused
        ? 'The rehearsal is over. This cannot be restored as asked.'
        : `The rehearsal is over. ${summarizePlan(plan)} ${kept ?? ''}`.trim(),
    );
  }, [plan, refused]);

  // Of ticked rows the differences of their whole tables would be shown, which is not what is restored.
  const hasRows = (name: string) =>
    plan.request.scope.kind === 'tables' &&
    plan.tables.some(
      (table) => table.table === name && !table.hidden && (isWritten(table) || table.counts.conflict > 0),
    ) &&
    rehearsal.rows(name) !== null;

  function open(table: string) {
    const rows = rehearsal.rows(table);
    if (rows !== null) setShown({ kind: 'table', table, mode: plan.request.mode, rows });
  }

  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        {refused && narrow && (
          <RefusalsCard refusals={plan.refusals} onAddTables={acts.addTables} onChange={acts.change} />
        )}
        <NumbersCard
          plan={plan}
          now={now}
          narrow={narrow}
          hasRows={hasRows}
          onOpen={open}
          onConflicts={() =>
            setShown({ kind: 'conflicts', conflicts: plan.conflicts, count: sumCounts(plan.tables).conflict })
          }
          onAgain={acts.rehearse}
        />
        <LimitsCard limits={plan.limits} />
        <DriftCard drift={plan.drift} />
        <ReferencesCard plan={plan} onChange={acts.change} />
      </div>
      <div className={classes.side}>
        {refused ? (
          !narrow && <RefusalsCard refusals={plan.refusals} onAddTables={acts.addTables} onChange={acts.change} />
        ) : (
          <>
            <NextCard steps={steps} />
            <ConfirmCard
              // What was typed confirmed these numbers and no others.
              key={plan.comparedAt}
              plan={plan}
              name={name}
              writingStep={writingStep(steps)}
              onRestore={acts.execute}
            />
          </>
        )}
      </div>
      <RowsDrawer shown={shown} onClose={() => setShown(null)} />
    </div>
  );
}

/** The fourth step: what would change, found without writing anything; and the last word before it is done. */
export function RehearsalStep({ run, ...props }: Props) {
  const { acts } = props;
  if (run?.status === 'running') return <RehearsingCard progress={run.progress} onCancel={acts.cancel} />;
  if (run?.status === 'done') return <Found rehearsal={run.rehearsal} {...props} />;
  if (run?.status === 'failed') {
    return (
      <Card label="Rehearsal">
        <ErrorNotice
          title="The rehearsal failed"
          message={`${asSentence(run.error.message)} Nothing was written.`}
          hint={run.error.hint}
          onRetry={acts.rehearse}
        />
      </Card>
    );
  }
  return (
    <Card label="Rehearsal">
      <EmptyState
        icon={<IconRestore size={20} />}
        title={run === null ? 'Nothing is rehearsed yet' : 'The rehearsal was cancelled'}
        action={
          <Button variant="filled" onClick={acts.rehearse}>
            Rehearse
          </Button>
        }
      >
        {run === null ? 'It reads the tables and says what would change.' : 'Nothing was written.'}
      </EmptyState>
    </Card>
  );
}

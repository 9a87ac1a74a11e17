import { useStore } from 'zustand';
import type { BackupRecord } from '../../core/backup.ts';
import type { RestoreWay } from '../../core/restore.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { BackupStep } from './BackupStep.tsx';
import { HowStep } from './HowStep.tsx';
import { knownRecord } from './knownRecord.ts';
import { RehearsalStep } from './RehearsalStep.tsx';
import type { RestorePageProps } from './RestorePage.tsx';
import { RunStep } from './RunStep.tsx';
import type { RestoreStep } from './restoreDraft.ts';
import { TablesStep } from './TablesStep.tsx';

interface Props extends RestorePageProps {
  step: RestoreStep;
  /** The chosen backup; undefined where it is not in this browser. */
  record: BackupRecord | undefined;
  way: RestoreWay;
  olderHelper: boolean;
  narrow: boolean;
  now: number;
}

/** The step that is on. */
export function CurrentStep({ step, record, way, olderHelper, narrow, now, ...page }: Props) {
  const { store, restores, restoreHistory, history, platform } = page;
  const { draft, rehearsal, run } = useStore(store);
  const { change, goTo, rehearse, ...acts } = store.getState(); // acts never change
  const { undoing, settling } = useStore(restores);
  const { records } = useObservable(history);
  const listed = useObservable(restoreHistory).restores.find(({ id }) => id === run?.record?.id);
  const { undo, settle } = restores.getState();

  if (step === 'restore') {
    return (
      <RunStep
        run={run}
        current={listed === undefined ? null : knownRecord(listed)}
        undoUntil={listed === undefined ? (run?.record?.undoUntil ?? null) : listed.undoUntil}
        undoing={run?.record != null && undoing.has(run.record.id)}
        settling={settling}
        now={now}
        links={page}
        onCancel={acts.cancelRestore}
        onUndo={(id) => void undo(id)} // none of these rejects
        onSettle={() => void settle()}
        onRehearse={() => void rehearse()}
        onStartOver={acts.startOver}
      />
    );
  }
  if (step === 'backup' || record === undefined) {
    return (
      <BackupStep
        records={records}
        chosen={draft.backupId}
        projectUrl={page.projectUrl}
        backupsHref={page.backupsHref}
        now={now}
        onChoose={(backupId) => {
          if (backupId !== draft.backupId) change({ backupId, scope: { kind: 'tables', tables: null } });
          goTo('tables');
        }}
      />
    );
  }
  if (step === 'tables') {
    return (
      <TablesStep
        record={record}
        scope={draft.scope}
        onChange={(scope) => change({ scope })}
        onNext={() => goTo('how')}
      />
    );
  }
  if (step === 'how') {
    return (
      <HowStep
        record={record}
        draft={draft}
        way={way}
        helperHref={page.helperHref}
        olderHelper={olderHelper}
        onChange={change}
        onRehearse={() => void rehearse()}
      />
    );
  }
  return (
    <RehearsalStep
      run={rehearsal}
      draft={draft}
      name={platform}
      now={now}
      narrow={narrow}
      acts={{
        rehearse: () => void rehearse(),
        cancel: acts.cancelRehearsal,
        addTables: (tables) => void acts.addTables(tables),
        execute: () => void acts.execute(),
        change: () => goTo('how'),
      }}
    />
  );
}

import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { nextSlot } from '../../core/dueSlots.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { JobQueue } from '../../tasks/jobQueue.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import type { Scheduler, SchedulerState } from '../../tasks/scheduler.ts';
import type { SettingsWatch } from '../../tasks/settingsWatch.ts';
import type { SlotHistory } from '../../tasks/slotHistory.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { describeService } from '../../ui/serviceWords.ts';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import classes from './AutomaticCard.module.css';
import { AutomaticFacts } from './AutomaticFacts.tsx';
import { AutomaticNotices } from './AutomaticNotices.tsx';
import { askStop } from './askStop.tsx';
import type { AutomaticStore } from './automaticStore.ts';
import { findLastRun } from './automaticWords.ts';
import { WaitingJobs } from './WaitingJobs.tsx';

export interface AutomaticCardProps {
  store: AutomaticStore;
  scheduler: Scheduler;
  queue: JobQueue;
  slots: SlotHistory;
  settingsWatch: SettingsWatch;
  history: BackupHistory;
  inspector: ProjectInspector;
  clock: Clock;
  /** Address of the schedules, and of the run log. */
  schedulesHref: string;
  runLogHref: string;
  /** Address of a backup's own page. */
  backupHref(id: string): string;
}

function ServiceStatus({ state }: { state: SchedulerState }) {
  const { tone, word, rest } = describeService(state);
  return (
    <p className={classes.status}>
      <span className={classes.dot} data-tone={tone} aria-hidden="true" />
      <span>
        <b>{word}</b> {rest}
      </span>
    </p>
  );
}

function Buttons({ store, settings, inspector, schedulesHref }: ButtonsProps) {
  const { saving, testing, setAutomatic, test } = useStore(store);
  const { access } = useObservable(inspector);
  const may = new Set(access?.permissions);
  return (
    <div className={classes.buttons}>
      {may.has('settings') &&
        settings !== null &&
        (settings.automatic ? (
          <Button
            loading={saving}
            onClick={async () => {
              if (await askStop()) await setAutomatic(false); // neither rejects
            }}
          >
            Stop
          </Button>
        ) : (
          <Button loading={saving} onClick={() => void setAutomatic(true)}>
            Start
          </Button>
        ))}
      {may.has('create') && (
        <Button disabled={testing} onClick={() => void test()}>
          Test auto backup
        </Button>
      )}
      <Button component={AppLink} to={schedulesHref}>
        {may.has('settings') ? 'Edit schedules' : 'Show schedules'}
      </Button>
    </div>
  );
}

interface ButtonsProps {
  store: AutomaticStore;
  settings: ProjectSettings | null;
  inspector: ProjectInspector;
  schedulesHref: string;
}

/** The region "Automatic backups": whether they run, what comes next, how the last one went, and what waits. */
export function AutomaticCard(props: AutomaticCardProps) {
  const { store, scheduler, queue, slots, settingsWatch, history, inspector, clock, schedulesHref } = props;
  const state = useObservable(scheduler);
  const log = useObservable(slots);
  const { settings, error } = useObservable(settingsWatch);
  const { records } = useObservable(history);
  const { status } = useObservable(inspector);
  const now = useNow(clock);
  const next = useMemo(
    () => (settings?.automatic === true && state.status !== 'blocked' ? nextSlot(settings.schedules, now) : null),
    [settings, state.status, now],
  );
  const lastRun = useMemo(() => findLastRun(log.slots, records), [log.slots, records]);

  return (
    <Card label="Automatic backups" flush>
      <div className={classes.row}>
        <div className={classes.what}>
          <h2 className={classes.title}>Automatic backups</h2>
          <ServiceStatus state={state} />
        </div>
        <AutomaticFacts settings={settings} next={next} lastRun={lastRun} known={log.status !== 'loading'} now={now} />
        <Buttons store={store} settings={settings} inspector={inspector} schedulesHref={schedulesHref} />
      </div>
      <AutomaticNotices
        store={store}
        state={state}
        settings={settings}
        settingsError={error}
        slots={log.slots}
        now={now}
        runLogHref={props.runLogHref}
        backupHref={props.backupHref}
      />
      <WaitingJobs queue={queue} slots={log.slots} signedIn={status !== 'signed-out'} now={now} />
    </Card>
  );
}

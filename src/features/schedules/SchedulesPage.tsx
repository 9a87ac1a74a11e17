import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Schedule } from '../../core/schedule.ts';
import { formatTable } from '../../core/tableName.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import type { SettingsWatch } from '../../tasks/settingsWatch.ts';
import type { SlotHistory } from '../../tasks/slotHistory.ts';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { confirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { whyNoSnapshot } from '../../ui/SnapshotField.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { ReliabilityCard } from './ReliabilityCard.tsx';
import { RunLogCard } from './RunLogCard.tsx';
import type { ScheduleActs } from './ScheduleCells.tsx';
import { ScheduleFormCard } from './ScheduleFormCard.tsx';
import { SchedulesCard } from './SchedulesCard.tsx';
import classes from './SchedulesPage.module.css';
import type { SchedulesStore } from './schedulesStore.ts';
import { nextRunAt, sayComing } from './scheduleText.ts';

export interface SchedulesPageProps {
  store: SchedulesStore;
  settingsWatch: SettingsWatch;
  slots: SlotHistory;
  inspector: ProjectInspector;
  clock: Clock;
  /** Whether the app runs in a window of its own. */
  installed: boolean;
  /** Why nothing can run by itself in this tab; null when it can. */
  blocked: string | null;
  /** Address of a backup's own page. */
  backupHref(id: string): string;
}

const addNew = '';

function askDiscard(): Promise<boolean> {
  return confirmDialog({
    title: 'Discard the changes?',
    children: 'The schedule stays as it was saved last.',
    confirmLabel: 'Discard them',
    keepLabel: 'Go on editing',
  });
}

function askDeleteSchedule({ name }: Schedule): Promise<boolean> {
  return confirmDialog({
    title: `Delete “${name}”?`,
    children: 'It does not run again. Its backups and its lines in the run log stay.',
    confirmLabel: 'Delete schedule',
    keepLabel: 'Keep it',
  });
}

/** `/admin/schedules`: what runs when, how reliably it did, and what became of each run. */
export function SchedulesPage(props: SchedulesPageProps) {
  const { store, settingsWatch, slots, inspector, clock, installed, blocked, backupHref } = props;
  const { settings, error } = useObservable(settingsWatch);
  const log = useObservable(slots);
  const { access, catalog } = useObservable(inspector);
  const { saving } = useStore(store);
  const { add, replace, remove, setOn, markSeen } = store.getState(); // acts never change
  const now = useNow(clock);
  const narrow = useMediaQuery('(max-width: 49.99em)', false, { getInitialValueInEffect: false });
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const mayChange = access?.permissions.includes('settings') ?? false;
  const known = useMemo(() => catalog?.tables.map(formatTable) ?? null, [catalog]);
  /** The id of the schedule in the form, `addNew` for a new one, null when there is no form. */
  const [editing, setEditing] = useState<string | null>(null);
  const dirty = useRef(false);
  const setDirty = useCallback((value: boolean) => {
    dirty.current = value;
  }, []);
  const onSeen = useCallback((slot: Parameters<typeof markSeen>[0]) => void markSeen(slot), [markSeen]);

  const open = useCallback(async (target: string | null) => {
    if (dirty.current && !(await askDiscard())) return;
    dirty.current = false;
    setEditing(target);
  }, []);

  const askDelete = useCallback(
    async (schedule: Schedule) => {
      if (!(await askDeleteSchedule(schedule)) || !(await remove(schedule.id))) return;
      dirty.current = false;
      setEditing((shown) => (shown === schedule.id ? null : shown));
      notify.success({ title: 'Schedule deleted', message: `${schedule.name} does not run again.` });
    },
    [remove],
  );

  const acts = useMemo<ScheduleActs>(
    () => ({
      edit: ({ id }) => void open(id),
      askDelete: (schedule) => void askDelete(schedule),
      setOn: ({ id }, on) => void setOn(id, on),
    }),
    [open, askDelete, setOn],
  );

  async function save(schedule: Schedule) {
    const stored = editing === addNew ? await add(schedule) : await replace(schedule);
    if (!stored) return;
    dirty.current = false;
    setEditing(null);
    const at = nextRunAt(schedule, clock.now());
    const next = at === null ? 'is off' : `runs next ${sayComing(at, schedule.timeZone, here, clock.now())}`;
    notify.success({ title: 'Schedule saved', message: `${schedule.name} ${next}.` });
  }

  const edited = settings?.schedules.find(({ id }) => id === editing) ?? null;
  const formShown = mayChange && settings !== null && (edited !== null || editing === addNew);

  return (
    <>
      <PageHeader
        title="Schedules"
        state="Holdfast runs these while this tab is open and you are signed in"
        actions={
          mayChange &&
          settings !== null && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void open(addNew)}>
              Add schedule
            </Button>
          )
        }
      />
      <div className={classes.page} data-form={formShown || undefined}>
        <div className={classes.stack}>
          {access !== null && !mayChange && (
            <Notice kind="quiet">You may see these schedules. Changing them needs the permission “settings”.</Notice>
          )}
          {settings !== null && !settings.automatic && (
            <Notice kind="warning" title="Automatic backups are stopped">
              None of these runs until you start them on the page Backups.
            </Notice>
          )}
          {blocked !== null && (
            <Notice kind="error" title="Automatic backups cannot run in this tab">
              {blocked}
            </Notice>
          )}
          {error !== null && (
            <Card label="Schedules">
              <ErrorNotice
                title="The schedules could not be read"
                message={error.message}
                hint={error.hint}
                onRetry={() => void settingsWatch.refresh()}
              />
            </Card>
          )}
          {settings === null && error === null && <CardSkeleton rows={2} />}
          {settings !== null && (
            <SchedulesCard
              settings={settings}
              blocked={blocked !== null}
              slots={log.slots}
              acts={mayChange ? acts : null}
              editing={editing}
              now={now}
              here={here}
              narrow={narrow}
            />
          )}
        </div>
        {formShown && (
          <div className={classes.form}>
            <ScheduleFormCard
              key={editing}
              schedule={edited}
              settings={settings}
              known={known}
              whyNoSnapshot={whyNoSnapshot(access?.helperVersion)}
              now={now}
              here={here}
              saving={saving}
              onDirty={setDirty}
              onSave={(schedule) => void save(schedule)}
              onDelete={acts.askDelete}
              onClose={() => void open(null)}
            />
          </div>
        )}
        {settings !== null && (
          <div className={classes.stack}>
            <ReliabilityCard
              schedules={settings.schedules.filter(({ job }) => job === 'backup')}
              slots={log.slots}
              now={now}
              installed={installed}
            />
            <RunLogCard
              history={slots}
              schedules={settings.schedules}
              now={now}
              narrow={narrow}
              backupHref={backupHref}
              onSeen={onSeen}
            />
          </div>
        )}
      </div>
    </>
  );
}

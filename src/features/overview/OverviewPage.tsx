import { Button } from '@mantine/core';
import { IconArchive, IconCircleCheckFilled, IconHelpCircle, IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { helperState, helperVersionShipped } from '../../core/helperSql.ts';
import { planRetention } from '../../core/planRetention.ts';
import type { RestoreRecord } from '../../core/restore.ts';
import { dailyBackupId } from '../../core/schedule.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import type { ChangesWatch } from '../../tasks/changesWatch.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import type { Scheduler } from '../../tasks/scheduler.ts';
import type { SettingsWatch } from '../../tasks/settingsWatch.ts';
import type { SlotHistory } from '../../tasks/slotHistory.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { useRunning } from '../../ui/useRunning.ts';
import { AttentionCard } from './AttentionCard.tsx';
import { findAttention } from './attention.ts';
import { findUnreadable } from './attentionOfTables.ts';
import { CalendarCard } from './CalendarCard.tsx';
import { DatabaseCard } from './DatabaseCard.tsx';
import { LastBackupCard } from './LastBackupCard.tsx';
import { NextRunCard } from './NextRunCard.tsx';
import classes from './OverviewPage.module.css';
import type { OverviewStore } from './overviewStore.ts';
import { RecentCard } from './RecentCard.tsx';
import { StorageCard } from './StorageCard.tsx';
import { StoredSizeCard } from './StoredSizeCard.tsx';
import { SummaryCards } from './SummaryCards.tsx';
import { summarize } from './summary.ts';
import { WhatChangedCard } from './WhatChangedCard.tsx';
import { findWhatChanged } from './whatChanged.ts';

/** What the overview tells of restores. */
export interface OverviewRestores {
  /** Their history, with one of them open when it is named. */
  hrefOf(id?: string): string;
  records: readonly RestoreRecord[];
  maintenanceUntil: string | null;
}

export interface OverviewPageProps {
  store: OverviewStore;
  history: BackupHistory;
  runner: BackupRunner;
  inspector: ProjectInspector;
  scheduler: Scheduler;
  slots: SlotHistory;
  settingsWatch: SettingsWatch;
  changesWatch: ChangesWatch;
  clock: Clock;
  /** The project's name as people know it. */
  platform: string;
  /** Address of the list of backups, and of one backup. */
  backupsHref: string;
  backupHref(id: string): string;
  /** Addresses of the schedules, of the run log, and of the retention policy. */
  schedulesHref: string;
  runLogHref: string;
  retentionHref: string;
  /** Where the project's SQL editor is; null where nobody knows its address. */
  sqlEditorHref: string | null;
  /** Restores that are over, and until when the application is told of maintenance though none is on; left out where nothing is restored. */
  restores?: OverviewRestores;
  /** Address of the comparison of an earlier backup with a later one, and of one table in it. */
  compareHref(before: string, after: string, table?: string): string;
  /** Starts a manual backup. */
  onCreate(): void;
}

function HelperState({ version, updateHref }: { version: number | null; updateHref: string }) {
  if (version === null)
    return (
      <span className={classes.helper} data-missing>
        <IconHelpCircle size={14} aria-hidden /> Helper not installed, coverage unknown
      </span>
    );
  const outdated = helperState(version) === 'older';
  return (
    <span className={classes.helper}>
      <IconCircleCheckFilled size={14} aria-hidden /> Helper installed, version {version}
      {outdated && '.'}
      {outdated && (
        <AppLink className={classes.update} to={updateHref}>
          Version {helperVersionShipped} is available
        </AppLink>
      )}
    </span>
  );
}

/** `/admin`: whether there is a good backup, how old it is, and what needs attention. */
export function OverviewPage(props: OverviewPageProps) {
  const { store, history, runner, inspector, clock, platform, backupsHref, backupHref, compareHref, onCreate } = props;
  const { status, records, removed, error } = useObservable(history);
  const { access, catalog } = useObservable(inspector);
  const log = useObservable(props.slots);
  const service = useObservable(props.scheduler);
  const { settings } = useObservable(props.settingsWatch);
  const { failure } = useObservable(props.changesWatch);
  const { storage, measure, keep, seen } = useStore(store);
  const running = useRunning(runner);
  const now = useNow(clock);
  const ended = records.filter((record) => record.status !== 'in progress');
  const last = ended.find(({ imported }) => imported === null); // one that came as a file is no run of this project
  const empty = status === 'ready' && last === undefined;
  const daily =
    settings?.schedules.find(({ id }) => id === dailyBackupId) ??
    settings?.schedules.find(({ job }) => job === 'backup');
  // Not at every minute: what pauses cleanup changes with the runs.
  const pause = useMemo(
    () => (settings === null ? null : planRetention(records, settings.retention, clock.now()).paused),
    [records, settings, clock],
  );

  const lossPercent = settings?.retention.pauseAtLossPercent ?? 100; // until it is known, only what is lost wholly
  const changed = useMemo(() => findWhatChanged(records, lossPercent, removed), [records, lossPercent, removed]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is used changes with every run that ends or is deleted
  useEffect(() => {
    void measure(); // never rejects
  }, [measure, ended.length]);

  const create = access?.permissions.includes('create') === true && (
    <Button variant="filled" disabled={running} leftSection={<IconPlus size={16} aria-hidden />} onClick={onCreate}>
      Create backup
    </Button>
  );
  const attention = findAttention({
    records,
    slots: log.slots,
    changed,
    pause,
    service:
      service.status === 'off' || service.status === 'blocked'
        ? { stopped: service.status === 'off', message: service.message }
        : null,
    storage,
    restores: props.restores?.records ?? [],
    maintenanceUntil: props.restores?.maintenanceUntil ?? null,
    unreadable: catalog === null || settings === null ? [] : findUnreadable(catalog.tables, settings),
    noHelper: access !== null && access.helperVersion === null,
    now,
  });

  return (
    <>
      <PageHeader
        title="Overview"
        state={
          <>
            <span>Backups of {platform}</span>
            {access !== null && <HelperState version={access.helperVersion} updateHref={backupsHref} />}
          </>
        }
        actions={!empty && create}
      />
      <div className={classes.page}>
        <SummaryCards summary={status === 'loading' ? null : summarize(records, now)} />
        <div className={classes.main}>
          {running && (
            <Notice
              kind="info"
              title="A backup is running"
              action={
                <Button size="xs" component={AppLink} to={backupsHref}>
                  Show progress
                </Button>
              }
            >
              You can leave this page; this tab has to stay open.
            </Notice>
          )}
          {status === 'loading' && <CardSkeleton title="Last backup" />}
          {status === 'error' && last === undefined && (
            <Card label="Last backup">
              <ErrorNotice
                title="The history could not be read"
                message="The browser's storage did not answer. Backups are not affected."
                details={[error?.message, error?.hint].filter(Boolean).join('\n')}
                onRetry={() => void history.refresh()}
              />
            </Card>
          )}
          {empty && !running && (
            <Card label="Last backup">
              <EmptyState
                icon={<IconArchive size={20} />}
                title={ended.length === 0 ? 'No backup yet' : 'No backup was made here yet'}
                action={create}
              >
                A backup takes one click and is kept in this browser. Download it to have a copy elsewhere.
              </EmptyState>
            </Card>
          )}
          {last !== undefined && <LastBackupCard record={last} now={now} href={backupHref(last.id)} />}
          {last !== undefined && (
            <div className={classes.later}>
              <WhatChangedCard changed={changed} failure={failure} now={now} compareHref={compareHref} />
            </div>
          )}
          {daily !== undefined && (last !== undefined || log.slots.length > 0) && (
            <div className={classes.later}>
              <CalendarCard schedule={daily} slots={log.slots} now={now} runLogHref={props.runLogHref} />
            </div>
          )}
          {ended.length > 0 && (
            <div className={classes.later}>
              <StoredSizeCard records={records} removed={removed} schedules={settings?.schedules ?? []} now={now} />
            </div>
          )}
          {ended.length > 0 && (
            <div className={classes.later}>
              <RecentCard
                records={records.slice(0, 5)}
                runner={runner}
                now={now}
                backupsHref={backupsHref}
                backupHref={backupHref}
              />
            </div>
          )}
        </div>
        <div className={classes.side}>
          <AttentionCard
            items={status === 'loading' ? null : attention}
            targets={{
              backupHref,
              compareHref,
              backupsHref,
              runLogHref: props.runLogHref,
              retentionHref: props.retentionHref,
              sqlEditorHref: props.sqlEditorHref,
              restoresHref: props.restores?.hrefOf ?? (() => backupsHref),
              onKeep: () => void keep(), // neither rejects
              onSeen: (slots) => void seen(slots),
            }}
          />
          <NextRunCard settings={settings} status={service.status} now={now} schedulesHref={props.schedulesHref} />
          <StorageCard
            storage={storage}
            records={records}
            removed={removed}
            now={now}
            onKeep={attention.some(({ action }) => action.kind === 'keep') ? null : () => void keep()}
          />
          <DatabaseCard access={access} catalog={catalog} />
        </div>
      </div>
    </>
  );
}

import { Button } from '@mantine/core';
import { IconArchive, IconCircleCheckFilled, IconHelpCircle, IconPlus } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
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
import { DatabaseCard } from './DatabaseCard.tsx';
import { LastBackupCard } from './LastBackupCard.tsx';
import classes from './OverviewPage.module.css';
import type { OverviewStore } from './overviewStore.ts';
import { RecentCard } from './RecentCard.tsx';
import { StorageCard } from './StorageCard.tsx';
import { SummaryCards } from './SummaryCards.tsx';
import { summarize } from './summary.ts';

export interface OverviewPageProps {
  store: OverviewStore;
  history: BackupHistory;
  runner: BackupRunner;
  inspector: ProjectInspector;
  clock: Clock;
  /** The project's name as people know it. */
  platform: string;
  /** Address of the list of backups, and of one backup. */
  backupsHref: string;
  backupHref(id: string): string;
  /** Starts a manual backup. */
  onCreate(): void;
}

function HelperState({ version }: { version: number | null }) {
  return version === null ? (
    <span className={classes.helper} data-missing>
      <IconHelpCircle size={14} aria-hidden /> Helper not installed, coverage unknown
    </span>
  ) : (
    <span className={classes.helper}>
      <IconCircleCheckFilled size={14} aria-hidden /> Helper installed, version {version}
    </span>
  );
}

/** `/admin`: whether there is a good backup, how old it is, and what needs attention. */
export function OverviewPage(props: OverviewPageProps) {
  const { store, history, runner, inspector, clock, platform, backupsHref, backupHref, onCreate } = props;
  const { status, records, error } = useObservable(history);
  const { access, catalog } = useObservable(inspector);
  const { storage, measure, keep } = useStore(store);
  const running = useRunning(runner);
  const now = useNow(clock);
  const ended = records.filter((record) => record.status !== 'in progress');
  const last = ended[0];
  const empty = status === 'ready' && last === undefined;

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
    storage,
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
            {access !== null && <HelperState version={access.helperVersion} />}
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
              <EmptyState icon={<IconArchive size={20} />} title="No backup yet" action={create}>
                A backup takes one click and is kept in this browser. Download it to have a copy elsewhere.
              </EmptyState>
            </Card>
          )}
          {last !== undefined && <LastBackupCard record={last} now={now} href={backupHref(last.id)} />}
          {last !== undefined && (
            <div className={classes.recent}>
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
            backupHref={backupHref}
            backupsHref={backupsHref}
            onKeep={() => void keep()}
          />
          <StorageCard storage={storage} records={records} />
          <DatabaseCard access={access} catalog={catalog} />
        </div>
      </div>
    </>
  );
}

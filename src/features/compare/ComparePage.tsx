import { Button, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArchive, IconArrowsDiff } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { hasFile } from '../../ui/formatStatus.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { ChooserCard } from './ChooserCard.tsx';
import { CompareResult } from './CompareResult.tsx';
import { choosePair, live } from './comparePair.ts';
import { type CompareStore, samePair } from './compareStore.ts';
import { ProgressCard } from './ProgressCard.tsx';

/** What the address says; what it leaves out is chosen. */
export interface CompareAddress {
  before?: string | undefined;
  after?: string | undefined;
  /** `schema.table`, whose rows are shown. */
  table?: string | undefined;
}

export interface ComparePageProps {
  store: CompareStore;
  history: BackupHistory;
  inspector: ProjectInspector;
  clock: Clock;
  /** The project's name as people know it, and its address. */
  platform: string;
  projectUrl: string;
  address: CompareAddress;
  /** Goes to another address of this page; in place of the one that is there, unless a step back shall lead to it. */
  onAddress(address: CompareAddress, how: 'replace' | 'push'): void;
  /** Address of a backup's page, and of a row in it. */
  backupHref(id: string, place?: { table: string; row: number }): string;
  backupsHref: string;
}

function NothingYet({ backupsHref }: { backupsHref: string }) {
  return (
    <Card label="What to compare">
      <EmptyState
        icon={<IconArchive size={20} />}
        title="There is no backup to compare yet"
        action={
          <Button component={AppLink} to={backupsHref}>
            Go to Backups
          </Button>
        }
      >
        Create one. From then on this page shows what changed since.
      </EmptyState>
    </Card>
  );
}

/** `/admin/compare`: what changed between two backups, or between a backup and the project as it is now. */
export function ComparePage(props: ComparePageProps) {
  const { store, history, inspector, clock, platform, projectUrl, address, onAddress, backupsHref } = props;
  const { status, records, error } = useObservable(history);
  const { access } = useObservable(inspector);
  const { run } = useStore(store);
  const { compare, cancel } = store.getState(); // acts never change
  const now = useNow(clock);
  const narrow = useMediaQuery('(max-width: 49.99em)', false, { getInitialValueInEffect: false });
  const comparable = useMemo(() => records.filter(hasFile), [records]);
  const pair = choosePair(comparable, address, projectUrl);
  const current = run !== null && pair !== null && samePair(run.pair, pair) ? run : null;
  const gone = [address.before, address.after].some(
    (id) => id !== undefined && id !== live && status === 'ready' && !comparable.some((record) => record.id === id),
  );

  // A link that names two backups asks for their comparison. To read the project anew is for the person to decide.
  const asked = pair !== null && address.before === pair.before && address.after === pair.after && pair.after !== live;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page and its backups are there; later choices wait for the button
  useEffect(() => {
    const { run: known } = store.getState();
    if (asked && pair.before !== pair.after && !(known !== null && samePair(known.pair, pair))) void compare(pair); // never rejects
  }, [status === 'ready']);

  return (
    <>
      <PageHeader title="Compare" state="What changed between two backups, or since one of them" />
      <Stack gap={16}>
        {status === 'loading' && <CardSkeleton />}
        {status === 'error' && (
          <Card label="What to compare">
            <ErrorNotice
              title="The history could not be read"
              message="The browser's storage did not answer. Backups are not affected."
              details={[error?.message, error?.hint].filter(Boolean).join('\n')}
              onRetry={() => void history.refresh()}
            />
          </Card>
        )}
        {status === 'ready' && pair === null && <NothingYet backupsHref={backupsHref} />}
        {gone && (
          <Notice kind="warning" title="A backup of this address is not in this browser">
            It was deleted, or its file is missing. Another one is chosen below.
          </Notice>
        )}
        {status !== 'loading' && pair !== null && (
          <ChooserCard
            records={comparable}
            pair={pair}
            platform={platform}
            projectUrl={projectUrl}
            now={now}
            running={current?.status === 'running'}
            again={current?.status === 'done'}
            onChoose={(chosen) => onAddress(chosen, 'replace')}
            onCompare={() => {
              onAddress(pair, 'replace');
              void compare(pair); // never rejects
            }}
          />
        )}
        {current?.status === 'running' && <ProgressCard progress={current.progress} onCancel={cancel} />}
        {current?.status === 'cancelled' && (
          <Notice kind="quiet">The comparison was cancelled. Backups are untouched.</Notice>
        )}
        {current?.status === 'failed' && (
          <Card label="Result">
            <ErrorNotice
              title="The comparison failed"
              message={current.error.message}
              hint={current.error.hint}
              onRetry={() => void compare(current.pair)}
            />
          </Card>
        )}
        {current?.status === 'done' && (
          <CompareResult
            {...props}
            {...current}
            now={now}
            narrow={narrow}
            mayExport={access?.permissions.includes('download') === true}
          />
        )}
        {pair !== null && current === null && status !== 'loading' && (
          <Card label="Result">
            <EmptyState icon={<IconArrowsDiff size={20} />} title="Press Compare to see what changed">
              {pair.after === live
                ? 'The project is read anew for it, table by table. Equal tables are skipped; nothing is written.'
                : 'Rows are matched by their keys, and shown with every value before and after.'}
            </EmptyState>
          </Card>
        )}
      </Stack>
    </>
  );
}

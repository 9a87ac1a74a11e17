import { Progress, Stack } from '@mantine/core';
import { IconArchive, IconListSearch } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatPercent } from '../../ui/formatNumber.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { useSpokenProgress } from '../../ui/useSpokenProgress.ts';
import { FindForm } from './FindForm.tsx';
import classes from './FindPage.module.css';
import { type FindCriteria, type FindStore, hasContent, sameCriteria } from './findStore.ts';
import { summarize } from './findWords.ts';
import { ResultsCard } from './ResultsCard.tsx';

export interface FindPageProps {
  store: FindStore;
  history: BackupHistory;
  clock: Clock;
  /** Address of the project that is connected. */
  projectUrl: string;
  /** What the address asks for; with an empty value it only fills the form. */
  criteria: FindCriteria;
  /** Puts what is looked for into the address. */
  onSearch(criteria: FindCriteria): void;
  rowHref(backupId: string, place: { table: string; row: number; find: string }): string;
  backupHref(backupId: string): string;
}

function Answer({ store, now, ...rest }: Pick<FindPageProps, 'store' | 'rowHref' | 'backupHref'> & { now: number }) {
  const { status, asked, findings, problem } = useStore(store);
  const done = status === 'done';
  const share = findings === null || findings.bytes === 0 ? 0 : findings.bytesDone / findings.bytes;
  const says = findings === null ? null : summarize(findings, done, now);
  useSpokenProgress({ running: status === 'searching', share, what: 'Searching', result: done ? says : null });
  if (asked === null) return null;
  return (
    <>
      {(status === 'searching' || findings !== null) && (
        <Card label="Answer">
          <p className={classes.answer}>{says ?? 'Opening the backups…'}</p>
          {status === 'searching' && (
            <div className={classes.progress}>
              <Progress
                className={classes.bar ?? ''}
                value={share * 100}
                aria-label="Searching"
                aria-valuetext={formatPercent(share)}
              />
              <span>
                {formatPercent(share)}
                {findings !== null && ` of ${formatBytes(findings.bytes)}`}
              </span>
            </div>
          )}
          {status === 'cancelled' && (
            <p className={classes.note}>
              The search was cancelled after {formatPercent(share)}. What it found is true.
            </p>
          )}
        </Card>
      )}
      {status === 'failed' && (
        <Card label="Search failed">
          <ErrorNotice
            title="The search could not go on"
            message={problem?.message ?? ''}
            hint={problem?.hint ?? null}
          />
        </Card>
      )}
      {findings !== null && findings.backups.length > 0 && (
        <ResultsCard findings={findings} criteria={asked} now={now} {...rest} />
      )}
    </>
  );
}

/** `/admin/find`: when was something last there? Looks for a value in all tables of all backups. */
export function FindPage({ store, history, clock, projectUrl, criteria, onSearch, ...rest }: FindPageProps) {
  const { status: reading, records, error } = useObservable(history);
  const { status, asked, search, cancel } = useStore(store);
  const now = useNow(clock);
  const searchable = useMemo(() => records.filter(hasContent), [records]);
  const ready = reading === 'ready';

  // A link that asks for something is answered at once; the way back to an answer finds it again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a search is begun by the address, not by a history that changed
  useEffect(() => {
    if (ready && criteria.value !== '' && !sameCriteria(criteria, asked)) void search(criteria, searchable);
  }, [ready, criteria]);

  return (
    <>
      <PageHeader title="Find a value" state="When was it last there? Looks through the backups of this browser." />
      {reading === 'loading' && <CardSkeleton rows={2} />}
      {reading === 'error' && (
        <Card label="Find a value">
          <ErrorNotice
            title="The history could not be read"
            message="The browser's storage did not answer. Backups are not affected."
            details={[error?.message, error?.hint].filter(Boolean).join('\n')}
            onRetry={() => void history.refresh()}
          />
        </Card>
      )}
      {ready && searchable.length === 0 && (
        <Card label="Find a value">
          <EmptyState icon={<IconArchive size={20} />} title="No backup to search">
            Backups that are made or added in this browser can be searched here.
          </EmptyState>
        </Card>
      )}
      {ready && searchable.length > 0 && (
        <Stack gap={16}>
          <Card label="What to find">
            <FindForm
              key={[criteria.value, criteria.backup, criteria.table, criteria.whole, criteria.caseSensitive].join('\n')}
              initial={criteria}
              records={searchable}
              projectUrl={projectUrl}
              searching={status === 'searching'}
              now={now}
              onSearch={(wanted) => {
                void search(wanted, searchable); // never rejects
                onSearch(wanted);
              }}
              onCancel={cancel}
            />
          </Card>
          {asked === null && (
            <Card label="Answer">
              <EmptyState icon={<IconListSearch size={20} />} title="Nothing is looked for yet">
                Write an email address, a number or a name: every column of every table is searched.
              </EmptyState>
            </Card>
          )}
          <Answer store={store} now={now} {...rest} />
        </Stack>
      )}
    </>
  );
}

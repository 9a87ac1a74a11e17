import { Button, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconRestore } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { countLeftRows } from '../../core/leftRows.ts';
import type { RestoreMode, RestoreState } from '../../core/restore.ts';
import { isAsPlanned } from '../../core/restoreRecord.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import type { ListedRestore, RestoreHistory } from '../../tasks/restoreHistory.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatDuration } from '../../ui/formatDuration.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { exactTime, formatMoment } from '../../ui/formatTime.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { knownRecord } from './knownRecord.ts';
import { ListedReport } from './ListedReport.tsx';
import { RestoreNotices } from './RestoreNotices.tsx';
import { RestoreStateBadge } from './RestoreStateBadge.tsx';
import classes from './RestoresPage.module.css';
import type { RestoresStore } from './restoresStore.ts';
import { describeDone, modeShort, sumKept, sumLeftOut } from './restoreWords.ts';
import { rowNoun } from './tickedWords.ts';

export interface RestoresPageProps {
  restores: RestoresStore;
  restoreHistory: RestoreHistory;
  inspector: ProjectInspector;
  clock: Clock;
  /** Id of who is signed in. */
  userId: string | null;
  restorePageHref: string;
  /** Address of one restore's report on this page. */
  historyHref(id: string): string;
  /** The restore that the address asks for; a new object with each visit. */
  shown: { id: string } | null;
  backupHref(id: string): string;
  restoreHref(backup: string, tables: readonly string[], mode: RestoreMode): string;
}

/** Who made a restore, as the signed-in person would say it. Of other browsers the project knows an id only. */
function makerOf({ record, shared }: ListedRestore, userId: string | null): string {
  const id = record?.by.id ?? shared?.by ?? null;
  if (id !== null && id === userId) return 'You';
  return record?.by.email ?? 'another admin';
}

const doubtWords = { yes: null, no: 'not as planned', unknown: 'not checked' };

function whatWasWritten(state: RestoreState, tables: Parameters<typeof describeDone>[0]): string {
  return state === 'rolled-back' ? 'Rows had been written; all of them were taken back' : describeDone(tables);
}

/**
 * Null also where nobody saw it end. In records of older versions that is the time at which it was found out, which a phase that was cut off
 * or never came betrays. Of restores of other browsers only the transaction's time is known, which is the least of it.
 */
function tookMs({ record }: ListedRestore): number | null {
  if (record?.endedAt == null) return null;
  const isDone = record.state === 'restored' || record.state === 'undone';
  const isCut = record.phases.some(
    ({ name, state, startedAt, endedAt }) =>
      (startedAt !== null && endedAt === null) || (isDone && name === 'recount' && state === 'skipped'),
  );
  return isCut ? null : Date.parse(record.endedAt) - Date.parse(record.startedAt);
}

type ItemProps = Omit<RestoresPageProps, 'inspector' | 'clock'> & { listed: ListedRestore; now: number };

function Item({ listed, now, shown, ...page }: ItemProps) {
  const { state, shared } = listed;
  const record = knownRecord(listed);
  const [open, setOpen] = useState(false);
  const line = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (shown?.id !== listed.id) return;
    setOpen(true);
    line.current?.focus({ preventScroll: true });
    line.current?.scrollIntoView({ block: 'start' });
  }, [shown, listed.id]);
  const tables = record?.tables ?? shared?.report.tables ?? [];
  const isKnown = tables.length > 0 || !['running', 'unknown', 'in-between'].includes(state);
  const left = state === 'restored' ? sumLeftOut(tables) : 0;
  const done = isKnown
    ? whatWasWritten(state, tables)
    : (countLeftRows(record?.left ?? []) ?? 'Not known what was written');
  const kept = record?.state === 'restored' ? sumKept(record.keptDiffering) : 0;
  const scope = record?.request.scope;
  const differing = scope?.kind === 'rows' ? formatPlural(kept, rowNoun(scope)) : formatCount(kept);
  const doubt = record?.state === 'restored' ? doubtWords[isAsPlanned(record)] : null;
  const took = tookMs(listed);
  const when = formatMoment(listed.at, now);
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <li className={classes.item}>
      <UnstyledButton
        ref={line}
        className={classes.line ?? ''}
        aria-expanded={open}
        aria-label={`Restore of ${when}`}
        onClick={() => setOpen(!open)}
      >
        <Icon size={16} className={classes.chevron} aria-hidden="true" />
        <span className={classes.when} title={exactTime(listed.at)}>
          {when}
        </span>
        <RestoreStateBadge state={state} />
        <span className={classes.done}>
          {done}
          {left > 0 && `, ${formatCount(left)} left out`}
          {kept > 0 && `, ${differing} that ${kept === 1 ? 'differs' : 'differ'} stayed`}
          {doubt !== null && `, ${doubt}`}{' '}
          <span className={classes.quiet}>
            {record === null ? '' : `${modeShort[record.request.mode]} from `}
            {record?.backup.filename ?? shared?.backup}
          </span>
        </span>
        <span className={classes.who}>
          {makerOf(listed, page.userId)}{' '}
          <span className={classes.quiet}>{took !== null && `in ${formatDuration(took)}`}</span>
        </span>
      </UnstyledButton>
      {open && <ListedReport listed={listed} now={now} {...page} />}
    </li>
  );
}

/** `/admin/restore/history`: every restore of this browser, and those of others that the project remembers. */
export function RestoresPage({ inspector, clock, ...page }: RestoresPageProps) {
  const { restores, restoreHistory, restorePageHref, historyHref } = page;
  const { status, restores: listed, error, project, projectError } = useObservable(restoreHistory);
  const { access } = useObservable(inspector);
  const { refresh } = restores.getState(); // acts never change
  const now = useNow(clock);
  useEffect(() => void refresh(), [refresh]); // never rejects

  return (
    <>
      <PageHeader
        title="Restore history"
        state="Every restore of this browser, and of the last 30 days those of others"
        actions={
          access?.permissions.includes('restore') === true && (
            <Button
              variant="filled"
              component={AppLink}
              to={restorePageHref}
              leftSection={<IconRestore size={16} aria-hidden />}
            >
              Restore…
            </Button>
          )
        }
      />
      <RestoreNotices
        restores={restores}
        restoreHistory={restoreHistory}
        shownId={null}
        historyHref={historyHref}
        now={now}
      />
      <Card label="Restores" flush>
        {status === 'loading' && <RowsSkeleton rows={3} />}
        {status === 'error' && (
          <ErrorNotice
            title="The restores could not be read"
            message={error?.message ?? "The browser's storage did not answer."}
            hint={error?.hint ?? null}
            onRetry={() => void refresh()}
          />
        )}
        {status === 'ready' && listed.length === 0 && (
          <EmptyState icon={<IconRestore size={20} />} title="Nothing was restored yet">
            A restore is rehearsed first, and nothing is written before you have seen what would change.
          </EmptyState>
        )}
        {listed.length > 0 && (
          <ul className={classes.list} aria-label="Restores">
            {listed.map((each) => (
              <Item key={each.id} listed={each} now={now} {...page} />
            ))}
          </ul>
        )}
        {status === 'ready' && project === 'failed' && (
          <div className={classes.notice}>
            <Notice kind="warning">
              The project could not be asked for restores of other browsers. {projectError?.message}
            </Notice>
          </div>
        )}
      </Card>
    </>
  );
}

import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { restoreHelperVersion } from '../../core/helperSql.ts';
import type { RestoreMode } from '../../core/restore.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import type { RestoreHistory } from '../../tasks/restoreHistory.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatMoment } from '../../ui/formatTime.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { CurrentStep } from './CurrentStep.tsx';
import { MayNotRestore, RestoreNotices } from './RestoreNotices.tsx';
import classes from './RestorePage.module.css';
import {
  addressOf,
  isAnswered,
  type RestoreAddress,
  type RestoreStep,
  restoreSteps,
  whyUnusable,
} from './restoreDraft.ts';
import type { RestoreStore } from './restoreStore.ts';
import type { RestoresStore } from './restoresStore.ts';
import { describeScope, modeShort, nameBackup } from './restoreWords.ts';
import { StepsBar } from './StepsBar.tsx';

export interface RestorePageProps {
  store: RestoreStore;
  restores: RestoresStore;
  /** Every restore that is remembered. */
  restoreHistory: RestoreHistory;
  history: BackupHistory;
  inspector: ProjectInspector;
  clock: Clock;
  /** The project's name as people know it, and its address. */
  platform: string;
  projectUrl: string;
  address: RestoreAddress;
  /** Puts what is chosen into the address, in place of what is there. */
  onAddress(address: RestoreAddress): void;
  backupHref(id: string): string;
  backupsHref: string;
  /** Address of the history, or of one restore's report in it. */
  historyHref(id?: string): string;
  signInHref: string;
  /** Where the helper is installed. */
  helperHref: string;
  restoreHref(backup: string, tables: readonly string[], mode: RestoreMode): string;
}

const sameAddress = (one: RestoreAddress, other: RestoreAddress) =>
  one.backup === other.backup && one.tables.join('\n') === other.tables.join('\n');

/** What the address says while a restore is on, and when it is over: a link to a backup begins anew then. */
const noAddress: RestoreAddress = { tables: [] };

/** Keeps the address and what is asked for in step: an address that is new is followed, a choice is written into it. */
function useAddress({ store, address, onAddress }: RestorePageProps) {
  const { draft, run } = useStore(store);
  const key = `${address.backup} ${address.tables.join(' ')}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address by its content, not the object
  useEffect(() => store.getState().open(address), [store, key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was chosen leads elsewhere
  useEffect(() => {
    const now = store.getState();
    const wanted = now.run === null ? addressOf(now.draft) : noAddress;
    if ((now.run !== null || now.draft.backupId !== null) && !sameAddress(wanted, address)) onAddress(wanted);
  }, [draft.backupId, draft.scope, run === null]);
}

/** `/admin/restore`: from a backup to its report, in five steps. */
export function RestorePage(props: RestorePageProps) {
  const { store, restores, restoreHistory, history, inspector, clock, platform, historyHref } = props;
  const { step, draft, run } = useStore(store);
  const { goTo } = store.getState(); // acts never change
  const { status, records, error } = useObservable(history);
  const { access, status: asked } = useObservable(inspector);
  const now = useNow(clock);
  const narrow = useMediaQuery('(max-width: 49.99em)', false, { getInitialValueInEffect: false });
  useAddress(props);
  useEffect(() => void restores.getState().refresh(), [restores]); // never rejects

  const record = records.find(({ id }) => id === draft.backupId);
  const usable = record !== undefined && whyUnusable(record) === null;
  // What was chosen may be gone, of an old link above all: then another one has to be.
  const shownStep: RestoreStep = run === null && !usable ? 'backup' : step;
  const running = run?.status === 'running';
  const may = access?.permissions.includes('restore') === true;
  const version = access?.helperVersion ?? null;
  const way = version !== null && version >= restoreHelperVersion ? 'helper' : 'rest';
  const place = restoreSteps.indexOf(shownStep);
  const back = running || run !== null ? null : restoreSteps[place - 1];
  const reachable = new Set<RestoreStep>(
    running || run !== null ? [] : restoreSteps.slice(0, place).filter((each) => each !== 'restore'),
  );

  return (
    <>
      <PageHeader
        title="Restore"
        state={
          record === undefined ? (
            `Brings rows of a backup back into ${platform}`
          ) : (
            <span>
              From the {nameBackup(record, now)} into <span className={classes.strong}>{platform}</span>
            </span>
          )
        }
        actions={
          <>
            <Button component={AppLink} to={historyHref()} leftSection={<IconHistory size={16} aria-hidden />}>
              Restore history
            </Button>
            {back != null && <Button onClick={() => goTo(back)}>Back</Button>}
          </>
        }
      />
      <RestoreNotices
        restores={restores}
        restoreHistory={restoreHistory}
        shownId={run?.record?.id ?? null}
        historyHref={historyHref}
        now={now}
      />
      {status === 'loading' && records.length === 0 && <CardSkeleton rows={5} />}
      {status === 'error' && (
        <Card label="Which backup">
          <ErrorNotice
            title="The history could not be read"
            message="The browser's storage did not answer. Backups are not affected."
            details={[error?.message, error?.hint].filter(Boolean).join('\n')}
            onRetry={() => void history.refresh()}
          />
        </Card>
      )}
      {asked === 'ready' && !may && <MayNotRestore />}
      {may && (status === 'ready' || records.length > 0) && (
        <>
          <StepsBar
            current={shownStep}
            answers={{
              backup: record === undefined ? null : formatMoment(record.createdAt, now).replace(', ', ' '),
              tables: isAnswered(draft, 'tables') ? describeScope(draft.scope, record) : null,
              how: modeShort[draft.mode],
            }}
            reachable={reachable}
            onGo={goTo}
          />
          <CurrentStep
            {...props}
            step={shownStep}
            record={record}
            way={way}
            olderHelper={version !== null && way === 'rest'}
            narrow={narrow}
            now={now}
          />
        </>
      )}
    </>
  );
}

import { Button } from '@mantine/core';
import { useStore } from 'zustand';
import type { RestoreHistory } from '../../tasks/restoreHistory.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatMoment } from '../../ui/formatTime.ts';
import { Notice } from '../../ui/Notice.tsx';
import { useObservable } from '../../ui/useObservable.ts';
import { knownRecord } from './knownRecord.ts';
import classes from './RestorePage.module.css';
import type { RestoresStore } from './restoresStore.ts';
import { meaningOf, stateWords } from './restoreWords.ts';

interface Props {
  restores: RestoresStore;
  restoreHistory: RestoreHistory;
  /** The restore that the page shows anyway; null for none. */
  shownId: string | null;
  /** Address of a restore's report in the history. */
  historyHref(id: string): string;
  now: number;
}

/** What must be told wherever restores are looked at: one whose end is not known, one that is in between, maintenance that is still on. */
export function RestoreNotices({ restores, restoreHistory, shownId, historyHref, now }: Props) {
  const { restores: listed } = useObservable(restoreHistory);
  const { maintenance, settling } = useStore(restores);
  const { settle, endMaintenance } = restores.getState(); // acts never change
  const open = listed
    .flatMap((each) => knownRecord(each) ?? [])
    .filter(({ id, state }) => id !== shownId && (state === 'unknown' || state === 'in-between'));
  const running = listed.some(({ record }) => record?.state === 'running');
  return (
    <div className={classes.notices}>
      {open.map((record) => (
        <Notice
          key={record.id}
          kind="error"
          title={`The restore of ${formatMoment(record.startedAt, now)}: ${stateWords[record.state].word.toLowerCase()}`}
          action={
            record.state === 'unknown' ? (
              <Button size="xs" loading={settling} onClick={() => void settle()}>
                Ask the project
              </Button>
            ) : (
              <Button size="xs" component={AppLink} to={historyHref(record.id)}>
                See what happened
              </Button>
            )
          }
        >
          {meaningOf(record)} {record.error?.message}
        </Notice>
      ))}
      {maintenance?.on === true && !running && (
        <Notice
          kind="warning"
          title="Your application is told that it is being maintained"
          action={
            <Button size="xs" onClick={() => void endMaintenance()}>
              End maintenance
            </Button>
          }
        >
          “{maintenance.message ?? 'We are restoring'}”
          {maintenance.until !== null && `, until ${formatMoment(maintenance.until, now)}`}. No restore of this browser
          is on.
        </Notice>
      )}
    </div>
  );
}

/** What somebody needs who may not restore. */
export function MayNotRestore() {
  return (
    <Notice kind="quiet" title="You may not restore anything in this project">
      Restoring needs the permission “restore”. Somebody who manages the admins of the backups can give it to you.
    </Notice>
  );
}

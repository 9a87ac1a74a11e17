import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { RestoreMode } from '../../core/restore.ts';
import type { ListedRestore } from '../../tasks/restoreHistory.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatMoment } from '../../ui/formatTime.ts';
import { askUndo } from './askUndo.tsx';
import { knownRecord } from './knownRecord.ts';
import { PhasesList } from './PhasesList.tsx';
import { DoneTable, ReportActs } from './ReportCard.tsx';
import classes from './RestoresPage.module.css';
import { RowsDrawer, type ShownRows } from './RowsDrawer.tsx';
import type { RestoresStore } from './restoresStore.ts';
import { describeDiffering, isTakenBack } from './restoreWords.ts';
import { StateNotice } from './StateNotice.tsx';

interface Props {
  listed: ListedRestore;
  restores: RestoresStore;
  now: number;
  backupHref(id: string): string;
  restoreHref(backup: string, tables: readonly string[], mode: RestoreMode): string;
}

/** Of a restore that another browser made, the project knows what was done, and can undo it. */
function SharedReport({ listed, restores, now }: Props) {
  const { shared, undoUntil } = listed;
  const undoing = useStore(restores, (state) => state.undoing.has(listed.id));
  if (shared === null) return null;
  const { tables } = shared.report;
  const differing = shared.state === 'applied' ? describeDiffering(tables, 'helper') : null;

  async function undo() {
    if (await askUndo(tables, undoUntil, null, now)) await restores.getState().undo(listed.id);
  }

  return (
    <>
      <p className={classes.about}>
        It was made in another browser, where its phases and the pre-restore backup are. The project remembers it for 30
        days, and keeps what it overwrote for one.
      </p>
      {differing !== null && <p className={classes.about}>{differing}</p>}
      {shared.state === 'applied' && undoUntil !== null && (
        <div className={classes.acts}>
          <Button leftSection={<IconArrowBackUp size={16} aria-hidden />} loading={undoing} onClick={() => void undo()}>
            Undo…
          </Button>
          <span className={classes.quiet}>Possible until {formatMoment(undoUntil, now)}.</span>
        </div>
      )}
      <DoneTable tables={tables} takenBack={isTakenBack(shared.state)} />
    </>
  );
}

/** What is known of a restore of the list, when it is opened. */
export function ListedReport(props: Props) {
  const { listed, restores, now, backupHref, restoreHref } = props;
  const { undoUntil } = listed;
  const record = knownRecord(listed);
  const { undoing, settling } = useStore(restores);
  const { undo, settle } = restores.getState(); // acts never change
  const [shown, setShown] = useState<ShownRows | null>(null);
  if (record === null) {
    return (
      <div className={classes.report}>
        <SharedReport {...props} />
      </div>
    );
  }
  const left = record.tables.reduce((sum, { leftOut }) => sum + leftOut, 0);
  return (
    <div className={classes.report}>
      <StateNotice record={record} settling={settling} now={now} onSettle={() => void settle()} />
      <p className={classes.about}>
        From{' '}
        <AppLink className={classes.link} to={backupHref(record.backup.id)}>
          {record.backup.filename}
        </AppLink>
        , by {record.by.email}
        {record.way === 'rest' && ', without the helper'}.
      </p>
      <ReportActs
        record={record}
        undoUntil={undoUntil}
        undoing={undoing.has(record.id)}
        now={now}
        backupHref={backupHref}
        restoreHref={restoreHref}
        onUndo={() => void undo(record.id)}
        onConflicts={() =>
          setShown({
            kind: 'conflicts',
            conflicts: record.conflicts,
            count: Math.max(left, record.conflicts.length),
          })
        }
      />
      <div className={classes.done}>
        <DoneTable tables={record.tables} takenBack={isTakenBack(record.state)} />
      </div>
      <PhasesList phases={record.phases} />
      <RowsDrawer shown={shown} onClose={() => setShown(null)} />
    </div>
  );
}

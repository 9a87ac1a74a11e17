import { Button, Select } from '@mantine/core';
import { IconCalendarClock, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Schedule } from '../../core/schedule.ts';
import type { SlotHistory } from '../../tasks/slotHistory.ts';
import { Card } from '../../ui/Card.tsx';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useObservable } from '../../ui/useObservable.ts';
import classes from './RunLogCells.module.css';
import type { LogContext } from './RunLogCells.tsx';
import { RunLogList } from './RunLogList.tsx';
import { RunLogTable } from './RunLogTable.tsx';
import { filterLog, logFilters } from './runLog.ts';

interface Props extends LogContext {
  history: SlotHistory;
  schedules: readonly Schedule[];
  narrow: boolean;
}

/** What became of the slots of the last three months. */
export function RunLogCard({ history, schedules, narrow, now, backupHref, onSeen }: Props) {
  const { status, slots, error } = useObservable(history);
  const [filter, setFilter] = useState('all');
  const lines = useMemo(() => filterLog(slots, filter), [slots, filter]);
  const filters = useMemo(() => logFilters(schedules, slots), [schedules, slots]);
  const some = slots.length > 0;
  const Lines = narrow ? RunLogList : RunLogTable;
  return (
    <Card
      title="Run log"
      flush
      aside={
        some && (
          <Select
            aria-label="Show"
            className={classes.filter ?? ''}
            allowDeselect={false}
            data={filters}
            value={filter}
            onChange={(value) => setFilter(value ?? 'all')}
          />
        )
      }
    >
      {status === 'error' && (
        <ErrorNotice
          title="The run log could not be read"
          message="The browser's storage did not answer. Schedules and backups are not affected."
          details={[error?.message, error?.hint].filter(Boolean).join('\n')}
          onRetry={() => void history.refresh()}
        />
      )}
      {status === 'loading' && <RowsSkeleton rows={4} />}
      {status === 'ready' && !some && (
        <EmptyState icon={<IconCalendarClock size={20} />} title="Nothing has run yet">
          The first run shows here when its time has come.
        </EmptyState>
      )}
      {some && lines.length === 0 && (
        <EmptyState
          icon={<IconSearchOff size={20} />}
          title={filter === 'trouble' ? 'No trouble in the last three months' : 'No run matches'}
          action={
            <Button size="xs" onClick={() => setFilter('all')}>
              Show all runs
            </Button>
          }
        />
      )}
      {lines.length > 0 && <Lines slots={lines} now={now} backupHref={backupHref} onSeen={onSeen} />}
    </Card>
  );
}

import { useMemo } from 'react';
import type { SlotRecord } from '../../core/slot.ts';
import { Card } from '../../ui/Card.tsx';
import type { ScheduleContext } from './ScheduleCells.tsx';
import { SchedulesList } from './SchedulesList.tsx';
import { SchedulesTable } from './SchedulesTable.tsx';

interface Props extends Omit<ScheduleContext, 'last'> {
  /** Newest first. */
  slots: readonly SlotRecord[];
  editing: string | null;
  narrow: boolean;
}

/** The list of schedules: as a table, or as cards where that is too wide. */
export function SchedulesCard({ slots, editing, narrow, ...context }: Props) {
  const last = useMemo(() => {
    const newest = new Map<string, SlotRecord>();
    for (const slot of slots) if (!newest.has(slot.scheduleId)) newest.set(slot.scheduleId, slot);
    return newest;
  }, [slots]);
  return (
    <Card label="All schedules" flush>
      {narrow ? (
        <SchedulesList {...context} last={last} />
      ) : (
        <SchedulesTable {...context} last={last} editing={editing} />
      )}
    </Card>
  );
}

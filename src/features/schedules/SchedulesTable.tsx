import { VisuallyHidden } from '@mantine/core';
import { createColumnHelper, useTable } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { Schedule } from '../../core/schedule.ts';
import { DataTable, type DataTableFeatures, dataTableFeatures } from '../../ui/DataTable.tsx';
import {
  JobCell,
  LastRunCell,
  MoreCell,
  NextRunCell,
  OnCell,
  type ScheduleContext,
  WhenCell,
} from './ScheduleCells.tsx';

const helper = createColumnHelper<DataTableFeatures, Schedule>();

function makeColumns(context: ScheduleContext) {
  return helper.columns([
    helper.display({
      id: 'job',
      header: 'Job',
      cell: ({ row }) => <JobCell schedule={row.original} {...context} />,
    }),
    helper.display({
      id: 'when',
      header: 'When',
      meta: { width: '22%' },
      cell: ({ row }) => <WhenCell schedule={row.original} {...context} />,
    }),
    helper.display({
      id: 'next',
      header: 'Next run',
      meta: { width: '21%' },
      cell: ({ row }) => <NextRunCell schedule={row.original} {...context} />,
    }),
    helper.display({
      id: 'last',
      header: 'Last run',
      meta: { width: '20%' },
      cell: ({ row }) => <LastRunCell schedule={row.original} {...context} />,
    }),
    helper.display({
      id: 'on',
      header: 'On',
      meta: { width: '52px' },
      cell: ({ row }) => <OnCell schedule={row.original} {...context} />,
    }),
    ...(context.acts === null
      ? []
      : [
          helper.display({
            id: 'more',
            header: () => <VisuallyHidden>Actions</VisuallyHidden>,
            meta: { width: '48px' },
            cell: ({ row }) => <MoreCell schedule={row.original} {...context} />,
          }),
        ]),
  ]);
}

interface Props extends ScheduleContext {
  /** The schedule that the form shows; null when none. */
  editing: string | null;
}

/** The schedules as a table, in the order in which they were made. */
export function SchedulesTable({ editing, settings, blocked, acts, last, now, here }: Props) {
  const columns = useMemo(
    () => makeColumns({ settings, blocked, acts, last, now, here }),
    [settings, blocked, acts, last, now, here],
  );
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: settings.schedules,
    getRowId: ({ id }) => id,
    enableSorting: false,
    state: { rowSelection: editing === null ? {} : { [editing]: true } },
  });
  return <DataTable table={table} label="Schedules" rowHeight={47} minWidth={560} />;
}

import { createColumnHelper, useTable } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { SlotRecord } from '../../core/slot.ts';
import { DataTable, type DataTableFeatures, dataTableFeatures } from '../../ui/DataTable.tsx';
import { BackupCell, DueCell, LateCell, type LogContext, ResultCell, StartedCell } from './RunLogCells.tsx';

const helper = createColumnHelper<DataTableFeatures, SlotRecord>();

function makeColumns(context: LogContext) {
  return helper.columns([
    helper.display({
      id: 'due',
      header: 'Slot',
      meta: { width: '158px' },
      cell: ({ row }) => <DueCell slot={row.original} {...context} />,
    }),
    helper.display({ id: 'job', header: 'Job', cell: ({ row }) => row.original.name }),
    helper.display({
      id: 'started',
      header: 'Started',
      meta: { width: '88px' },
      cell: ({ row }) => <StartedCell slot={row.original} {...context} />,
    }),
    helper.display({
      id: 'late',
      header: 'Late by',
      meta: { width: '68px', end: true },
      cell: ({ row }) => <LateCell slot={row.original} {...context} />,
    }),
    helper.display({
      id: 'result',
      header: 'Result',
      meta: { width: '31%' },
      cell: ({ row }) => <ResultCell slot={row.original} {...context} />,
    }),
    helper.display({
      id: 'backup',
      header: 'Backup',
      meta: { width: '88px' },
      cell: ({ row }) => <BackupCell slot={row.original} {...context} />,
    }),
  ]);
}

/** The run log as a table. */
export function RunLogTable({ slots, now, backupHref, onSeen }: LogContext & { slots: SlotRecord[] }) {
  const columns = useMemo(() => makeColumns({ now, backupHref, onSeen }), [now, backupHref, onSeen]);
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: slots,
    getRowId: ({ id }) => id,
    enableSorting: false,
  });
  return <DataTable table={table} label="Run log" rowHeight={40} minWidth={700} />;
}

import { createColumnHelper, useTable } from '@tanstack/react-table';
import { useMemo } from 'react';
import { DataTable, type DataTableFeatures, dataTableFeatures } from '../../ui/DataTable.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { TypeBadge } from '../../ui/TypeBadge.tsx';
import { BackupCell, NowCell, type PlanContext, ReasonsCell } from './PlanCells.tsx';
import { type Decision, formatOld } from './planWords.ts';

const helper = createColumnHelper<DataTableFeatures, Decision>();

function makeColumns({ now, backupHref }: PlanContext) {
  return helper.columns([
    helper.display({
      id: 'backup',
      header: 'Backup',
      meta: { width: '136px' },
      cell: ({ row }) => <BackupCell record={row.original.record} now={now} backupHref={backupHref} />,
    }),
    helper.display({
      id: 'type',
      header: 'Type',
      meta: { width: '98px' },
      cell: ({ row }) => <TypeBadge type={row.original.record.type} />,
    }),
    helper.display({
      id: 'age',
      header: 'Age',
      meta: { width: '70px', end: true },
      cell: ({ row }) => formatOld(row.original.record.createdAt, now),
    }),
    helper.display({
      id: 'size',
      header: 'Size',
      meta: { width: '76px', end: true },
      cell: ({ row }) => {
        const sizeBytes = row.original.record.archive?.sizeBytes ?? null;
        return <span title={exactBytes(sizeBytes)}>{formatBytes(sizeBytes)}</span>;
      },
    }),
    helper.display({
      id: 'now',
      header: 'Now',
      meta: { width: '76px' },
      cell: ({ row }) => <NowCell keep={row.original.keep} />,
    }),
    helper.display({
      id: 'reasons',
      header: 'Reasons',
      cell: ({ row }) => <ReasonsCell keep={row.original.keep} reasons={row.original.reasons} />,
    }),
  ]);
}

interface Props extends PlanContext {
  decisions: Decision[];
}

/** What would become of each backup, in the order given. */
export function PlanTable({ decisions, now, backupHref }: Props) {
  const columns = useMemo(() => makeColumns({ now, backupHref }), [now, backupHref]);
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: decisions,
    getRowId: ({ record }) => record.id,
    enableSorting: false,
  });
  return <DataTable table={table} label="What it would do now" rowHeight={34} minWidth={600} />;
}

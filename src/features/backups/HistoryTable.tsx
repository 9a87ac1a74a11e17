import { Checkbox, VisuallyHidden } from '@mantine/core';
import {
  createColumnHelper,
  functionalUpdate,
  type RowSelectionState,
  type SortingState,
  sortFn_basic,
  useTable,
} from '@tanstack/react-table';
import { memo, useMemo, useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import { DataTable, type DataTableFeatures, dataTableFeatures } from '../../ui/DataTable.tsx';
import { statusWords, typeWords } from '../../ui/formatStatus.ts';
import { TypeBadge } from '../../ui/TypeBadge.tsx';
import {
  ActionsCell,
  CreatedCell,
  type HistoryActs,
  NameCell,
  RowsCell,
  SizeCell,
  StatusCell,
  TablesCell,
} from './HistoryCells.tsx';
import classes from './HistoryTable.module.css';

interface Context {
  acts: HistoryActs;
  runner: BackupRunner;
  now: number;
  userId: string | null;
  /** The list shows removed backups: nothing to tick or to do, but a reason to read. */
  removed: boolean;
}

const helper = createColumnHelper<DataTableFeatures, BackupRecord>();

const selectColumn = helper.display({
  id: 'select',
  meta: { width: '36px' },
  header: ({ table }) => (
    <Checkbox
      aria-label="Select all backups"
      checked={table.getIsAllRowsSelected()}
      indeterminate={table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected()}
      onChange={table.getToggleAllRowsSelectedHandler()}
    />
  ),
  cell: ({ row }) => (
    <Checkbox
      aria-label={`Select ${row.original.filename}`}
      checked={row.getIsSelected()}
      disabled={!row.getCanSelect()}
      onChange={row.getToggleSelectedHandler()}
    />
  ),
});

const makeActionsColumn = (acts: HistoryActs) =>
  helper.display({
    id: 'actions',
    header: () => <VisuallyHidden>Actions</VisuallyHidden>,
    meta: { width: acts.restoreHref === null ? '76px' : '104px' },
    cell: ({ row }) => <ActionsCell record={row.original} acts={acts} />,
  });

// Widths that depend on the window's leave room for the filename from 1,280 px on.
function makeColumns({ acts, runner, now, userId, removed }: Context) {
  return helper.columns([
    ...(removed ? [] : [selectColumn]),
    helper.accessor('filename', {
      header: 'Filename',
      sortFn: sortFn_basic,
      cell: ({ row }) => <NameCell record={row.original} acts={acts} now={now} userId={userId} />,
    }),
    helper.accessor('createdAt', {
      header: 'Created',
      meta: { width: 'clamp(96px, 10vw - 32px, 112px)' },
      sortFn: sortFn_basic,
      sortDescFirst: true,
      cell: ({ row }) => <CreatedCell record={row.original} now={now} userId={userId} />,
    }),
    helper.accessor((record) => typeWords[record.type], {
      id: 'type',
      header: 'Type',
      meta: { width: '100px' },
      sortFn: sortFn_basic,
      cell: ({ row }) => <TypeBadge type={row.original.type} />,
    }),
    helper.accessor((record) => statusWords[record.status], {
      id: 'status',
      header: 'Status',
      meta: { width: removed ? 'clamp(240px, 30vw - 104px, 360px)' : 'clamp(160px, 40vw - 352px, 224px)' },
      sortFn: sortFn_basic,
      cell: ({ row }) => <StatusCell record={row.original} runner={runner} now={now} />,
    }),
    helper.accessor('tablesBackedUp', {
      header: 'Tables',
      meta: { width: 'clamp(76px, 10vw - 52px, 92px)', end: true, className: classes.wide },
      sortFn: sortFn_basic,
      cell: ({ row }) => <TablesCell record={row.original} runner={runner} />,
    }),
    helper.accessor('totalRows', {
      header: 'Rows',
      meta: { width: '84px', end: true },
      sortFn: sortFn_basic,
      cell: ({ row }) => <RowsCell record={row.original} runner={runner} />,
    }),
    helper.accessor((record) => record.archive?.sizeBytes, {
      id: 'size',
      header: 'Size',
      meta: { width: '92px', end: true },
      sortFn: sortFn_basic,
      sortUndefined: 'last',
      cell: ({ row }) => <SizeCell record={row.original} />,
    }),
    ...(removed ? [] : [makeActionsColumn(acts)]),
  ]);
}

interface Props extends Context {
  records: BackupRecord[];
  selected: RowSelectionState;
  onSelect(selected: RowSelectionState): void;
}

/** The history as a table: sorted by its heads, newest first to begin with. */
export const HistoryTable = memo(function HistoryTable({
  records,
  selected,
  onSelect,
  acts,
  runner,
  now,
  userId,
  removed,
}: Props) {
  const [sorting, setSorting] = useState<SortingState>([{ id: 'createdAt', desc: true }]);
  const columns = useMemo(
    () => makeColumns({ acts, runner, now, userId, removed }),
    [acts, runner, now, userId, removed],
  );
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: records,
    getRowId: (record) => record.id,
    enableRowSelection: ({ original }) => original.status !== 'in progress' && original.removed === null,
    enableSortingRemoval: false,
    state: { sorting, rowSelection: selected },
    onSortingChange: setSorting,
    onRowSelectionChange: (change) => onSelect(functionalUpdate(change, selected)),
  });
  return <DataTable table={table} label="Backup history" rowHeight={48} minWidth={940} />;
});

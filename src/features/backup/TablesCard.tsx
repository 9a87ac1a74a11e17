import { TextInput, VisuallyHidden } from '@mantine/core';
import { IconSearch, IconSearchOff, IconTable } from '@tabler/icons-react';
import { createColumnHelper, type SortingState, sortFn_basic, useTable } from '@tanstack/react-table';
import { type ReactNode, useMemo, useState } from 'react';
import type { BackupRecord, TableResult } from '../../core/backup.ts';
import { Card } from '../../ui/Card.tsx';
import { DataTable, type DataTableFeatures, dataTableFeatures } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { pagingWords } from '../../ui/formatStatus.ts';
import { DigestText } from './DigestText.tsx';
import { OutcomeCell } from './OutcomeCell.tsx';
import { orderTables } from './orderTables.ts';
import { readAtAll } from './readAtAll.ts';
import { type TableActs, TableMenu } from './TableMenu.tsx';
import { TableName } from './TableName.tsx';
import classes from './TablesCard.module.css';
import { TablesList } from './TablesList.tsx';

const helper = createColumnHelper<DataTableFeatures, TableResult>();

function makeColumns(record: BackupRecord, acts: TableActs, onCopy: (text: string) => Promise<void>) {
  return helper.columns([
    helper.accessor('table', {
      header: 'Table',
      sortFn: sortFn_basic,
      cell: ({ row }) => <TableName record={record} table={row.original} tableHref={acts.tableHref} />,
    }),
    helper.accessor('outcome', {
      header: 'Outcome',
      meta: { width: 'clamp(260px, 75vw - 700px, 400px)' },
      sortFn: sortFn_basic,
      cell: ({ row }) => <OutcomeCell table={row.original} />,
    }),
    helper.accessor((table) => (readAtAll(table) ? table.rows : undefined), {
      id: 'rows',
      header: 'Rows',
      meta: { width: '88px', end: true },
      sortFn: sortFn_basic,
      sortUndefined: 'last',
      cell: ({ getValue }) => formatCount(getValue() ?? null),
    }),
    helper.accessor((table) => (readAtAll(table) ? table.bytes : undefined), {
      id: 'bytes',
      header: 'Size',
      meta: { width: '88px', end: true },
      sortFn: sortFn_basic,
      sortUndefined: 'last',
      cell: ({ getValue }) => <span title={exactBytes(getValue() ?? null)}>{formatBytes(getValue() ?? null)}</span>,
    }),
    helper.accessor((table) => (readAtAll(table) ? table.parts : undefined), {
      id: 'parts',
      header: 'Parts',
      meta: { width: '60px', end: true },
      sortFn: sortFn_basic,
      sortUndefined: 'last',
      cell: ({ getValue }) => formatCount(getValue() ?? null),
    }),
    helper.accessor((table) => (table.paging === null ? undefined : pagingWords[table.paging]), {
      id: 'paging',
      header: 'Read',
      meta: { width: '118px' },
      sortFn: sortFn_basic,
      sortUndefined: 'last',
      cell: ({ getValue }) => <span className={classes.quiet}>{getValue() ?? '–'}</span>,
    }),
    helper.display({
      id: 'digest',
      header: 'Digest',
      meta: { width: '108px' },
      cell: ({ row }) => <DigestText table={row.original} onCopy={onCopy} />,
    }),
    helper.display({
      id: 'more',
      header: () => <VisuallyHidden>Actions</VisuallyHidden>,
      meta: { width: '48px', end: true },
      cell: ({ row }) => <TableMenu record={record} table={row.original} acts={acts} />,
    }),
  ]);
}

interface Props {
  record: BackupRecord;
  narrow: boolean;
  acts: TableActs;
  /** The table whose rows are shown; null when none is open. */
  opened: string | null;
  /** What goes on with the tables, above them. */
  progress: ReactNode;
  onCopy(text: string): Promise<void>;
}

/** The per-table breakdown: problems first, until a head is pressed. */
export function TablesCard({ record, narrow, acts, opened, progress, onCopy }: Props) {
  const [search, setSearch] = useState('');
  const [sorting, setSorting] = useState<SortingState>([]);
  const ordered = useMemo(() => orderTables(record.tables), [record.tables]);
  const matching = useMemo(() => {
    const text = search.trim().toLowerCase();
    return ordered.filter((table) => table.table.toLowerCase().includes(text));
  }, [ordered, search]);
  const columns = useMemo(() => makeColumns(record, acts, onCopy), [record, acts, onCopy]);
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: matching,
    getRowId: (result) => result.table,
    state: { sorting, rowSelection: opened === null ? {} : { [opened]: true } },
    onSortingChange: setSorting,
  });
  const some = record.tables.length > 0;
  const running = record.status === 'in progress';
  return (
    <Card
      title="Tables"
      flush
      aside={
        some && (
          <TextInput
            type="search"
            aria-label="Search tables"
            placeholder="Table"
            className={classes.search ?? ''}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )
      }
    >
      {progress}
      {!some && (
        <EmptyState icon={<IconTable size={20} />} title={running ? 'No table yet' : 'No table was kept'}>
          {running ? 'Tables are listed when the run has ended.' : 'The run ended before all of them were read.'}
        </EmptyState>
      )}
      {some && matching.length === 0 && <EmptyState icon={<IconSearchOff size={20} />} title="No table matches" />}
      {matching.length > 0 &&
        (narrow ? (
          <TablesList record={record} tables={matching} acts={acts} />
        ) : (
          <DataTable table={table} label="Tables" rowHeight={41} minWidth={940} />
        ))}
    </Card>
  );
}

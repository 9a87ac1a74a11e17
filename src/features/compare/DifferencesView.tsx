import { SegmentedControl } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { RowChange, TableDifference } from '../../core/comparison.ts';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatCount } from '../../ui/formatNumber.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ColumnChips } from './ColumnChips.tsx';
import { changeWords, keylessSentence } from './compareWords.ts';
import { type DetailSide, DifferenceDetail } from './DifferenceDetail.tsx';
import { DifferenceList } from './DifferenceList.tsx';
import classes from './DifferencesView.module.css';
import { type DifferencesStore, everyChange } from './differencesStore.ts';

interface Props {
  store: DifferencesStore;
  table: TableDifference;
  before: DetailSide;
  after: DetailSide;
  narrow: boolean;
  onCopy(text: string): Promise<void>;
}

/** What must be known before the rows are believed. */
function Doubts({ table }: { table: TableDifference }) {
  return (
    <>
      {table.doubts.map(({ why }) => (
        <Notice key={why} kind="warning">
          {why}
        </Notice>
      ))}
      {table.key.length === 0 && <Notice kind="quiet">{keylessSentence}</Notice>}
    </>
  );
}

interface KindsProps {
  counts: Record<RowChange, number>;
  changes: readonly RowChange[];
  onChoose(changes: readonly RowChange[]): void;
}

/** The kinds of differences that there are; nothing to choose when it is one. */
function Kinds({ counts, changes, onChoose }: KindsProps) {
  const kinds = everyChange.filter((change) => counts[change] > 0);
  if (kinds.length < 2) return null;
  const all = kinds.reduce((sum, change) => sum + counts[change], 0);
  return (
    <SegmentedControl
      aria-label="Kind of difference"
      className={classes.kinds ?? ''}
      value={(changes.length === 1 ? changes[0] : undefined) ?? 'all'}
      onChange={(value) => onChoose(value === 'all' ? everyChange : [value as RowChange])}
      data={[
        { value: 'all', label: `All ${formatCount(all)}` },
        ...kinds.map((change) => ({ value: change, label: `${changeWords[change]} ${formatCount(counts[change])}` })),
      ]}
    />
  );
}

/** The differing rows of a table with what narrows them down, and one of them opened. */
export function DifferencesView({ store, table, before, after, narrow, onCopy }: Props) {
  const { filter, columns, columnsShare, count, rows, error } = useStore(store);
  const { setFilter, need, open: begin } = store.getState(); // acts never change
  const [open, setOpen] = useState<number | null>(null);
  const opened = open === null ? undefined : rows.get(open);
  const { counts } = table;

  function show(changes: readonly RowChange[], column: string | null) {
    setOpen(null);
    setFilter({ changes, column });
  }

  return (
    <div className={classes.view}>
      {/* Where the opened row covers it, it cannot be reached by keyboard either. */}
      <div className={classes.under} inert={narrow && opened !== undefined}>
        <div className={classes.filters}>
          <Doubts table={table} />
          {counts !== null && (
            <Kinds counts={counts} changes={filter.changes} onChoose={(changes) => show(changes, null)} />
          )}
          {error === null && (
            <ColumnChips
              columns={columns}
              share={columnsShare}
              chosen={filter.column}
              onChoose={(column) => show(column === null ? everyChange : ['changed'], column)}
            />
          )}
        </div>
        {error !== null && (
          <ErrorNotice title="The rows could not be read" message={error.message} hint={error.hint} onRetry={begin} />
        )}
        {error === null && count === null && <RowsSkeleton rows={5} />}
        {count === 0 && <EmptyState icon={<IconSearchOff size={20} />} title="No such row" />}
        {count !== null && count > 0 && error === null && (
          <DifferenceList count={count} rows={rows} column={filter.column} open={open} onNeed={need} onOpen={setOpen} />
        )}
      </div>
      {open !== null && opened !== undefined && (
        <DifferenceDetail
          row={opened}
          number={open}
          count={count ?? 0}
          narrow={narrow}
          column={filter.column}
          before={before}
          after={after}
          onMove={setOpen}
          onClose={() => setOpen(null)}
          onCopy={onCopy}
        />
      )}
    </div>
  );
}

import { Button } from '@mantine/core';
import { IconArchive, IconSearchOff, IconUpload } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { useStore } from 'zustand';
import type { BackupRecord } from '../../core/backup.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import { Card } from '../../ui/Card.tsx';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { ArchiveDrop } from './ArchiveDrop.tsx';
import type { BackupsStore } from './backupsStore.ts';
import { canBeVerified } from './canBeVerified.ts';
import type { HistoryActs } from './HistoryCells.tsx';
import { HistoryList } from './HistoryList.tsx';
import { HistoryTable } from './HistoryTable.tsx';
import { HistoryToolbar } from './HistoryToolbar.tsx';
import { countFilters, filterHistory, noFilter } from './historyFilter.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { useArchiveChooser } from './useArchiveChooser.tsx';

interface Props {
  store: BackupsStore;
  history: BackupHistory;
  runner: BackupRunner;
  acts: HistoryActs;
  /** Verifies all of them. */
  onVerifyAll(): void;
  /** A verification is on. */
  verifying: boolean;
  /** Adds archives to the history; null where the person may not. */
  onAddFiles: ((files: File[]) => void) | null;
  now: number;
  userId: string | null;
  narrow: boolean;
}

const noRecords: BackupRecord[] = [];

/**
 * Every run that this browser remembers: search, filters, table or list, and what to do with the ticked ones. Removed backups are
 * behind a filter.
 */
export function HistoryCard(props: Props) {
  const { store, history, runner, acts, onVerifyAll, verifying, onAddFiles, now, userId, narrow } = props;
  // Deferred, because the first record brings the table and its toolbar: too much to render in one task.
  const { status, records, removed, newest, error } = useDeferredValue(useObservable(history));
  const { filter, selected, setFilter, select } = useStore(store);
  const slowFilter = useDeferredValue(filter);
  const filters = countFilters(slowFilter);
  // While a long history is being read its newest part fills the screen, but what is filtered would look like all there is.
  const early = filters === 0 ? newest : noRecords;
  const all = slowFilter.status === 'removed' ? removed : records;
  const listed = status === 'loading' ? early : all;
  const matching = useMemo(() => filterHistory(listed, slowFilter), [listed, slowFilter]);
  const ticked = useMemo(() => matching.filter((record) => selected[record.id]), [matching, selected]);
  const some = records.length + removed.length > 0;
  const chooser = useArchiveChooser((files) => onAddFiles?.(files));
  const addArchive = onAddFiles === null ? null : chooser.open;
  const toolbarActs = {
    verifyAll: onVerifyAll,
    verifyDisabled: verifying || !records.some(canBeVerified),
    addArchive,
  };

  return (
    <ArchiveDrop onFiles={onAddFiles}>
      {chooser.input}
      <Card
        title="Backup history"
        flush
        aside={some && <HistoryToolbar filter={filter} onChange={setFilter} narrow={narrow} acts={toolbarActs} />}
      >
        {status === 'error' && (
          <ErrorNotice
            title="The history could not be read"
            message="The browser's storage did not answer. Backups are not affected."
            details={[error?.message, error?.hint].filter(Boolean).join('\n')}
            onRetry={() => void history.refresh()}
          />
        )}
        {status === 'loading' && early.length === 0 && <RowsSkeleton rows={5} />}
        {status === 'ready' && !some && (
          <EmptyState
            icon={<IconArchive size={20} />}
            title="Your first backup takes one click"
            action={
              addArchive !== null && (
                <Button size="xs" leftSection={<IconUpload size={16} aria-hidden />} onClick={addArchive}>
                  Add archive…
                </Button>
              )
            }
          >
            Press Create backup. The file is kept in this browser, so download it to have a copy elsewhere.
          </EmptyState>
        )}
        {status === 'ready' && some && matching.length === 0 && filters === 0 && (
          <EmptyState icon={<IconArchive size={20} />} title="No backup in this browser">
            {formatPlural(removed.length, 'backup that is gone is', 'backups that are gone are')} listed under the
            status Removed.
          </EmptyState>
        )}
        {some && matching.length === 0 && filters > 0 && (
          <EmptyState
            icon={<IconSearchOff size={20} />}
            title="No backup matches"
            action={
              <Button size="xs" onClick={() => setFilter(noFilter)}>
                Clear filters
              </Button>
            }
          >
            {formatPlural(filters, 'filter is', 'filters are')} on.
          </EmptyState>
        )}
        {matching.length > 0 &&
          (narrow ? (
            <HistoryList records={matching} acts={acts} runner={runner} now={now} userId={userId} />
          ) : (
            <HistoryTable
              records={matching}
              selected={selected}
              onSelect={select}
              acts={acts}
              runner={runner}
              now={now}
              userId={userId}
              removed={slowFilter.status === 'removed'}
            />
          ))}
      </Card>
      {!narrow && (
        <SelectionBar ticked={ticked.length === 0 ? noRecords : ticked} acts={acts} onClear={() => select({})} />
      )}
    </ArchiveDrop>
  );
}

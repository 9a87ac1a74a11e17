import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ColumnFilter } from '../../../core/rowQuery.ts';
import { formatCount, formatPercent, formatPlural } from '../../../ui/formatNumber.ts';
import { useSpokenProgress } from '../../../ui/useSpokenProgress.ts';
import { FilterButton } from './FilterButton.tsx';
import type { ViewerSearch } from './tableSearch.ts';
import classes from './ViewerToolbar.module.css';
import type { ViewerStore } from './viewerStore.ts';

/** How long writing has to rest before the search begins. */
const restMs = 250;

const shareOf = ({ matches }: ViewerSearch) =>
  matches === null || matches.bytes === 0 ? 0 : matches.bytesDone / matches.bytes;

/** "318 of 12,771 rows match, searching… 40%" */
function describe(search: ViewerSearch, rowCount: number): string {
  const found = search.matches?.rows.length ?? 0;
  const so = `${formatCount(found)} of ${formatPlural(rowCount, 'row')} ${found === 1 ? 'matches' : 'match'}`;
  if (search.state === 'searching') return `${so}, searching… ${formatPercent(shareOf(search))}`;
  if (search.state === 'stopped') return `${so} in the ${formatPercent(shareOf(search))} that was searched`;
  return search.state === 'failed' ? `${so} before the search stopped` : so;
}

interface Props {
  store: ViewerStore;
  /** What the table was opened to look for. */
  find: string;
  /** The pop-over of the filters opens or closes. */
  onFiltering(opened: boolean): void;
}

/** Search, filters, and how far the search is. */
export function ViewerToolbar({ store, find: first, onFiltering }: Props) {
  const { state, columns, rowCount, query, search, find, stopSearch } = useStore(store);
  const [text, setText] = useState(first);
  const [filters, setFilters] = useState<readonly ColumnFilter[]>(query.filters);
  const findSoon = useDebouncedCallback((change: Parameters<typeof find>[0]) => void find(change), restMs);
  const says = search === null ? null : describe(search, rowCount);
  useSpokenProgress({
    running: search?.state === 'searching',
    share: search === null ? 0 : shareOf(search),
    what: 'Searching',
    result: search?.state === 'searching' ? null : says,
  });

  return (
    <div className={classes.toolbar}>
      <div className={classes.fields}>
        <TextInput
          type="search"
          aria-label="Search all columns"
          placeholder="Search all columns"
          className={classes.search ?? ''}
          leftSection={<IconSearch size={16} aria-hidden />}
          disabled={state !== 'ready'}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            findSoon({ text: event.currentTarget.value, filters });
          }}
        />
        <FilterButton
          columns={columns.map(({ name }) => name)}
          filters={filters}
          onToggle={onFiltering}
          onChange={(next) => {
            setFilters(next);
            findSoon({ text, filters: next });
          }}
        />
      </div>
      {search !== null && (
        <div className={classes.status}>
          <span>{says}</span>
          {search.state === 'searching' && (
            <Button size="xs" variant="subtle" onClick={stopSearch}>
              Cancel
            </Button>
          )}
        </div>
      )}
      {search?.problem != null && (
        <p className={classes.problem} role="alert">
          {search.problem.message} Rows of other parts can still be read.
        </p>
      )}
    </div>
  );
}

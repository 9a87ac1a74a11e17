import { Button, Drawer } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAlertTriangleFilled, IconSearchOff, IconTable } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { RowsSkeleton } from '../../../ui/CardSkeleton.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { formatCount, formatPlural } from '../../../ui/formatNumber.ts';
import { ExportProgress } from '../ExportProgress.tsx';
import type { ExportStore } from '../exportStore.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { RowGrid } from './RowGrid.tsx';
import { RowPane } from './RowPane.tsx';
import classes from './RowViewer.module.css';
import type { UnreadablePart } from './rowLoader.ts';
import { rowOrder } from './rowOrder.ts';
import { TickedBar } from './TickedBar.tsx';
import { ViewerToolbar } from './ViewerToolbar.tsx';
import type { ViewerPlace, ViewerStore } from './viewerStore.ts';

/** How long the selection has to rest before the address says it: browsers refuse addresses that change too often. */
const restMs = 400;
const noRows: ArrayLike<number> = [];

interface ContentProps {
  place: ViewerPlace;
  /** The row that the address names, from 0. */
  row: number | null;
  /** What is looked for from the beginning; empty for nothing. */
  find: string;
  exports: ExportStore;
  /** Makes the store of a place; the viewer opens and closes it. */
  createStore(place: ViewerPlace): ViewerStore;
  /** Address of a row of this table in a backup; `row` counts from 0. */
  rowHref(backupId: string, row: number): string;
  /** Puts the selected row into the address. */
  onSelect(row: number): void;
  /** Goes on to restore rows of this table, by their numbers; left out where nothing can be restored. */
  onRestoreRows?: ((table: string, rows: readonly number[]) => void) | undefined;
  /** Something that Escape closes is open in the drawer. */
  onFiltering(opened: boolean): void;
  /** ms since the epoch. */
  now: number;
}

function Unreadable({ parts, onRetry }: { parts: readonly UnreadablePart[]; onRetry(): void }) {
  const [first] = parts;
  if (first === undefined) return null;
  const more = parts.length > 1 ? ` So are ${formatPlural(parts.length - 1, 'more part')}.` : '';
  return (
    <div className={classes.unreadable} role="alert">
      <IconAlertTriangleFilled size={16} aria-hidden />
      <span>
        Rows {formatCount(first.firstRow + 1)} to {formatCount(first.lastRow + 1)} cannot be read. {first.message}
        {more} Rows of other parts can still be read.
      </span>
      <Button size="xs" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

function Content(props: ContentProps) {
  const { place, row, find, exports, createStore, rowHref, onSelect, onRestoreRows, onFiltering, now } = props;
  const [store] = useState(() => createStore(place));
  const { state, problem, rowCount, search, selected, unreadable, query, open, close, select, retry } = useStore(store);
  const listed = search === null ? null : (search.matches?.rows ?? noRows);
  const order = useMemo(() => rowOrder(rowCount, listed), [rowCount, listed]);
  const told = useRef(row);

  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once; a later row is selected below
  useEffect(() => {
    void open(row, find); // never rejects
    return close;
  }, [open, close]);
  // A link to another row of the table that is open.
  useEffect(() => {
    if (row !== null && row !== told.current) select(row);
    told.current = row;
  }, [row, select]);
  useEffect(() => {
    if (selected === null || selected === told.current) return;
    told.current = selected;
    onSelect(selected);
  }, [selected, onSelect]);

  return (
    <>
      <div className={classes.header}>
        <div className={classes.titles}>
          <Drawer.Title className={classes.title}>{place.table}</Drawer.Title>
          <p className={classes.count}>
            {state === 'ready' ? `${formatPlural(rowCount, 'row')} in this backup` : 'Opening the archive…'}
          </p>
        </div>
        {state === 'ready' && (
          <ExportMenu
            rowCount={rowCount}
            matchCount={search?.state === 'done' ? (listed?.length ?? 0) : null}
            onExport={({ format, guard }, onlyMatches) =>
              void exports.getState().start({ ...place, format, guard, query: onlyMatches ? query : null })
            }
          />
        )}
        <Drawer.CloseButton aria-label="Close rows" />
      </div>
      {state !== 'failed' && <ViewerToolbar store={store} find={find} onFiltering={onFiltering} />}
      <ExportProgress store={exports} />
      <Unreadable parts={unreadable} onRetry={retry} />
      {state === 'opening' && <RowsSkeleton rows={8} />}
      {state === 'failed' && (
        <ErrorNotice
          title="The table could not be opened"
          message={problem?.message ?? ''}
          hint={problem?.hint ?? null}
          onRetry={() => void open(row, find)}
        />
      )}
      {state === 'ready' && order.count > 0 && (
        <RowGrid
          key={search === null ? 'all' : 'matches'}
          store={store}
          order={order}
          label={`Rows of ${place.table}`}
          ticks={onRestoreRows !== undefined}
        />
      )}
      {state === 'ready' && rowCount === 0 && (
        <EmptyState icon={<IconTable size={20} />} title="This table had no rows" />
      )}
      {state === 'ready' && search !== null && order.count === 0 && search.state !== 'done' && (
        <div className={classes.space}>{search.state === 'searching' && <RowsSkeleton rows={5} />}</div>
      )}
      {search?.state === 'done' && order.count === 0 && rowCount > 0 && (
        <div className={classes.space}>
          <EmptyState icon={<IconSearchOff size={20} />} title="No row matches">
            Every row of this table in this backup was searched.
          </EmptyState>
        </div>
      )}
      {state === 'ready' && onRestoreRows !== undefined && (
        <TickedBar store={store} onRestore={(rows) => onRestoreRows(place.table, rows)} />
      )}
      {state === 'ready' && (
        <RowPane store={store} order={order} backupId={place.backupId} rowHref={rowHref} now={now} />
      )}
    </>
  );
}

export interface RowViewerProps extends Omit<ContentProps, 'place' | 'onFiltering'> {
  /** Null while no table is open. */
  place: ViewerPlace | null;
  onClose(): void;
}

/** The rows of one table of a backup, in a drawer over the page. */
export function RowViewer({ place, onSelect, onClose, ...rest }: RowViewerProps) {
  // What was open stays in sight while the drawer leaves.
  const last = useRef(place);
  const [filtering, setFiltering] = useState(false);
  const selectSoon = useDebouncedCallback(onSelect, { delay: restMs });
  if (place !== null) last.current = place;
  const shown = place ?? last.current;
  return (
    <Drawer.Root
      opened={place !== null}
      onClose={() => {
        selectSoon.cancel(); // it would open the rows again
        onClose();
      }}
      position="right"
      size={600}
      padding={0}
      returnFocus={false}
      closeOnEscape={!filtering} // it closes the pop-over first
      transitionProps={{ duration: 150 }}
    >
      <Drawer.Overlay backgroundOpacity={0.35} />
      <Drawer.Content>
        <Drawer.Body className={classes.body ?? ''} tabIndex={-1} data-autofocus>
          {shown !== null && (
            <Content
              key={`${shown.backupId} ${shown.table}`}
              place={shown}
              onFiltering={setFiltering}
              onSelect={selectSoon}
              {...rest}
            />
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

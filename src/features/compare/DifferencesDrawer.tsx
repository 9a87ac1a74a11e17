import { Drawer } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { TableDifference } from '../../core/comparison.ts';
import type { RowDifferences } from '../../tasks/compareBackups.ts';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import type { CompareStore } from './compareStore.ts';
import { describeFigures } from './compareWords.ts';
import type { DetailSide } from './DifferenceDetail.tsx';
import classes from './DifferencesDrawer.module.css';
import { DifferencesView } from './DifferencesView.tsx';
import { createDifferencesStore, type DifferencesStore, everyChange } from './differencesStore.ts';
import { ExportMenu } from './ExportMenu.tsx';

/** A table whose differing rows are shown. */
export interface ShownTable {
  table: TableDifference;
  rows: RowDifferences;
  before: DetailSide;
  after: DetailSide;
}

interface Props {
  store: CompareStore;
  /** Null while the drawer is closed. */
  shown: ShownTable | null;
  narrow: boolean;
  mayExport: boolean;
  onClose(): void;
}

/** Looks through the differences for as long as they are shown. */
function useDifferences(rows: RowDifferences): DifferencesStore | null {
  const [store, setStore] = useState<DifferencesStore | null>(null);
  useEffect(() => {
    const opened = createDifferencesStore(rows);
    opened.getState().open();
    setStore(opened);
    return () => opened.getState().close();
  }, [rows]);
  return store;
}

interface ExportShownProps {
  store: CompareStore;
  differences: DifferencesStore;
  table: string;
}

/** Hands out what is shown: the whole table, or the rows that the filters leave. */
function ExportShown({ store, differences, table }: ExportShownProps) {
  const filter = useStore(differences, (state) => state.filter);
  const all = filter.column === null && filter.changes.length === everyChange.length;
  return (
    <ExportMenu
      store={store}
      table={table}
      filter={all ? null : filter}
      label={all ? 'Export table' : 'Export shown rows'}
    />
  );
}

type ContentProps = Omit<Props, 'shown' | 'onClose'> & { shown: ShownTable };

function Content({ store, shown, narrow, mayExport }: ContentProps) {
  const { table, rows, before, after } = shown;
  const differences = useDifferences(rows);
  return (
    <>
      <div className={classes.header}>
        <div className={classes.words}>
          <Drawer.Title className={classes.title ?? ''}>{table.table}</Drawer.Title>
          <p className={classes.line}>{describeFigures(table)}</p>
        </div>
        {mayExport && differences !== null && (
          <ExportShown store={store} differences={differences} table={table.table} />
        )}
        <Drawer.CloseButton aria-label="Close" data-autofocus />
      </div>
      {differences === null ? (
        <RowsSkeleton rows={5} />
      ) : (
        <DifferencesView
          store={differences}
          table={table}
          before={before}
          after={after}
          narrow={narrow}
          onCopy={store.getState().copy}
        />
      )}
    </>
  );
}

/** The rows of one table that differ: which, by how much, and each with its values side by side. */
export function DifferencesDrawer({ shown, onClose, ...rest }: Props) {
  // What was open stays in sight while the drawer leaves.
  const last = useRef(shown);
  if (shown !== null) last.current = shown;
  const content = shown ?? last.current;
  return (
    <Drawer.Root
      opened={shown !== null}
      onClose={onClose}
      position="right"
      size={760}
      padding={0}
      transitionProps={{ duration: 150 }}
    >
      <Drawer.Overlay backgroundOpacity={0.35} />
      <Drawer.Content>
        {/* The lists in it scroll, not the drawer. */}
        <Drawer.Body className={classes.body ?? ''}>
          {content !== null && <Content key={content.table.table} shown={content} {...rest} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

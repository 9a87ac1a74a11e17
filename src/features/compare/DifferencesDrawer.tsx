import { Drawer } from '@mantine/core';
import { useEffect, useState } from 'react';
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

interface Props {
  store: CompareStore;
  /** The table whose rows are shown; null while the drawer is closed. */
  shown: { table: TableDifference; rows: RowDifferences; before: DetailSide; after: DetailSide } | null;
  narrow: boolean;
  mayExport: boolean;
  onClose(): void;
}

/** Looks through the differences for as long as they are shown. */
function useDifferences(rows: RowDifferences | null): DifferencesStore | null {
  const [store, setStore] = useState<DifferencesStore | null>(null);
  useEffect(() => {
    if (rows === null) return;
    const opened = createDifferencesStore(rows);
    opened.getState().open();
    setStore(opened);
    return () => {
      opened.getState().close();
      setStore(null);
    };
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

/** The rows of one table that differ: which, by how much, and each with its values side by side. */
export function DifferencesDrawer({ store, shown, narrow, mayExport, onClose }: Props) {
  const differences = useDifferences(shown?.rows ?? null);
  return (
    <Drawer.Root
      opened={shown !== null}
      onClose={onClose}
      position="right"
      size={760}
      padding={0}
      transitionProps={{ duration: 150 }}
    >
      <Drawer.Overlay />
      {/* The lists in it scroll, not the drawer. */}
      <Drawer.Content className={classes.content ?? ''}>
        {shown !== null && (
          <>
            <Drawer.Header className={classes.header ?? ''}>
              <div className={classes.words}>
                <Drawer.Title className={classes.title ?? ''}>{shown.table.table}</Drawer.Title>
                <p className={classes.line}>{describeFigures(shown.table)}</p>
              </div>
              {mayExport && differences !== null && (
                <ExportShown store={store} differences={differences} table={shown.table.table} />
              )}
              <Drawer.CloseButton className={classes.close ?? ''} aria-label="Close" data-autofocus />
            </Drawer.Header>
            <Drawer.Body className={classes.body ?? ''}>
              {differences === null ? (
                <RowsSkeleton rows={5} />
              ) : (
                <DifferencesView
                  store={differences}
                  table={shown.table}
                  before={shown.before}
                  after={shown.after}
                  narrow={narrow}
                  onCopy={store.getState().copy}
                />
              )}
            </Drawer.Body>
          </>
        )}
      </Drawer.Content>
    </Drawer.Root>
  );
}

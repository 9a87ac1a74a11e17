import { ActionIcon, SegmentedControl } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { RowsSkeleton } from '../../../ui/CardSkeleton.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { formatCount } from '../../../ui/formatNumber.ts';
import { RowChanges } from './RowChanges.tsx';
import { RowJson } from './RowJson.tsx';
import classes from './RowPane.module.css';
import type { RowOrder } from './rowOrder.ts';
import type { ViewerStore } from './viewerStore.ts';

interface Props {
  store: ViewerStore;
  order: RowOrder;
  backupId: string;
  rowHref(backupId: string, row: number): string;
  /** ms since the epoch. */
  now: number;
}

/** The selected row, whole: as JSON, or as all backups have it. */
export function RowPane({ store, order, backupId, rowHref, now }: Props) {
  const { selected, row, rowCount, search, pane, changes, unreadable, ...acts } = useStore(store);
  if (selected === null) return null;
  const place = order.placeOf(selected);
  const what = search === null ? 'row' : 'match';
  const hitColumn = place < 0 ? null : (search?.matches?.columnOf(place) ?? null);
  const broken = unreadable.find((part) => selected >= part.firstRow && selected <= part.lastRow);
  const step = (by: number) => acts.select(order.rowAt(place + by));
  return (
    <section className={classes.pane} aria-label="Selected row">
      <div className={classes.head}>
        <h3 className={classes.title}>
          Row {formatCount(selected + 1)} of {formatCount(rowCount)}
          {search !== null && place >= 0 && (
            <span className={classes.match}>
              match {formatCount(place + 1)} of {formatCount(order.count)}
            </span>
          )}
        </h3>
        <span className={classes.steps}>
          <ActionIcon aria-label={`Previous ${what}`} disabled={place <= 0} onClick={() => step(-1)}>
            <IconChevronUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            aria-label={`Next ${what}`}
            disabled={place < 0 || place >= order.count - 1}
            onClick={() => step(1)}
          >
            <IconChevronDown size={16} aria-hidden />
          </ActionIcon>
        </span>
        <span className={classes.acts}>
          <SegmentedControl
            aria-label="What is shown of the row"
            data={[
              { value: 'json', label: 'JSON' },
              { value: 'changes', label: 'Changes' },
            ]}
            value={pane}
            onChange={(value) => acts.showPane(value === 'changes' ? 'changes' : 'json')}
          />
          {row !== null && <CopyButton label="Copy row" size="xs" onCopy={acts.copyRow} />}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keys */}
      <section className={classes.body} aria-label="Content of the row" tabIndex={0}>
        {row === null && broken === undefined && <RowsSkeleton rows={4} />}
        {row === null && broken !== undefined && <p className={classes.broken}>{broken.message}</p>}
        {row !== null && pane === 'json' && (
          <RowJson key={row.row} cells={row.cells} hitColumn={hitColumn} onCopy={acts.copy} />
        )}
        {row !== null && pane === 'changes' && (
          <RowChanges changes={changes} onRetry={acts.followAgain} backupId={backupId} rowHref={rowHref} now={now} />
        )}
      </section>
    </section>
  );
}

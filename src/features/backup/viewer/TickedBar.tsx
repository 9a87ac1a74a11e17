import { Button } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { formatPlural } from '../../../ui/formatNumber.ts';
import classes from './TickedBar.module.css';
import type { ViewerStore } from './viewerStore.ts';

interface Props {
  store: ViewerStore;
  /** Goes on to restore these rows, by their numbers in the table, rising. */
  onRestore(rows: readonly number[]): void;
}

/** How many rows are ticked, and what can be done with them; nothing while none is. */
export function TickedBar({ store, onRestore }: Props) {
  const ticked = useStore(store, (state) => state.ticked);
  const { tick } = store.getState(); // acts never change
  if (ticked.size === 0) return null;
  const count = formatPlural(ticked.size, 'row');
  return (
    <section className={classes.bar} aria-label="Ticked rows">
      <span className={classes.count} aria-live="polite">
        {count} ticked
      </span>
      <Button size="xs" onClick={() => tick(ticked, false)}>
        Clear
      </Button>
      <Button
        size="xs"
        variant="filled"
        leftSection={<IconRestore size={14} aria-hidden />}
        onClick={() => onRestore([...ticked].sort((a, b) => a - b))}
      >
        Restore {count}…
      </Button>
    </section>
  );
}

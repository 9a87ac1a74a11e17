import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { DifferenceFilter } from '../../core/comparison.ts';
import { formatPercent } from '../../ui/formatNumber.ts';
import type { CompareStore } from './compareStore.ts';

interface Props {
  store: CompareStore;
  /** Of one table; null for all. */
  table: string | null;
  /** What of the table is shown; null for all of it. */
  filter: DifferenceFilter | null;
  label: string;
}

/** Hands the differences out as a file; while it is written, how far it is and the way to end it. */
export function ExportMenu({ store, table, filter, label }: Props) {
  const exporting = useStore(store, (state) => state.exporting);
  const { exportFile, cancelExport } = store.getState(); // acts never change
  if (exporting !== null)
    return (
      <Button c="var(--hf-red-text)" onClick={cancelExport}>
        Cancel export, {formatPercent(exporting.share)}
      </Button>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{label}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void exportFile({ format: 'csv', table, filter })}>CSV, for a spreadsheet</Menu.Item>
        <Menu.Item onClick={() => void exportFile({ format: 'json', table, filter })}>JSON, exact</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

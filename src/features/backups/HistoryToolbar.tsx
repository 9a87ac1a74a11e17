import { Button, Popover, Select, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import type { BackupType } from '../../core/backup.ts';
import { statusWords, typeWords } from '../../ui/formatStatus.ts';
import classes from './HistoryToolbar.module.css';
import { countFilters, type HistoryFilter } from './historyFilter.ts';

interface Props {
  filter: HistoryFilter;
  onChange(change: Partial<HistoryFilter>): void;
  narrow: boolean;
}

const types = [
  { value: 'all', label: 'All types' },
  ...Object.entries(typeWords).map(([value, label]) => ({ value, label })),
];
const statuses = [
  { value: 'all', label: 'All statuses' },
  ...Object.entries(statusWords).map(([value, label]) => ({ value, label })),
  { value: 'file', label: 'Missing or corrupt' },
  { value: 'removed', label: 'Removed' },
];

function Selects({ filter, onChange, narrow }: Props) {
  const inside = { withinPortal: !narrow }; // a popover closes when a click lands outside it
  return (
    <>
      <Select
        aria-label="Type"
        className={classes.select ?? ''}
        data={types}
        value={filter.type ?? 'all'}
        allowDeselect={false}
        comboboxProps={inside}
        onChange={(value) => onChange({ type: value === 'all' ? null : (value as BackupType) })}
      />
      <Select
        aria-label="Status"
        className={classes.select ?? ''}
        data={statuses}
        value={filter.status ?? 'all'}
        allowDeselect={false}
        comboboxProps={inside}
        onChange={(value) => onChange({ status: value === 'all' ? null : (value as HistoryFilter['status']) })}
      />
    </>
  );
}

/** Search and filters of the history; on a phone the filters stand behind one button. */
export function HistoryToolbar(props: Props) {
  const { filter, onChange, narrow } = props;
  const filters = countFilters({ ...filter, search: '' });
  return (
    <div className={classes.toolbar}>
      <TextInput
        type="search"
        aria-label="Search backups"
        placeholder="Filename, id or reason"
        className={classes.search ?? ''}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.search}
        onChange={(event) => onChange({ search: event.currentTarget.value })}
      />
      {narrow ? (
        <Popover position="bottom-end" trapFocus width={260}>
          <Popover.Target>
            <Button leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}>
              {filters === 0 ? 'Filter' : `Filter (${filters})`}
            </Button>
          </Popover.Target>
          <Popover.Dropdown className={classes.filters ?? ''}>
            <Selects {...props} />
          </Popover.Dropdown>
        </Popover>
      ) : (
        <Selects {...props} />
      )}
    </div>
  );
}

import { ActionIcon, Button, Menu, Popover, Select, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconDots, IconSearch, IconShieldCheck, IconUpload } from '@tabler/icons-react';
import type { BackupType } from '../../core/backup.ts';
import { statusWords, typeWords } from '../../ui/formatStatus.ts';
import classes from './HistoryToolbar.module.css';
import { countFilters, type HistoryFilter } from './historyFilter.ts';

/** What can be done with the history as a whole. */
export interface ToolbarActs {
  verifyAll(): void;
  /** One is on, or nothing has a file: the button stays, so that nothing jumps. */
  verifyDisabled: boolean;
  /** Opens the file chooser; null where the person may not add any. */
  addArchive: (() => void) | null;
}

interface Props {
  filter: HistoryFilter;
  onChange(change: Partial<HistoryFilter>): void;
  narrow: boolean;
  acts: ToolbarActs;
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

function Selects({ filter, onChange, narrow }: Omit<Props, 'acts'>) {
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

function Acts({ acts: { verifyAll, verifyDisabled, addArchive }, narrow }: Pick<Props, 'acts' | 'narrow'>) {
  if (!narrow)
    return (
      <div className={classes.acts}>
        <Button disabled={verifyDisabled} onClick={verifyAll}>
          Verify all
        </Button>
        {addArchive !== null && (
          <Button leftSection={<IconUpload size={16} aria-hidden />} onClick={addArchive}>
            Add archive…
          </Button>
        )}
      </div>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" aria-label="More about the history">
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={verifyDisabled}
          leftSection={<IconShieldCheck size={16} aria-hidden />}
          onClick={verifyAll}
        >
          Verify all
        </Menu.Item>
        {addArchive !== null && (
          <Menu.Item leftSection={<IconUpload size={16} aria-hidden />} onClick={addArchive}>
            Add archive…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Search and filters of the history, and what can be done with all of it; on a phone each behind one button. */
export function HistoryToolbar(props: Props) {
  const { filter, onChange, narrow, acts } = props;
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
      <Acts acts={acts} narrow={narrow} />
    </div>
  );
}

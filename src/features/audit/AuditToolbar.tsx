import { Button, Popover, Select, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import type { ResultTone } from '../../ui/ResultBadge.tsx';
import classes from './AuditToolbar.module.css';
import { type AuditFilter, countFilters } from './auditFilter.ts';
import { actChoices, toneChoices } from './auditWords.ts';

interface Props {
  filter: AuditFilter;
  onChange(change: Partial<AuditFilter>): void;
  /** Everybody who did something. */
  actors: readonly string[];
  narrow: boolean;
}

const all = 'all';
const periods = [
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: all, label: 'All time' },
];
const orAll = <T extends string>(value: string | null) => (value === null || value === all ? null : (value as T));

function Selects({ filter, onChange, actors, narrow }: Props) {
  const shared = {
    allowDeselect: false,
    className: classes.select ?? '',
    comboboxProps: { withinPortal: !narrow }, // a popover closes when a click lands outside it
  };
  return (
    <>
      <Select
        {...shared}
        aria-label="Who"
        searchable={actors.length > 8}
        data={[{ value: all, label: 'Everyone' }, ...actors.map((actor) => ({ value: actor, label: actor }))]}
        value={filter.actor ?? all}
        onChange={(value) => onChange({ actor: orAll(value) })}
      />
      <Select
        {...shared}
        aria-label="Action"
        data={[{ value: all, label: 'All actions' }, ...actChoices]}
        value={filter.action ?? all}
        onChange={(value) => onChange({ action: orAll(value) })}
      />
      <Select
        {...shared}
        aria-label="Result"
        data={[{ value: all, label: 'All results' }, ...toneChoices]}
        value={filter.result ?? all}
        onChange={(value) => onChange({ result: orAll<ResultTone>(value) })}
      />
      <Select
        {...shared}
        aria-label="Period"
        data={periods}
        value={filter.days === null ? all : String(filter.days)}
        onChange={(value) => onChange({ days: value === all ? null : (Number(value) as AuditFilter['days']) })}
      />
    </>
  );
}

/** Search and filters of the trail; on a phone the filters stand behind one button. */
export function AuditToolbar(props: Props) {
  const { filter, onChange, narrow } = props;
  const filters = countFilters({ ...filter, search: '' });
  return (
    <div className={classes.toolbar}>
      <TextInput
        type="search"
        aria-label="Search the trail"
        placeholder="Person, backup id or detail"
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

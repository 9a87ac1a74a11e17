import { ActionIcon, Button, Popover, Select, TextInput } from '@mantine/core';
import { IconFilter, IconPlus, IconX } from '@tabler/icons-react';
import type { ColumnFilter } from '../../../core/rowQuery.ts';
import classes from './FilterButton.module.css';
import { isComplete } from './tableSearch.ts';

interface Props {
  /** Names of the columns. */
  columns: readonly string[];
  filters: readonly ColumnFilter[];
  onChange(filters: ColumnFilter[]): void;
  /** The pop-over opens or closes. */
  onToggle(opened: boolean): void;
}

const tests: { value: ColumnFilter['test']; label: string }[] = [
  { value: 'contains', label: 'contains' },
  { value: 'equals', label: 'is' },
  { value: 'differs', label: 'is not' },
  { value: 'is-null', label: 'is null' },
  { value: 'is-not-null', label: 'is not null' },
];

const takesValue = ({ test }: ColumnFilter) => test !== 'is-null' && test !== 'is-not-null';

/** "status is settled" */
function describe(filter: ColumnFilter): string {
  const test = tests.find(({ value }) => value === filter.test)?.label ?? '';
  return [filter.column, test, takesValue(filter) ? filter.value || '""' : ''].join(' ').trim();
}

function buttonText(filters: readonly ColumnFilter[]): string {
  const [first] = filters;
  if (first === undefined) return 'Filter';
  return filters.length === 1 ? describe(first) : `${filters.length} filters`;
}

interface LineProps {
  filter: ColumnFilter;
  /** From 1, to tell the fields apart. */
  number: number;
  columns: readonly string[];
  onChange(change: Partial<ColumnFilter>): void;
  onRemove(): void;
}

function FilterLine({ filter, number, columns, onChange, onRemove }: LineProps) {
  const inside = { withinPortal: false }; // a pop-over closes when a click lands outside of it
  return (
    <div className={classes.line}>
      <Select
        aria-label={`Column of filter ${number}`}
        className={classes.column ?? ''}
        data={[...columns]}
        value={filter.column}
        searchable={columns.length > 10}
        openOnFocus={false}
        allowDeselect={false}
        comboboxProps={inside}
        onChange={(column) => column !== null && onChange({ column })}
      />
      <Select
        aria-label={`Test of filter ${number}`}
        className={classes.test ?? ''}
        data={tests}
        value={filter.test}
        allowDeselect={false}
        comboboxProps={inside}
        onChange={(test) => test !== null && onChange({ test: test as ColumnFilter['test'] })}
      />
      <TextInput
        aria-label={`Value of filter ${number}`}
        className={classes.value ?? ''}
        placeholder={takesValue(filter) ? 'Value' : ''}
        disabled={!takesValue(filter)}
        value={takesValue(filter) ? filter.value : ''}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
      <ActionIcon aria-label={`Remove filter ${number}`} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

/** Conditions on columns, all of which must hold. */
export function FilterButton({ columns, filters, onChange, onToggle }: Props) {
  const [column = ''] = columns;
  const add = () => onChange([...filters, { column, test: 'contains', value: '' }]);
  const active = filters.filter(isComplete);
  return (
    <Popover
      position="bottom-end"
      trapFocus
      width={400}
      onOpen={() => {
        onToggle(true);
        if (filters.length === 0) add();
      }}
      onClose={() => {
        onToggle(false);
        if (active.length < filters.length) onChange(active);
      }}
    >
      <Popover.Target>
        <Button
          className={classes.button ?? ''}
          leftSection={<IconFilter size={16} aria-hidden />}
          data-active={active.length > 0 || undefined}
        >
          <span className={classes.text}>{buttonText(active)}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ''} aria-label="Filters">
        {filters.map((filter, index) => (
          <FilterLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a filter is nothing but its place and its content, which changes
            key={index}
            filter={filter}
            number={index + 1}
            columns={columns}
            onChange={(change) =>
              onChange(filters.map((each, place) => (place === index ? { ...each, ...change } : each)))
            }
            onRemove={() => onChange(filters.filter((_each, place) => place !== index))}
          />
        ))}
        {filters.length === 0 && <p className={classes.none}>No filter is on.</p>}
        <Button
          size="xs"
          variant="subtle"
          className={classes.add ?? ''}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={add}
        >
          Add filter
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

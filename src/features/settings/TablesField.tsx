import { MultiSelect, SegmentedControl, TagsInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { SettingsForm } from './settingsForm.ts';

interface TablesFieldProps {
  form: UseFormReturnType<SettingsForm>;
  /** `schema.table` of the catalog; null where there is none, and any name may be typed. */
  known: readonly string[] | null;
  disabled: boolean;
}

const labels = { all: 'All tables', except: 'All except…', only: 'Only…' };

/** Which tables a backup takes when nothing else is said. */
export function TablesField({ form, known, disabled }: TablesFieldProps) {
  const { mode, names } = form.values;
  const label = mode === 'except' ? 'Tables to leave out' : 'Tables to back up';
  const shared = { label, disabled, ...form.getInputProps('names'), value: names };
  return (
    <>
      <SegmentedControl
        aria-label="Which tables"
        disabled={disabled}
        data={Object.entries(labels).map(([value, text]) => ({ value, label: text }))}
        {...form.getInputProps('mode')}
      />
      {mode !== 'all' &&
        (known === null ? (
          <TagsInput
            {...shared}
            placeholder="public.orders"
            description="Type a name and press Enter."
            acceptValueOnBlur
          />
        ) : (
          // A table that was dropped stays on the list until it is taken off it, and so must have an option.
          <MultiSelect
            {...shared}
            searchable
            clearable
            hidePickedOptions
            placeholder={names.length === 0 ? 'Choose tables' : ''}
            nothingFoundMessage="No table matches"
            data={[...new Set([...known, ...names])].sort()}
          />
        ))}
    </>
  );
}

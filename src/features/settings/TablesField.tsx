import { SegmentedControl } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { TableNamesInput } from '../../ui/TableNamesInput.tsx';
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
  return (
    <>
      <SegmentedControl
        aria-label="Which tables"
        disabled={disabled}
        data={Object.entries(labels).map(([value, text]) => ({ value, label: text }))}
        {...form.getInputProps('mode')}
      />
      {mode !== 'all' && (
        <TableNamesInput
          label={mode === 'except' ? 'Tables to leave out' : 'Tables to back up'}
          known={known}
          disabled={disabled}
          {...form.getInputProps('names')}
          value={names}
        />
      )}
    </>
  );
}

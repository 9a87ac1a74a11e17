import { NumberInput, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ProjectSettings } from '../../core/settings.ts';
import { SnapshotField } from '../../ui/SnapshotField.tsx';
import { TableNamesInput } from '../../ui/TableNamesInput.tsx';
import { keepPresets, type ScheduleForm } from './scheduleForm.ts';
import { sayDays, sayTables } from './scheduleText.ts';

interface Props {
  form: UseFormReturnType<ScheduleForm>;
  settings: ProjectSettings;
  /** `schema.table` of the catalog; null where there is none. */
  known: readonly string[] | null;
  /** Why the project cannot read all tables at one moment; null when it can. */
  whyNoSnapshot: string | null;
}

/** What a scheduled backup takes, and how long it stays. */
export function BackupFields({ form, settings, known, whyNoSnapshot }: Props) {
  const { tables, names, keep, snapshot } = form.values;
  return (
    <>
      <Select
        label="Tables"
        allowDeselect={false}
        data={[
          { value: 'as set', label: `As in Settings (${sayTables(settings.tables).toLowerCase()})` },
          { value: 'all', label: 'All tables' },
          { value: 'except', label: 'All except…' },
          { value: 'only', label: 'Only…' },
        ]}
        {...form.getInputProps('tables')}
      />
      {(tables === 'except' || tables === 'only') && (
        <TableNamesInput
          label={tables === 'except' ? 'Tables to leave out' : 'Tables to back up'}
          known={known}
          {...form.getInputProps('names')}
          value={names}
        />
      )}
      <SnapshotField
        checked={snapshot}
        onChange={(checked) => form.setFieldValue('snapshot', checked)}
        why={whyNoSnapshot}
      />
      <Select
        label="Keep for"
        allowDeselect={false}
        data={[
          { value: 'policy', label: `As the policy says (${sayDays(settings.retention.automaticDays)})` },
          ...keepPresets.map((days) => ({ value: String(days), label: sayDays(days) })),
          { value: 'forever', label: sayDays(null) },
          { value: 'other', label: 'Another number of days…' },
        ]}
        {...form.getInputProps('keep')}
      />
      {keep === 'other' && (
        <NumberInput label="Days" min={1} max={36_500} clampBehavior="none" {...form.getInputProps('keepDays')} />
      )}
      <TextInput
        label="Reason"
        placeholder="Before the American office opens"
        description="Stands in the history and in each archive."
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.getInputProps('reason')}
      />
    </>
  );
}

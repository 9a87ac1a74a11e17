import { SegmentedControl, TagsInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { SearchMultiSelect } from '../../ui/SearchMultiSelect.tsx';
import type { SettingsForm } from './settingsForm.ts';

interface SchemasFieldProps {
  form: UseFormReturnType<SettingsForm>;
  /** Schemas of the catalog; null where there is none. */
  known: readonly string[] | null;
  disabled: boolean;
}

/** In which schemas a backup looks for tables. */
export function SchemasField({ form, known, disabled }: SchemasFieldProps) {
  const { schemaMode, schemas } = form.values;
  const shared = { label: 'Schemas to look in', disabled, ...form.getInputProps('schemas'), value: schemas };
  return (
    <>
      <SegmentedControl
        aria-label="Which schemas"
        disabled={disabled}
        data={[
          { value: 'all', label: 'All that I may use' },
          { value: 'only', label: 'Only these…' },
        ]}
        {...form.getInputProps('schemaMode')}
      />
      {schemaMode === 'only' &&
        (known === null ? (
          <TagsInput {...shared} placeholder="public" description="Type a name and press Enter." acceptValueOnBlur />
        ) : (
          <SearchMultiSelect {...shared} hidePickedOptions data={[...new Set([...known, ...schemas])].sort()} />
        ))}
    </>
  );
}

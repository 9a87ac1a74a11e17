import { NumberInput, Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import classes from './SettingsPage.module.css';
import type { SettingsForm } from './settingsForm.ts';

/** How much of a table a request asks for. */
export function PageSizeField({ form, disabled }: { form: UseFormReturnType<SettingsForm>; disabled: boolean }) {
  const unit = (
    <Select
      aria-label="Unit of the page size"
      className={classes.unit ?? ''}
      data={['KB', 'MB']}
      allowDeselect={false}
      disabled={disabled}
      {...form.getInputProps('pageUnit')}
    />
  );
  return (
    <NumberInput
      label="Page size"
      description="What one request aims at. Less helps a project that runs into time limits: 64 KB to 16 MB."
      classNames={{ wrapper: classes.number ?? '' }}
      inputContainer={(input) => (
        <div className={classes.amount}>
          {input}
          {unit}
        </div>
      )}
      min={0}
      clampBehavior="none"
      disabled={disabled}
      {...form.getInputProps('pageSize')}
    />
  );
}

import { NumberInput, Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import classes from './SettingsPage.module.css';
import type { SettingsForm } from './settingsForm.ts';

/** How much of a table a request asks for. */
export function PageSizeField({ form, disabled }: { form: UseFormReturnType<SettingsForm>; disabled: boolean }) {
  return (
    <div className={classes.amount}>
      <NumberInput
        label="Page size"
        description="What one request aims at. Less helps a project that runs into time limits: 64 KB to 16 MB."
        classNames={{ wrapper: classes.number ?? '' }}
        min={0}
        clampBehavior="none"
        disabled={disabled}
        {...form.getInputProps('pageSize')}
      />
      <Select
        aria-label="Unit of the page size"
        className={classes.unit ?? ''}
        data={['KB', 'MB']}
        allowDeselect={false}
        disabled={disabled}
        {...form.getInputProps('pageUnit')}
      />
    </div>
  );
}

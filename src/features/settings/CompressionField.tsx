import { NumberInput, Radio } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import classes from './SettingsPage.module.css';
import type { SettingsForm } from './settingsForm.ts';

// 24%: level 1 against level 6, measured on JSON rows.
const choices = [
  ['fast', 'Fast', 'about twice the speed, files 24% larger'],
  ['balanced', 'Balanced', 'level 6'],
  ['smallest', 'Smallest', 'slower, a few percent smaller'],
  ['other', 'Another level', '1 is the fastest, 9 the smallest'],
] as const;

/** How hard the archive is compressed. */
export function CompressionField({ form, disabled }: { form: UseFormReturnType<SettingsForm>; disabled: boolean }) {
  return (
    <>
      <Radio.Group label="Compression" {...form.getInputProps('compression')}>
        <div className={classes.radios}>
          {choices.map(([value, name, what]) => (
            <Radio
              key={value}
              value={value}
              disabled={disabled}
              label={
                <>
                  {name} <span className={classes.quiet}>{what}</span>
                </>
              }
            />
          ))}
        </div>
      </Radio.Group>
      {form.values.compression === 'other' && (
        <NumberInput
          label="Level"
          classNames={{ wrapper: classes.number ?? '' }}
          min={1}
          max={9}
          clampBehavior="none"
          disabled={disabled}
          {...form.getInputProps('level')}
        />
      )}
    </>
  );
}

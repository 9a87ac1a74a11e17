import { Input, SegmentedControl, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { memo } from 'react';
import { TimeZoneSelect } from '../../ui/TimeZoneSelect.tsx';
import classes from './ScheduleFormCard.module.css';
import type { ScheduleForm } from './scheduleForm.ts';

const kinds = { daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly', cron: 'Cron' };
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const monthDays = [
  ...Array.from({ length: 28 }, (_, index) => ({ value: String(index + 1), label: `Day ${index + 1}` })),
  { value: 'last', label: 'Last day' },
];

interface Props {
  form: UseFormReturnType<ScheduleForm>;
  /** The viewer's zone, offered first. */
  here: string;
}

function DaysField({ form }: Pick<Props, 'form'>) {
  const { value, onChange, error } = form.getInputProps('days') as {
    value: number[];
    onChange: (days: number[]) => void;
    error?: string;
  };
  return (
    <Input.Wrapper error={error}>
      <fieldset className={classes.days} aria-label="Weekdays">
        {weekdays.map((name, index) => {
          const day = index + 1;
          const chosen = value.includes(day);
          return (
            <button
              key={name}
              type="button"
              className={classes.day}
              aria-label={name}
              aria-pressed={chosen}
              onClick={() => onChange(chosen ? value.filter((each) => each !== day) : [...value, day])}
            >
              {name.charAt(0)}
            </button>
          );
        })}
      </fieldset>
    </Input.Wrapper>
  );
}

/** Memorised, so that its hundreds of options are not drawn anew with every letter typed elsewhere. */
const ZoneField = memo(TimeZoneSelect);

/** When a schedule runs. */
export function TimeFields({ form, here }: Props) {
  const { kind } = form.values;
  const zone = form.getInputProps('timeZone');
  return (
    <>
      <Input.Wrapper label="Repeats" labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label="Repeats"
          data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('kind')}
        />
        {kind === 'weekly' && <DaysField form={form} />}
      </Input.Wrapper>
      {kind === 'monthly' && (
        <Select
          label="Day of the month"
          allowDeselect={false}
          maxDropdownHeight={240}
          data={monthDays}
          {...form.getInputProps('monthDay')}
        />
      )}
      {kind === 'cron' && (
        <TextInput
          label="Cron expression"
          description="Minute, hour, day, month, weekday"
          spellCheck={false}
          autoCapitalize="none"
          classNames={{ input: classes.code ?? '' }}
          {...form.getInputProps('expression')}
        />
      )}
      <div className={kind === 'cron' ? undefined : classes.pair}>
        {kind !== 'cron' && (
          <TextInput label="Time" placeholder="02:00" autoComplete="off" {...form.getInputProps('time')} />
        )}
        <ZoneField value={form.values.timeZone} here={here} error={zone.error} onChange={zone.onChange} />
      </div>
    </>
  );
}

import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { retentionPresetDays } from '../../core/retentionPolicy.ts';
import { describeZone } from '../../core/scheduleWords.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { TimeZoneSelect } from '../../ui/TimeZoneSelect.tsx';
import classes from './PolicyCard.module.css';
import { PolicyRow } from './PolicyRow.tsx';
import { type DayField, dayFields, type RetentionErrors, type RetentionForm } from './retentionForm.ts';

export interface PolicyFieldsProps {
  form: RetentionForm;
  errors: RetentionErrors;
  disabled: boolean;
  /** The viewer's zone. */
  here: string;
  onChange: (change: Partial<RetentionForm>) => void;
}

const dayNames: Record<DayField, string> = {
  automaticDays: `${typeWords.automatic} backups`,
  preRestoreDays: `${typeWords['pre-restore']} backups`,
  manualDays: `${typeWords.manual} backups`,
  importedDays: `${typeWords.imported} backups`,
};

/** What a person most often keeps without end, and may want to again. */
const mayBeEndless: readonly DayField[] = ['manualDays', 'importedDays'];

function DaysRow({ field, form, errors, disabled, onChange }: PolicyFieldsProps & { field: DayField }) {
  const label = dayNames[field];
  const value = form[field];
  if (value === null)
    return (
      <div className={classes.row}>
        <span className={classes.label}>{label}</span>
        <span className={classes.endless}>
          without end{' '}
          {!disabled && (
            <button
              type="button"
              className={classes.change}
              aria-label={`Change how long ${label.toLowerCase()} stay`}
              onClick={() => onChange({ [field]: 30 })}
            >
              Change
            </button>
          )}
        </span>
      </div>
    );
  return (
    <PolicyRow
      label={label}
      unit="days"
      value={value}
      error={errors[field]}
      disabled={disabled}
      onChange={(next) => onChange({ [field]: next })}
      below={
        mayBeEndless.includes(field) && !disabled ? (
          <button
            type="button"
            className={classes.change}
            aria-label={`Keep ${label.toLowerCase()} without end`}
            onClick={() => onChange({ [field]: null })}
          >
            Without end
          </button>
        ) : undefined
      }
    />
  );
}

function AgeFields(props: PolicyFieldsProps) {
  const { form, disabled, onChange } = props;
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>By age</legend>
      <SegmentedControl
        fullWidth
        aria-label="Automatic backups stay"
        disabled={disabled}
        data={retentionPresetDays.map((days) => ({ value: String(days), label: `${days} days` }))}
        value={String(form.automaticDays)}
        onChange={(days) => onChange({ automaticDays: Number(days) })}
      />
      {dayFields.map((field) => (
        <DaysRow key={field} field={field} {...props} />
      ))}
    </fieldset>
  );
}

function ZoneLine({ form, errors, disabled, here, onChange }: PolicyFieldsProps) {
  const [changing, setChanging] = useState(false);
  if (changing || errors.timeZone !== undefined)
    return (
      <TimeZoneSelect
        value={form.timeZone}
        here={here}
        error={errors.timeZone}
        disabled={disabled}
        onChange={(timeZone) => onChange({ timeZone })}
      />
    );
  return (
    <p className={classes.about}>
      The last one of each, {describeZone(form.timeZone)}{' '}
      {!disabled && (
        <button
          type="button"
          className={classes.change}
          aria-label="Change the time zone"
          onClick={() => setChanging(true)}
        >
          Change
        </button>
      )}
    </p>
  );
}

const calendarRows = [
  ['daily', 'Daily', 'days'],
  ['weekly', 'Weekly', 'weeks'],
  ['monthly', 'Monthly', 'months'],
  ['yearly', 'Yearly', 'years'],
] as const;

/** The rules of the policy, group by group. */
export function PolicyFields(props: PolicyFieldsProps) {
  const { form, errors, disabled, onChange } = props;
  const row = (
    field: 'newest' | 'daily' | 'weekly' | 'monthly' | 'yearly' | 'maxMegabytes' | 'pauseAtLossPercent',
  ) => ({
    value: form[field],
    error: errors[field],
    disabled,
    onChange: (value: number | string) => onChange({ [field]: value }),
  });
  return (
    <>
      <AgeFields {...props} />
      <fieldset className={classes.group}>
        <legend className={classes.legend}>By number</legend>
        <PolicyRow label="Newest" unit="backups" {...row('newest')} />
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>By calendar</legend>
        <ZoneLine {...props} />
        {calendarRows.map(([field, label, unit]) => (
          <PolicyRow key={field} label={label} unit={unit} {...row(field)} />
        ))}
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>Limits</legend>
        <PolicyRow label="At most" unit="MB" placeholder="no limit" {...row('maxMegabytes')} />
        <PolicyRow label="Pause if a table loses" unit="% of rows" {...row('pauseAtLossPercent')} />
      </fieldset>
    </>
  );
}

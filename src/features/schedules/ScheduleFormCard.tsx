import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { cleanupId, dailyBackupId, type Schedule, type ScheduledJob } from '../../core/schedule.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { Card } from '../../ui/Card.tsx';
import { BackupFields } from './BackupFields.tsx';
import { NextRuns } from './NextRuns.tsx';
import classes from './ScheduleFormCard.module.css';
import { formOf, newSchedule, type ScheduleForm, scheduleOf, validateSchedule } from './scheduleForm.ts';
import { TimeFields } from './TimeFields.tsx';

export interface ScheduleFormCardProps {
  /** The one to edit; null for a new one. */
  schedule: Schedule | null;
  settings: ProjectSettings;
  /** `schema.table` of the catalog; null where there is none. */
  known: readonly string[] | null;
  /** Why the project cannot read all tables at one moment; null when it can. */
  whyNoSnapshot: string | null;
  now: number;
  /** The viewer's zone. */
  here: string;
  saving: boolean;
  /** Told whenever there begins or ceases to be something to save. */
  onDirty: (dirty: boolean) => void;
  onSave: (schedule: Schedule) => void;
  onDelete: (schedule: Schedule) => void;
  onClose: () => void;
}

/** The schedules that every project has: they can be switched off, but not deleted. */
export function isBuiltIn({ id }: Schedule): boolean {
  return id === dailyBackupId || id === cleanupId;
}

const jobs: { value: ScheduledJob; label: string }[] = [
  { value: 'backup', label: 'A backup' },
  { value: 'cleanup', label: 'A cleanup, as Retention says' },
  { value: 'verification', label: 'A verification of all archives' },
];

/** The fields of one schedule, with a preview of when it would run. */
export function ScheduleFormCard(props: ScheduleFormCardProps) {
  const { schedule, settings, known, whyNoSnapshot, now, here, saving, onDirty, onSave, onDelete, onClose } = props;
  const base = schedule ?? newSchedule(here);
  const others = settings.schedules.filter(({ id }) => id !== base.id).map(({ name }) => name);
  const form = useForm<ScheduleForm>({
    initialValues: formOf(schedule, here),
    validate: (values) => validateSchedule(values, base, others),
    validateInputOnBlur: ['time', 'expression'],
  });
  const dirty = form.isDirty();
  const wrong = validateSchedule(form.values, base, others);
  const timed = ['time', 'days', 'monthDay', 'expression', 'timeZone'].every((field) => wrong[field] === undefined);

  useEffect(() => {
    onDirty(dirty);
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty, onDirty]);

  return (
    <Card title={schedule === null ? 'Add schedule' : `Edit “${schedule.name}”`}>
      <form
        noValidate
        className={classes.fields}
        onSubmit={form.onSubmit(
          (values) => onSave(scheduleOf(values, base)),
          (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
        )}
      >
        <TextInput label="Name" autoFocus autoComplete="off" {...form.getInputProps('name')} />
        {schedule === null && <Select label="Runs" allowDeselect={false} data={jobs} {...form.getInputProps('job')} />}
        <TimeFields form={form} here={here} />
        {form.values.job === 'backup' && (
          <BackupFields form={form} settings={settings} known={known} whyNoSnapshot={whyNoSnapshot} />
        )}
        {timed ? (
          <NextRuns schedule={scheduleOf(form.values, base)} now={now} here={here} />
        ) : (
          <p className={classes.quiet}>When it would run next is shown here as soon as the time can be read.</p>
        )}
        <div className={classes.actions}>
          {schedule !== null && !isBuiltIn(schedule) && (
            <Button className={classes.delete ?? ''} disabled={saving} onClick={() => onDelete(schedule)}>
              Delete…
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" disabled={!dirty && schedule !== null} loading={saving}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}

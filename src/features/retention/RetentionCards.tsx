import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import { planRetention } from '../../core/planRetention.ts';
import type { RetentionPolicy } from '../../core/retentionPolicy.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { Notice } from '../../ui/Notice.tsx';
import { useUnsavedChanges } from '../../ui/unsavedChanges.ts';
import { LaterCard } from './LaterCard.tsx';
import { PlanCard } from './PlanCard.tsx';
import { PolicyCard } from './PolicyCard.tsx';
import classes from './RetentionPage.module.css';
import { formOf, policyOf, type RetentionForm, sameForm, validateRetention } from './retentionForm.ts';

interface Props {
  settings: ProjectSettings;
  /** All of them, tombstones too. */
  records: readonly BackupRecord[];
  /** ms since the epoch. */
  now: number;
  narrow: boolean;
  mayChange: boolean;
  saving: boolean;
  /** Resolves with whether it was stored. */
  onSave: (policy: RetentionPolicy) => Promise<boolean>;
  backupHref(id: string): string;
}

/** The policy as it is typed, and beside it what it would do; while it cannot be read, what the saved one would do. */
export function RetentionCards({ settings, records, now, narrow, mayChange, saving, onSave, backupHref }: Props) {
  const stored = useMemo(() => formOf(settings.retention), [settings.retention]);
  const [form, setForm] = useState(stored);
  const [base, setBase] = useState(stored);
  const dirty = !sameForm(form, base);
  useUnsavedChanges(dirty);
  const change = useCallback((part: Partial<RetentionForm>) => setForm((before) => ({ ...before, ...part })), []);

  // Saved here or in another tab: what was not touched shows what is stored now, what was typed stays.
  useEffect(() => {
    if (sameForm(stored, base)) return;
    setBase(stored);
    setForm((typed) => (sameForm(typed, base) ? stored : typed));
  }, [stored, base]);

  const errors = validateRetention(form);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const slowForm = useDeferredValue(form);
  const policy = useMemo(() => policyOf(slowForm) ?? policyOf(base), [slowForm, base]);
  const plan = useMemo(() => (policy === null ? null : planRetention(records, policy, now)), [records, policy, now]);
  const schedules = useMemo(() => (settings.automatic ? settings.schedules : []), [settings]);
  const typed = policyOf(slowForm) !== null;
  const note = sameForm(slowForm, base) ? null : typed ? 'With the unsaved policy.' : 'With the saved policy.';

  return (
    <div className={classes.columns}>
      <PolicyCard
        form={form}
        errors={errors}
        disabled={!mayChange}
        here={here}
        dirty={dirty}
        saving={saving}
        onChange={change}
        onReset={() => setForm(base)}
        onSave={() => {
          const valid = policyOf(form);
          if (valid !== null) void onSave(valid); // never rejects
        }}
      />
      <div className={classes.right}>
        {plan !== null && policy !== null ? (
          <>
            <PlanCard plan={plan} narrow={narrow} note={note} now={now} backupHref={backupHref} />
            <LaterCard
              records={records}
              schedules={schedules}
              stopped={!settings.automatic}
              policy={policy}
              now={now}
            />
          </>
        ) : (
          <Notice kind="warning" title="This policy cannot be applied">
            Correct what is marked. Until then nothing is removed.
          </Notice>
        )}
      </div>
    </div>
  );
}

import { type RetentionPolicy, retentionPolicySchema } from '../../core/retentionPolicy.ts';

/** The fields that say how many days backups of a type stay. */
export const dayFields = ['automaticDays', 'preRestoreDays', 'manualDays', 'importedDays'] as const;
export type DayField = (typeof dayFields)[number];

/** A policy as the form holds it: what can be typed, valid or not. An empty field is an empty text; null is "without end". */
export type RetentionForm = Record<DayField, number | string | null> &
  Record<'newest' | 'daily' | 'weekly' | 'monthly' | 'yearly', number | string> &
  Record<'maxMegabytes' | 'pauseAtLossPercent', number | string> & { timeZone: string };

export type RetentionErrors = Partial<Record<keyof RetentionForm, string>>;

export function formOf(policy: RetentionPolicy): RetentionForm {
  return { ...policy, maxMegabytes: policy.maxMegabytes ?? '' };
}

/** What the form says, as a policy; null while something in it is wrong. An empty limit is no limit. */
export function policyOf(form: RetentionForm): RetentionPolicy | null {
  const limit = form.maxMegabytes === '' ? null : form.maxMegabytes;
  const parsed = retentionPolicySchema.safeParse({ ...form, maxMegabytes: limit });
  return parsed.success && isZone(parsed.data.timeZone) ? parsed.data : null;
}

const wholeDays = 'Choose a number of days from 1 to 36,500.';
const wholeCount = 'Choose a number from 0 to 10,000.';

const messages: Record<keyof RetentionForm, string> = {
  automaticDays: wholeDays,
  preRestoreDays: wholeDays,
  manualDays: wholeDays,
  importedDays: wholeDays,
  newest: wholeCount,
  daily: wholeCount,
  weekly: wholeCount,
  monthly: wholeCount,
  yearly: wholeCount,
  timeZone: 'This browser knows no such time zone.',
  maxMegabytes: 'Choose at least 1 MB, or leave it empty for no limit.',
  pauseAtLossPercent: 'Choose a number from 1 to 100.',
};

/** What is wrong, by field; empty when it can be saved. The ranges are those of `retentionPolicySchema`. */
export function validateRetention(form: RetentionForm): RetentionErrors {
  const limit = form.maxMegabytes === '' ? null : form.maxMegabytes;
  const { error } = retentionPolicySchema.safeParse({ ...form, maxMegabytes: limit });
  const errors: RetentionErrors = {};
  for (const { path } of error?.issues ?? []) {
    const field = path[0] as keyof RetentionForm;
    errors[field] = messages[field];
  }
  if (!isZone(form.timeZone)) errors.timeZone = messages.timeZone;
  return errors;
}

export function sameForm(a: RetentionForm, b: RetentionForm): boolean {
  return (Object.keys(messages) as (keyof RetentionForm)[]).every((field) => a[field] === b[field]);
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false; // Intl's answer to a name that it does not know
  }
}

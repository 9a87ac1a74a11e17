import type { AuditAction, TrailEntry } from '../../core/auditEntry.ts';
import { unknownValue } from '../../ui/formatNumber.ts';
import type { ResultTone } from '../../ui/ResultBadge.tsx';

/** What was done, in the past tense. */
interface ActWords {
  /** Whatever became of it, as the filter lists it. */
  any: string;
  /** By result, where it reads otherwise. */
  by?: Readonly<Record<string, string>>;
}

const words: Record<AuditAction, ActWords> = {
  'sign-in': { any: 'Signed in', by: { refused: 'Sign-in refused' } },
  'sign-out': { any: 'Signed out' },
  'backup-started': { any: 'Backup started' },
  'backup-ended': {
    any: 'Backup ended',
    by: {
      completed: 'Backup completed',
      unproven: 'Backup stored, coverage unknown',
      partial: 'Backup partial',
      failed: 'Backup failed',
      cancelled: 'Backup cancelled',
      interrupted: 'Backup interrupted',
    },
  },
  download: { any: 'Backup downloaded' },
  verification: {
    any: 'Backup verified',
    by: {
      corrupt: 'Backup found corrupt',
      missing: 'Backup file not found',
      failed: 'Verification failed',
      cancelled: 'Verification cancelled',
    },
  },
  import: {
    any: 'Archive added',
    by: { refused: 'Archive refused', restored: 'File of a backup put back' },
  },
  export: { any: 'Exported' },
  deletion: { any: 'Backup deleted' },
  cleanup: {
    any: 'Cleanup finished',
    by: { paused: 'Cleanup paused', cancelled: 'Cleanup cancelled', failed: 'Cleanup failed' },
  },
  pin: { any: 'Backup pinned' },
  unpin: { any: 'Backup unpinned' },
  accepted: { any: 'Cleanup let go on' },
  'settings-changed': { any: 'Setting changed' },
  'leftovers-cleared': { any: 'Interrupted run cleared' },
  restore: { any: 'Restore' },
  'trail-restarted': { any: 'Trail begun anew' },
  unreadable: { any: 'Entry cannot be read' },
};

/** An act that a newer version wrote has no words here. */
const wordsOf = (action: string): ActWords => (words as Partial<Record<string, ActWords>>)[action] ?? { any: action };

/** What was done and what became of it: "Backup completed", "Sign-in refused". */
export function describeAct({ action, result, backupId }: Pick<TrailEntry, 'action' | 'result' | 'backupId'>): string {
  if (action === 'cleanup' && backupId !== null) return 'Backup removed by cleanup';
  const { any, by } = wordsOf(action);
  return by?.[result] ?? any;
}

/** All acts, by their words in the alphabet, as the filter lists them. */
export const actChoices: readonly { value: AuditAction; label: string }[] = Object.entries(words)
  .map(([value, { any }]) => ({ value: value as AuditAction, label: any }))
  .toSorted((a, b) => a.label.localeCompare(b.label));

/** Who did it, as the list says it: an email, "Schedule", or null when nobody was signed in. */
export function describeActor({ who, by }: Pick<TrailEntry, 'who' | 'by'>): string | null {
  return by === 'schedule' ? 'Schedule' : (who?.email ?? null);
}

const tones: Readonly<Record<string, ResultTone>> = {
  done: 'good',
  completed: 'good',
  verified: 'good',
  imported: 'good',
  restored: 'good',
  'in progress': 'running',
  unproven: 'doubtful',
  partial: 'doubtful',
  paused: 'doubtful',
  failed: 'bad',
  refused: 'bad',
  corrupt: 'bad',
  missing: 'bad',
  cancelled: 'ended',
  interrupted: 'ended',
};

/** Backups whose end is in the trail too: what says that they began is no longer in progress. */
export function endedBackups(entries: readonly TrailEntry[]): ReadonlySet<string> {
  const ended = entries.filter(({ action }) => action === 'backup-ended' || action === 'leftovers-cleared');
  return new Set(ended.flatMap(({ backupId }) => backupId ?? []));
}

/** What became of an act, as it is known by now: a start that has its end was done. */
export function resultOf({ action, backupId, result }: TrailEntry, ended: ReadonlySet<string>): string {
  return action === 'backup-started' && backupId !== null && ended.has(backupId) ? 'done' : result;
}

/** Results that this version does not know are told neither as good nor as bad. */
export function toneOf(result: string): ResultTone {
  return tones[result] ?? 'ended';
}

/** "Done", "In progress", "Failed". */
export function describeResult(result: string): string {
  if (toneOf(result) === 'good') return 'Done';
  return result === '' ? unknownValue : `${result.charAt(0).toUpperCase()}${result.slice(1)}`;
}

/** The tones as the filter lists them. */
export const toneChoices: readonly { value: ResultTone; label: string }[] = [
  { value: 'good', label: 'Done' },
  { value: 'running', label: 'In progress' },
  { value: 'doubtful', label: 'Partial or paused' },
  { value: 'bad', label: 'Failed or refused' },
  { value: 'ended', label: 'Cancelled' },
];

import { shortId } from '../../core/backup.ts';
import type { TrailCheck } from '../../ports/AuditLog.ts';
import type { TrailSyncState } from '../../tasks/trailSync.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';

/** What a check found, in a sentence: "Unbroken. Each of the 1,284 entries holds the digest of the one before." */
export function describeCheck({ entries, chains, faults }: TrailCheck): string {
  if (faults.length > 0)
    return `Broken in ${formatPlural(faults.length, 'place')} of ${formatPlural(entries, 'entry', 'entries')}.`;
  if (entries === 0) return 'No entries yet.';
  if (entries === 1) return 'Unbroken. There is 1 entry.';
  const browsers = chains > 1 ? `, of ${formatPlural(chains, 'browser')},` : '';
  return `Unbroken. Each of the ${formatCount(entries)} entries${browsers} holds the digest of the one before.`;
}

/** Whose chain a fault is in, before what it says; nothing where there is but one. */
export function describeFault({ chain, own, message }: TrailCheck['faults'][number], chains: number): string {
  if (chains < 2) return message;
  return `${own ? 'This browser' : `Another browser (${shortId(chain)})`}: ${message}`;
}

/** Where the trail is kept, and what of it the project lacks. */
export interface SharingWords {
  tone: 'good' | 'waiting' | 'alone';
  text: string;
  /** Why not more can be said, or what failed. */
  more: string | null;
  /** The helper could do something about it. */
  helper: 'install' | 'update' | null;
}

const waiting = (count: number) => `${formatPlural(count, 'entry waits', 'entries wait')} to be sent`;

/** Null while it is not known. */
export function describeSharing({ where, pending, error }: TrailSyncState): SharingWords | null {
  const more = error === null ? null : [error.message, error.hint].filter(Boolean).join(' ');
  switch (where) {
    case 'shared':
      if (error !== null)
        return {
          tone: 'waiting',
          text: pending > 0 ? waiting(pending) : 'The project could not be asked',
          more,
          helper: null,
        };
      if (pending > 0) return { tone: 'waiting', text: waiting(pending), more, helper: null };
      return { tone: 'good', text: 'Shared with the project', more, helper: null };
    case 'no-helper':
      return { tone: 'alone', text: 'Kept in this browser only: the helper is not installed', more, helper: 'install' };
    case 'older-helper':
      return { tone: 'alone', text: 'Kept in this browser only: the helper is older', more, helper: 'update' };
    case 'unknown':
      return pending > 0 && error !== null ? { tone: 'waiting', text: waiting(pending), more, helper: null } : null;
  }
}

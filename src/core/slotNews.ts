import { lateAfterMs, latenessMs, type SlotRecord } from './slot.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How late something began, in whole units: "12 min", "5 h", "3 days". */
export function describeLateness(lateMs: number): string {
  if (lateMs < minuteMs) return 'under a minute';
  if (lateMs < hourMs) return `${Math.floor(lateMs / minuteMs)} min`;
  return lateMs < 2 * dayMs ? `${Math.floor(lateMs / hourMs)} h` : `${Math.floor(lateMs / dayMs)} days`;
}

/** Whether a slot began so late that people are told; null of it when it did not. In ms. */
export function tellableLateness(slot: Pick<SlotRecord, 'dueAt' | 'startedAt'>): number | null {
  const lateMs = latenessMs(slot);
  return lateMs !== null && lateMs > lateAfterMs ? lateMs : null;
}

/** A slot that failed for good or found damage, which nobody has marked as seen. */
export function isUnseenFailure({ state, result, seenAt }: SlotRecord): boolean {
  return state === 'ended' && (result === 'failed' || result === 'damaged') && seenAt === null;
}

/** What such a slot did, behind its name: "failed", "found damaged archives". */
export function sayFailed({ result }: Pick<SlotRecord, 'result'>): string {
  return result === 'damaged' ? 'found damaged archives' : 'failed';
}

/** What the end of a slot means to a person who looks elsewhere. */
export interface SlotNews {
  kind: 'failure' | 'late' | 'success';
  title: string;
  body: string;
}

function describeSuccess({ job, result, removed, message }: SlotRecord): string {
  if (job === 'verification') return message ?? 'Every archive is as it was written.';
  if (job === 'cleanup') {
    if ((removed ?? 0) === 0) return 'Nothing had to be removed.';
    return removed === 1 ? '1 backup was removed.' : `${removed} backups were removed.`;
  }
  return result === 'unproven' ? 'It is stored. Whether it is complete is unknown.' : 'The backup is complete.';
}

/**
 * What to tell of a slot that ended; null of one that has not, of one that a person cancelled, and of one that no tab was there to run.
 * What failed is told as such however late it was.
 */
export function newsOf(slot: SlotRecord): SlotNews | null {
  const { state, result, name, message } = slot;
  if (state !== 'ended' || result === null || result === 'cancelled' || result === 'missed') return null;
  if (result === 'failed' || result === 'damaged')
    return { kind: 'failure', title: `${name} ${sayFailed(slot)}`, body: message ?? 'The reason was not recorded.' };
  if (result === 'partial')
    return {
      kind: 'failure',
      title: `${name} is not complete`,
      body: message ?? 'Some rows or tables are missing in it. Open it to see which.',
    };
  if (result === 'paused')
    return { kind: 'failure', title: `${name} is paused`, body: message ?? 'Nothing was removed, for safety.' };
  const body = describeSuccess(slot);
  const lateMs = tellableLateness(slot);
  if (lateMs === null) return { kind: 'success', title: `${name} completed`, body };
  return { kind: 'late', title: `${name} ran ${describeLateness(lateMs)} late`, body };
}

import type { BackupRecord } from './backup.ts';

/** The bytes of all stored archives from this instant (ms since the epoch) on. */
interface SizePoint {
  at: number;
  bytes: number;
}

const dayMs = 86_400_000;
/** Days over which growth is measured: a month, so that a weekly cleanup weighs as much as it should. */
const growthDays = 30;
/** Least days that say something about growth. */
const leastDays = 2;

/** How the archives came and went, oldest first. Those that the browser has lost are left out, since nobody knows until when they were there. */
function findChanges(records: readonly BackupRecord[]): SizePoint[] {
  const changes: SizePoint[] = [];
  for (const { archive, createdAt, finishedAt, imported, removed } of records) {
    if (archive === null || (archive.bytes === 'missing' && removed === null)) continue;
    const from = Date.parse(imported?.at ?? finishedAt ?? createdAt);
    const until = removed === null ? Number.POSITIVE_INFINITY : Date.parse(removed.at);
    if (Number.isNaN(from) || until <= from) continue;
    changes.push({ at: from, bytes: archive.sizeBytes });
    if (removed !== null) changes.push({ at: until, bytes: -archive.sizeBytes });
  }
  return changes.sort((a, b) => a.at - b.at);
}

/**
 * The stored size as a step function: a point at `from`, and one at every change until `until` (ms since the epoch).
 * @param records tombstones included, for what was stored before they were removed.
 */
export function storedSizeSeries(records: readonly BackupRecord[], from: number, until: number): SizePoint[] {
  const series: SizePoint[] = [{ at: from, bytes: 0 }];
  let bytes = 0;
  for (const change of findChanges(records)) {
    if (change.at > until) break;
    bytes += change.bytes;
    const last = series.at(-1);
    const at = Math.max(from, change.at);
    if (last !== undefined && last.at === at) last.bytes = bytes;
    else series.push({ at, bytes });
  }
  return series.filter((point, index) => index === 0 || point.bytes !== series[index - 1]?.bytes);
}

/**
 * How much the stored size grows in a day, in bytes, over the last 30 days or since the first backup; negative when it shrinks.
 * Null when the first backup is less than two days old.
 * @param records tombstones included; `now` in ms since the epoch.
 */
export function growthBytesPerDay(records: readonly BackupRecord[], now: number): number | null {
  const [first] = findChanges(records);
  if (first === undefined) return null;
  const from = Math.max(first.at, now - growthDays * dayMs);
  const days = (now - from) / dayMs;
  if (days < leastDays) return null;
  const series = storedSizeSeries(records, from, now);
  return ((series.at(-1)?.bytes ?? 0) - (series[0]?.bytes ?? 0)) / days;
}

/** Days until the free bytes are used up; null when that is unknown or the stored size does not grow. */
export function daysUntilFull(freeBytes: number | null, growth: number | null): number | null {
  if (freeBytes === null || growth === null || growth <= 0) return null;
  return Math.max(0, freeBytes) / growth;
}

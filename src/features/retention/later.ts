import type { BackupType } from '../../core/backup.ts';
import type { SimulatedBackup } from '../../core/simulateRetention.ts';

export const simulatedDays = 90;
const dayMs = 24 * 3_600_000;

/** Of the past, so much is drawn: more would leave the coming days too narrow to move in. */
const drawnPastMs = 160 * dayMs;
const types: readonly BackupType[] = ['automatic', 'manual', 'pre-restore', 'imported'];

/** What would be there on one day. Instants in ms since the epoch, sizes in bytes. */
export interface LeftThen {
  count: number;
  bytes: number;
  oldestAt: number | null;
}

export const existsAt = (backup: SimulatedBackup, at: number) =>
  backup.createdAt <= at && (backup.removedAt === null || backup.removedAt > at);

export function leftAt(backups: readonly SimulatedBackup[], at: number): LeftThen {
  const left = { count: 0, bytes: 0, oldestAt: null as number | null };
  for (const backup of backups) {
    if (!existsAt(backup, at)) continue;
    left.count += 1;
    left.bytes += backup.sizeBytes;
    left.oldestAt = Math.min(left.oldestAt ?? backup.createdAt, backup.createdAt);
  }
  return left;
}

/** The span that the strip shows, in ms since the epoch. */
export interface Axis {
  from: number;
  now: number;
  until: number;
}

/** From a little before the oldest backup, but not too long ago, until the last simulated day. Oldest first. */
export function axisOf(backups: readonly SimulatedBackup[], now: number): Axis {
  const oldest = backups.find(({ createdAt }) => !Number.isNaN(createdAt))?.createdAt ?? now;
  const from = Math.max(Math.min(oldest, now - 14 * dayMs) - 4 * dayMs, now - drawnPastMs);
  return { from, now, until: now + simulatedDays * dayMs };
}

/** One line of the strip: what is left of a type on the chosen day, and what was removed until then, as places from 0 to 1,000. */
export interface Lane {
  type: BackupType;
  left: number[];
  removed: number[];
}

/**
 * Where the marks stand. Those that fall on the same place are one mark, so that a long history stays quick to draw;
 * where one of them is left, the place says so. Backups from before the axis are not drawn.
 */
export function lanesAt(backups: readonly SimulatedBackup[], axis: Axis, at: number): Lane[] {
  const present = new Set(backups.map(({ type }) => type));
  const lanes = types.filter((type, index) => index < 3 || present.has(type));
  const places = new Map(lanes.map((type) => [type, new Map<number, boolean>()]));
  for (const backup of backups) {
    if (!(backup.createdAt >= axis.from && backup.createdAt <= at)) continue;
    const place = Math.round(((backup.createdAt - axis.from) / (axis.until - axis.from)) * 1000);
    const lane = places.get(backup.type);
    lane?.set(place, existsAt(backup, at) || lane.get(place) === true);
  }
  return lanes.map((type) => {
    const marks = [...(places.get(type) ?? [])];
    const chosen = (isLeft: boolean) => marks.filter(([, left]) => left === isLeft).map(([place]) => place);
    return { type, left: chosen(true), removed: chosen(false) };
  });
}

/** The firsts of the months on the axis, in the browser's zone, ms since the epoch. */
export function monthsOn({ from, until }: Axis): number[] {
  const first = new Date(from);
  const months: number[] = [];
  for (let month = 1; ; month += 1) {
    const at = new Date(first.getFullYear(), first.getMonth() + month, 1).getTime();
    if (at >= until) return months;
    months.push(at);
  }
}

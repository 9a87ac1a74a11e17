import type { BackupRecord } from '../../core/backup.ts';
import { isOfProject } from '../../core/sameProject.ts';
import { wallTime } from '../../ui/formatTime.ts';

/** The project as it is now, in place of a backup's id on the side "After". */
export const live = 'live';

/** What is compared: the id of an earlier backup, and that of a later one or `live`. */
export interface ComparePair {
  before: string;
  after: string;
}

/**
 * What is compared: what was chosen, as far as it is there; else the newest backup with the one before it, or a single one with the
 * project as it is now.
 * @param records newest first; of those with a file. Damaged ones are never chosen by themselves, nor those of another project: only one of
 *   its own kind is set beside such a one.
 * @param projectUrl of the project that is connected.
 * @returns null when there is nothing to compare.
 */
export function choosePair(
  records: readonly BackupRecord[],
  chosen: { before?: string | undefined; after?: string | undefined },
  projectUrl: string,
): ComparePair | null {
  const find = (id: string | undefined) => records.find((record) => record.id === id);
  const [before, after] = [find(chosen.before), find(chosen.after)];
  const wanted = (before ?? after)?.projectUrl ?? projectUrl;
  const ofProject = records.filter((record) => isOfProject(record, wanted));
  const peers = ofProject.length > 0 ? ofProject : records;
  const sound = peers.filter(({ archive }) => archive?.bytes === 'present');
  const usable = sound.length > 0 ? sound : peers;
  const [newest, second] = usable;
  if (newest === undefined) return null;
  if (before !== undefined) {
    const later = records.indexOf(newest) < records.indexOf(before) ? newest.id : live;
    return { before: before.id, after: chosen.after === live ? live : (after?.id ?? later) };
  }
  if (chosen.after === live) return { before: newest.id, after: live };
  if (after === undefined)
    return second === undefined ? { before: newest.id, after: live } : { before: second.id, after: newest.id };
  const earlier = usable.find((record) => records.indexOf(record) > records.indexOf(after));
  return earlier === undefined ? { before: after.id, after: live } : { before: earlier.id, after: after.id };
}

/** The pair with another backup as "Before". Where "After" is not later than it any more, the project as it is now takes its place. */
export function withBefore(records: readonly BackupRecord[], { after }: ComparePair, before: string): ComparePair {
  return isBackwards(records, { before, after }) || before === after ? { before, after: live } : { before, after };
}

/** Whether "Before" was made after "After", so that what came since looks removed. */
export function isBackwards(records: readonly BackupRecord[], { before, after }: ComparePair): boolean {
  const place = (id: string) => records.findIndex((record) => record.id === id); // newest first
  return after !== live && place(before) >= 0 && place(before) < place(after);
}

const dayMs = 86_400_000;
/** A night reaches from this hour of the evening to that of the morning. */
const night = { from: 18, until: 6 };

/** Backups that people ask for by name: the newest of last night, and the newest that is a week old. `now` in ms. */
export function findPresets(records: readonly BackupRecord[], now: number): { label: string; record: BackupRecord }[] {
  const [today, yesterday] = [wallTime(now, undefined)?.date, wallTime(now - dayMs, undefined)?.date];
  const ofLastNight = ({ createdAt }: BackupRecord) => {
    const then = wallTime(Date.parse(createdAt), undefined);
    if (then === null) return false;
    const hour = Number(then.time.slice(0, 2));
    return (then.date === today && hour < night.until) || (then.date === yesterday && hour >= night.from);
  };
  const wanted = [
    { label: 'Last night', record: records.find(ofLastNight) },
    { label: 'A week ago', record: records.find(({ createdAt }) => Date.parse(createdAt) <= now - 7 * dayMs) },
  ];
  return wanted.flatMap(({ label, record }) => (record === undefined ? [] : [{ label, record }]));
}

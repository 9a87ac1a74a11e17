import type { BackupRecord, BackupType } from '../../core/backup.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { storedBytes } from '../../ui/formatStatus.ts';
import { formatAge } from '../../ui/formatTime.ts';

/** Figures of the four cards. A backup is a run that made an archive, whether or not its file is still there. */
export interface Summary {
  total: { count: number; below: string };
  manual: { count: number; below: string };
  automatic: { count: number; below: string };
  size: { bytes: number; below: string };
}

function latestOf(backups: readonly BackupRecord[], now: number): string {
  const latest = backups[0];
  return latest === undefined ? 'None yet' : `Latest ${formatAge(latest.createdAt, now)}`;
}

function othersOf(backups: readonly BackupRecord[]): string {
  const count = (matches: (record: BackupRecord) => boolean) => backups.filter(matches).length;
  const others = [
    [count((record) => record.type === 'pre-restore'), 'pre-restore'],
    [count((record) => record.type === 'imported'), 'imported'],
    [count((record) => record.archive?.bytes === 'missing'), 'missing'],
    [count((record) => record.archive?.bytes === 'corrupt'), 'corrupt'],
  ] as const;
  const told = others.filter(([number]) => number > 0).map(([number, words]) => `${formatCount(number)} ${words}`);
  if (told.length > 0) return told.join(', ');
  return backups.length === 0 ? 'None yet' : 'All files are here';
}

/** Sums up the history. `records` newest first; `now` in ms. */
export function summarize(records: readonly BackupRecord[], now: number): Summary {
  const backups = records.filter((record) => record.archive !== null);
  const ofType = (type: BackupType) => backups.filter((record) => record.type === type);
  const stored = backups.filter((record) => record.archive?.bytes === 'present');
  const latest = stored.find(({ imported }) => imported === null);
  return {
    total: { count: backups.length, below: othersOf(backups) },
    manual: { count: ofType('manual').length, below: latestOf(ofType('manual'), now) },
    automatic: { count: ofType('automatic').length, below: latestOf(ofType('automatic'), now) },
    size: {
      bytes: storedBytes(backups),
      below:
        latest === undefined
          ? stored.length === 0
            ? 'Nothing is stored'
            : 'Only imported backups'
          : `${formatBytes(latest.archive?.sizeBytes ?? null)} in the latest backup`,
    },
  };
}

import type { BackupRecord } from '../../core/backup.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatList, formatPlural } from '../../ui/formatNumber.ts';
import { storedBytes } from '../../ui/formatStatus.ts';

/** The state line of the page: "41 backups and 3 failed runs in this browser, 1.04 GB". Runs that are on are not counted. */
export function summarizeHistory(records: readonly BackupRecord[]): string {
  const ended = records.filter((record) => record.status !== 'in progress');
  if (ended.length === 0) return 'No backup yet';
  const backups = ended.filter((record) => record.archive !== null).length;
  const count = (status: BackupRecord['status']) =>
    ended.filter((record) => record.archive === null && record.status === status).length;
  const runs = (
    [
      [count('failed'), 'failed run'],
      [count('interrupted'), 'interrupted run'],
      [count('cancelled'), 'cancelled run'],
    ] as const
  )
    .filter(([number]) => number > 0)
    .map(([number, words]) => formatPlural(number, words));
  return `${formatList([formatPlural(backups, 'backup'), ...runs])} in this browser, ${formatBytes(storedBytes(ended))}`;
}

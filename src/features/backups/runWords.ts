import type { BackupProgress, TableProgress } from '../../core/backupProgress.ts';
import { formatCount, formatPercent, formatPlural } from '../../ui/formatNumber.ts';
import { typeWords } from '../../ui/formatStatus.ts';

/** What a run is doing, as a title and a line below it. */
export function describePhase(progress: BackupProgress): { title: string; line: string } {
  const creating = `Creating ${/^[aeiou]/i.test(progress.type) ? 'an' : 'a'} ${typeWords[progress.type].toLowerCase()} backup`;
  switch (progress.phase) {
    case 'waiting':
      return {
        title: 'Waiting for another job',
        line: 'Another backup or a cleanup is running. This one starts after it.',
      };
    case 'preparing':
      return { title: creating, line: 'Looking up the tables' };
    case 'snapshot':
      return { title: creating, line: 'The project reads all tables at one moment' };
    case 'reading':
      return { title: creating, line: progress.reason === '' ? 'Reading the tables' : progress.reason };
    case 'sign-in':
      return {
        title: 'The backup waits for sign-in',
        line: `It stands at ${formatPercent(progress.fraction)}. Nothing is lost.`,
      };
    case 'writing':
      return { title: creating, line: 'Writing the archive' };
    case 'verifying':
      return { title: creating, line: 'Verifying: the stored file is read back and every digest checked' };
  }
}

/** "54,041 of 101,970", with "about" before what is only estimated. */
export function formatRowsRead(progress: BackupProgress): string {
  const { rows, expectedRows, estimated } = progress;
  if (expectedRows === null) return formatCount(rows);
  return `${formatCount(rows)} of ${estimated ? 'about ' : ''}${formatCount(expectedRows)}`;
}

/** What a progress bar says aloud: "53%, 54,041 of 101,970 rows". */
export function progressText(progress: BackupProgress): string {
  return `${formatPercent(progress.fraction)}, ${formatRowsRead(progress)} rows`;
}

const done = new Set<TableProgress['state']>(['exported', 'excluded']);

/** Tables worth a line when there is little room: those being read and those in trouble, in their order. */
export function activeTables(tables: readonly TableProgress[]): TableProgress[] {
  return tables.filter((table) => table.state !== 'waiting' && !done.has(table.state));
}

/** "5 done, 1 waiting", about the tables that have no line. */
export function describeQuietTables(tables: readonly TableProgress[]): string {
  const finished = tables.filter((table) => done.has(table.state)).length;
  const waiting = tables.filter((table) => table.state === 'waiting').length;
  return `${formatCount(finished)} done, ${formatCount(waiting)} waiting`;
}

/** What is said aloud as a run goes on: its start, every quarter, and when it waits. Equal texts are one message. */
export function announceProgress(progress: BackupProgress): string {
  if (progress.phase === 'sign-in' || progress.phase === 'waiting') {
    const { title, line } = describePhase(progress);
    return `${title}. ${line}`;
  }
  const retrying = progress.tables.filter((table) => table.state === 'retrying').length;
  const quarter = Math.floor(progress.fraction * 4) * 25;
  const told = quarter === 0 ? 'Backup started.' : `${quarter}% of the backup is done.`;
  return retrying === 0 ? told : `${told} ${formatPlural(retrying, 'table')} tried again.`;
}

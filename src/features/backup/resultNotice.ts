import type { BackupRecord } from '../../core/backup.ts';
import { formatFailure, formatProblems, unprovenSentence } from '../../ui/formatProblems.ts';
import { formatRemoval } from '../../ui/formatStatus.ts';

export interface ResultNotice {
  kind: 'warning' | 'error' | 'info' | 'quiet';
  title: string;
  message: string;
}

function aboutFile({ archive, removed }: BackupRecord, now: number): ResultNotice | null {
  if (removed !== null) {
    return {
      kind: 'quiet',
      title: `Removed on ${formatRemoval(removed, now)}`,
      message: 'Its file is gone. What it held is listed below; it cannot be downloaded or restored.',
    };
  }
  if (archive?.bytes === 'missing') {
    return {
      kind: 'error',
      title: 'The file is missing',
      message: 'It is no longer in this browser, so it cannot be downloaded. The browser may have cleared its storage.',
    };
  }
  return null;
}

function aboutStatus(record: BackupRecord): ResultNotice | null {
  switch (record.status) {
    case 'completed':
      return null;
    case 'in progress':
      return { kind: 'info', title: 'This backup is running', message: 'Figures follow as tables are read.' };
    case 'partial':
      return {
        kind: 'warning',
        title: 'This backup is not complete',
        message: formatProblems(record) ?? record.error?.message ?? 'What is missing was not recorded.',
      };
    case 'unproven':
      return {
        kind: 'warning',
        title: 'Nobody can know whether this backup is complete',
        message: `${unprovenSentence} Install it in the project, then back up again.`,
      };
    case 'failed':
      return { kind: 'error', title: 'The backup failed', message: formatFailure(record) };
    case 'interrupted':
      return { kind: 'error', title: 'The backup was interrupted', message: formatFailure(record) };
    case 'cancelled':
      return {
        kind: 'quiet',
        title: 'This run was cancelled',
        message: 'Nothing was stored. Older backups are untouched.',
      };
  }
}

/**
 * What a person must know of a backup before relying on it: trouble with its file first, then with what was read. A corrupt file has a notice
 * of its own, FaultsNotice. `now` in ms.
 */
export function resultNotices(record: BackupRecord, now: number): ResultNotice[] {
  return [aboutFile(record, now), aboutStatus(record)].filter((notice) => notice !== null);
}

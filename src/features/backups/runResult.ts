import type { BackupRecord } from '../../core/backup.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatDuration } from '../../ui/formatDuration.ts';
import { formatContent, formatFailure, formatProblems, unprovenSentence } from '../../ui/formatProblems.ts';
import { durationMs } from '../../ui/formatStatus.ts';

/** How a run ended, in words. Everything but `success` and `info` stays on screen until it is closed. */
export interface RunResult {
  tone: 'success' | 'warning' | 'error' | 'info';
  title: string;
  message: string;
}

/** What to tell the person when a run has ended. */
export function describeResult(record: BackupRecord): RunResult {
  const content = `${formatContent(record)}, ${formatBytes(record.archive?.sizeBytes ?? null)} in ${formatDuration(durationMs(record))}`;
  switch (record.status) {
    case 'completed': {
      const verified = record.archive?.verifiedAt != null;
      return { tone: 'success', title: `Backup completed${verified ? ' and verified' : ''}`, message: content };
    }
    case 'unproven':
      return {
        tone: 'warning',
        title: 'Backup stored, coverage unknown',
        message: `${content}. ${unprovenSentence}`,
      };
    case 'partial':
      return {
        tone: 'warning',
        title: 'Backup stored, but it is not complete',
        message: formatProblems(record) ?? content,
      };
    case 'cancelled':
      return { tone: 'info', title: 'Backup cancelled', message: 'Nothing was stored. Older backups are untouched.' };
    case 'interrupted':
      return {
        tone: 'error',
        title: 'The backup was interrupted',
        message: formatFailure(record),
      };
    case 'failed':
    case 'in progress': // a run never ends so; said as it is
      return {
        tone: 'error',
        title: 'The backup failed',
        message: formatFailure(record),
      };
  }
}

import type { BackupRecord } from '../../core/backup.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { formatFailure, formatProblems, unprovenSentence } from '../../ui/formatProblems.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { formatAge, formatNearMoment } from '../../ui/formatTime.ts';

/** How the last run went, in words. */
export interface LastBackup {
  tone: 'green' | 'yellow' | 'red' | 'gray';
  title: string;
  /** "Automatic, today 02:00, 12 h ago. Read back and checked against 34 digests." */
  line: string;
}

function verdict(record: BackupRecord): Pick<LastBackup, 'tone' | 'title'> & { more: string } {
  const verified = record.archive?.verifiedAt != null;
  const checked = verified
    ? `Read back and checked against ${formatPlural(record.archive?.partsVerified ?? 0, 'digest')}.`
    : 'It was not read back yet.';
  if (record.archive !== null && record.archive.bytes !== 'present') {
    const missing = record.archive.bytes === 'missing';
    return {
      tone: 'red',
      title: `The file of the last backup is ${record.archive.bytes}`,
      more: missing ? 'It is no longer in this browser.' : 'It no longer matches its digests.',
    };
  }
  switch (record.status) {
    case 'completed':
      return { tone: 'green', title: `The last backup is complete${verified ? ' and verified' : ''}`, more: checked };
    case 'unproven':
      return { tone: 'yellow', title: 'Whether the last backup is complete is unknown', more: unprovenSentence };
    case 'partial':
      return { tone: 'yellow', title: 'The last backup is not complete', more: formatProblems(record) ?? '' };
    case 'cancelled':
      return { tone: 'gray', title: 'The last backup was cancelled', more: 'Nothing was stored.' };
    case 'interrupted':
      return { tone: 'red', title: 'The last backup was interrupted', more: formatFailure(record) };
    case 'failed':
    case 'in progress': // never asked: only ended runs are described
      return { tone: 'red', title: 'The last backup failed', more: formatFailure(record) };
  }
}

/** Describes an ended run. `now` in ms. */
export function describeLast(record: BackupRecord, now: number): LastBackup {
  const { tone, title, more } = verdict(record);
  const when = `${formatNearMoment(record.createdAt, now)}, ${formatAge(record.createdAt, now)}`;
  return { tone, title, line: `${typeWords[record.type]}, ${when}. ${more}`.trim() };
}

import type { BackupProgress } from '../../core/backupProgress.ts';
import type { CompareProgress } from '../../tasks/compareBackups.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatCount, formatPercent } from '../../ui/formatNumber.ts';

/** How far a comparison is, in words. */
export interface ProgressWords {
  title: string;
  line: string;
  /** 0 to 1. */
  fraction: number;
  /** What the progress bar says aloud: "53%, 12.3 MB of 23.1 MB". */
  text: string;
  /** It stands until the person has signed in. */
  waits: boolean;
}

/** Of a comparison with the project its reading takes the most. */
const readingShare = 0.7;

function formatRows({ rows, expectedRows, estimated }: BackupProgress): string {
  return expectedRows === null
    ? formatCount(rows)
    : `${formatCount(rows)} of ${estimated ? 'about ' : ''}${formatCount(expectedRows)}`;
}

/** Null: it has not reported yet. */
export function describeProgress(progress: CompareProgress | null): ProgressWords {
  if (progress === null)
    return { title: 'Comparing', line: 'Opening the two sides', fraction: 0, text: formatPercent(0), waits: false };
  const { phase, live, bytesDone, bytes, tables, tablesTotal } = progress;
  if (phase === 'reading') {
    const fraction = (live?.fraction ?? 0) * readingShare;
    const waits = live?.phase === 'sign-in';
    const rows = live === null ? 'Looking up the tables' : `${formatRows(live)} rows read`;
    return {
      title: waits ? 'The comparison waits for sign-in' : 'Reading the project',
      line: waits ? 'Sign in again to go on. Nothing is lost.' : rows,
      fraction,
      text: `${formatPercent(fraction)}, ${rows}`,
      waits,
    };
  }
  const share = bytes === 0 ? 0 : Math.min(1, bytesDone / bytes);
  const fraction = live === null ? share : readingShare + share * (1 - readingShare);
  const of = `${formatBytes(bytesDone)} of ${formatBytes(bytes)}`;
  return {
    title: 'Comparing',
    line: `${formatCount(tables.length)} of ${formatCount(tablesTotal)} tables, ${of}`,
    fraction,
    text: `${formatPercent(fraction)}, ${of}`,
    waits: false,
  };
}

/** What is said aloud as it goes on: the start, every quarter, and when it waits. Equal texts are one message. */
export function announceProgress({ fraction, title, line, waits }: ProgressWords): string {
  if (waits) return `${title}. ${line}`;
  const quarter = Math.floor(fraction * 4) * 25;
  return quarter === 0 ? 'Comparison started.' : `${quarter}% is compared.`;
}

import type { BackupRecord } from '../../core/backup.ts';
import type { StorageEstimate } from '../../ports/Host.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatPercent, formatPlural } from '../../ui/formatNumber.ts';
import { formatProblems } from '../../ui/formatProblems.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { formatMoment } from '../../ui/formatTime.ts';

/** Something that the person should look at, and the one way to do so. */
export interface AttentionItem {
  id: string;
  kind: 'error' | 'warning';
  topic: 'run' | 'file' | 'storage' | 'helper';
  title: string;
  message: string;
  action:
    | { kind: 'backup'; id: string; label: string }
    | { kind: 'backups'; label: string }
    | { kind: 'keep'; label: string };
}

interface Ground {
  /** Newest first. */
  records: readonly BackupRecord[];
  storage: StorageEstimate | null;
  /** The project answered that it has no helper. */
  noHelper: boolean;
  /** ms since the epoch. */
  now: number;
}

const day = (record: BackupRecord, now: number) => formatMoment(record.createdAt, now).replace(/,? \d\d:\d\d$/, '');

function lastRun(records: readonly BackupRecord[], now: number): AttentionItem[] {
  const last = records.find((record) => record.status !== 'in progress' && record.status !== 'cancelled');
  if (last === undefined) return [];
  const title = `The ${typeWords[last.type].toLowerCase()} backup of ${day(last, now)}`;
  const action = { kind: 'backup' as const, id: last.id, label: 'See what happened' };
  const base = { id: `run-${last.id}`, topic: 'run' as const, action };
  const reason = last.error?.message ?? 'The reason was not recorded.';
  if (last.status === 'failed') return [{ ...base, kind: 'error', title: `${title} failed`, message: reason }];
  if (last.status === 'interrupted')
    return [{ ...base, kind: 'error', title: `${title} was interrupted`, message: reason }];
  if (last.status === 'partial')
    return [{ ...base, kind: 'warning', title: `${title} is not complete`, message: formatProblems(last) ?? reason }];
  return [];
}

function files(records: readonly BackupRecord[], now: number): AttentionItem[] {
  return (['missing', 'corrupt'] as const).flatMap((state): AttentionItem[] => {
    const bad = records.filter((record) => record.archive?.bytes === state);
    const first = bad[0];
    if (first === undefined) return [];
    const base = { id: state, kind: 'error' as const, topic: 'file' as const };
    if (bad.length > 1) {
      return [
        {
          ...base,
          title: `${formatPlural(bad.length, 'backup')} are ${state}`,
          message:
            state === 'missing'
              ? 'Their files are no longer in this browser, so they cannot be downloaded.'
              : 'Their files no longer match their digests. Do not rely on them.',
          action: { kind: 'backups', label: 'Show backups' },
        },
      ];
    }
    return [
      {
        ...base,
        title: `The backup of ${day(first, now)} is ${state}`,
        message:
          state === 'missing'
            ? 'Its file is no longer in this browser, so it cannot be downloaded.'
            : 'Its file no longer matches its digests. Do not rely on it.',
        action: { kind: 'backup', id: first.id, label: 'Show backup' },
      },
    ];
  });
}

/** From this share of the quota on, the next backups may not fit. */
const fullShare = 0.8;

function room(storage: StorageEstimate | null, records: readonly BackupRecord[]): AttentionItem[] {
  if (storage === null) return [];
  const { usedBytes, quotaBytes } = storage;
  const items: AttentionItem[] = [];
  if (usedBytes !== null && quotaBytes !== null && quotaBytes > 0 && usedBytes / quotaBytes >= fullShare) {
    items.push({
      id: 'full',
      kind: 'warning',
      topic: 'storage',
      title: `Storage is ${formatPercent(usedBytes / quotaBytes)} full`,
      message: `${formatBytes(quotaBytes - usedBytes)} free. Download older backups and delete them here.`,
      action: { kind: 'backups', label: 'Show backups' },
    });
  }
  if (!storage.persistent && records.some((record) => record.archive !== null)) {
    items.push({
      id: 'persistence',
      kind: 'warning',
      topic: 'storage',
      title: 'The browser may clear your backups',
      message: 'Storage is not persistent. Download what you cannot lose.',
      action: { kind: 'keep', label: 'Ask the browser to keep them' },
    });
  }
  return items;
}

/** What needs attention, the worst first: the last run, files, room, coverage. */
export function findAttention({ records, storage, noHelper, now }: Ground): AttentionItem[] {
  const helper: AttentionItem = {
    id: 'helper',
    kind: 'warning',
    topic: 'helper',
    title: 'Coverage unknown',
    message: 'Without the helper nobody can know whether a backup is complete.',
    action: { kind: 'backups', label: 'Install the helper' },
  };
  const items = [
    ...lastRun(records, now),
    ...files(records, now),
    ...room(storage, records),
    ...(noHelper ? [helper] : []),
  ];
  return items.toSorted((a, b) => Number(b.kind === 'error') - Number(a.kind === 'error'));
}

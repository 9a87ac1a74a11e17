import { asSentence } from '../../core/asSentence.ts';
import type { BackupRecord } from '../../core/backup.ts';
import type { Pause } from '../../core/planRetention.ts';
import type { SlotRecord } from '../../core/slot.ts';
import { isUnseenFailure, sayFailed } from '../../core/slotNews.ts';
import type { StorageEstimate } from '../../ports/Host.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatPercent, formatPlural } from '../../ui/formatNumber.ts';
import { formatProblems } from '../../ui/formatProblems.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { formatMoment } from '../../ui/formatTime.ts';
import { type EndedRestore, ofMaintenance, ofRestores } from './attentionOfRestores.ts';
import { ofTables } from './attentionOfTables.ts';
import { isWhole, titleOfDrop, type WhatChanged } from './whatChanged.ts';

/** Something that the person should look at, and the one way to do so. */
export interface AttentionItem {
  id: string;
  kind: 'error' | 'warning';
  topic: 'run' | 'rows' | 'tables' | 'file' | 'storage' | 'helper' | 'service' | 'cleanup' | 'restore';
  title: string;
  message: string;
  action:
    | { kind: 'backup'; id: string; label: string }
    | { kind: 'backups'; label: string }
    | { kind: 'run-log'; label: string }
    | { kind: 'retention'; label: string }
    | { kind: 'compare'; before: string; after: string; table: string; label: string }
    /** With an id, the report of that restore. */
    | { kind: 'restores'; id?: string; label: string }
    | { kind: 'keep'; label: string }
    | { kind: 'sql-editor'; label: string };
  /** Slots that "Mark as seen" takes off the list. */
  unseen?: readonly SlotRecord[];
}

interface Ground {
  /** Newest first. */
  records: readonly BackupRecord[];
  /** Newest first. */
  slots: readonly SlotRecord[];
  /** What the newest backup has that the one before had not. */
  changed: WhatChanged;
  /** Why cleanup removes nothing at the moment; null when it may. */
  pause: Pause | null;
  /** Automatic backups are switched off, or cannot run; null when neither. */
  service: { stopped: boolean; message: string | null } | null;
  storage: StorageEstimate | null;
  /** Restores that are over. */
  restores?: readonly EndedRestore[];
  /** Until when the application is told that it is being maintained, although no restore is on; null when it is not. */
  maintenanceUntil?: string | null;
  /** `schema.table` of tables that a backup shall take and that cannot be read. */
  unreadable?: readonly string[];
  /** The project answered that it has no helper. */
  noHelper: boolean;
  /** ms since the epoch. */
  now: number;
}

const dayOf = (iso: string, now: number) => formatMoment(iso, now).replace(/,? \d\d:\d\d$/, '');
const day = (record: BackupRecord, now: number) => dayOf(record.createdAt, now);

/** The run of a slot is told as the slot is: until it is seen, whatever comes after it. */
const toldAsSlot = (record: BackupRecord, slots: readonly SlotRecord[]) =>
  record.status === 'failed' &&
  slots.some(({ id, state, result }) => id === record.schedule?.slotId && state === 'ended' && result === 'failed');

function failures(slots: readonly SlotRecord[], now: number): AttentionItem[] {
  const failed = slots.filter(isUnseenFailure);
  return failed.slice(0, shownFailures).map((slot, index) => {
    const next = slots.findLast((other) => other.scheduleId === slot.scheduleId && other.dueAt > slot.dueAt);
    const reason = slot.message ?? 'The reason was not recorded.';
    const later = next?.result === 'completed' && `The next one, on ${dayOf(next.dueAt, now)}, completed.`;
    const more = failed.length - shownFailures;
    const others = index === shownFailures - 1 && more > 0 && `${formatPlural(more, 'more run')} failed before.`;
    return {
      id: `slot-${slot.id}`,
      kind: 'error',
      topic: 'run',
      title: `${slot.name} of ${dayOf(slot.dueAt, now)} ${sayFailed(slot)}`,
      message: [asSentence(reason), later, others].filter(Boolean).join(' '),
      action:
        slot.backupId === null
          ? { kind: 'run-log', label: 'See what happened' }
          : { kind: 'backup', id: slot.backupId, label: 'See what happened' },
      unseen: others === false ? [slot] : failed.slice(index),
    };
  });
}

/** More than so many are counted. */
const shownFailures = 3;

function misses(slots: readonly SlotRecord[], now: number): AttentionItem[] {
  const missed = slots.filter(
    ({ state, result, seenAt }) => state === 'ended' && result === 'missed' && seenAt === null,
  );
  const newest = missed[0];
  if (newest === undefined) return [];
  const of = `${newest.name} of ${dayOf(newest.dueAt, now)}`;
  return [
    {
      id: 'missed',
      kind: 'warning',
      topic: 'service',
      title: missed.length === 1 ? `${of} was missed` : `${formatPlural(missed.length, 'run')} were missed`,
      message:
        missed.length === 1
          ? [
              asSentence(newest.message ?? 'No tab was awake'),
              newest.job === 'backup' && 'A missed run leaves no backup of that day.',
            ]
              .filter(Boolean)
              .join(' ')
          : `The last one was ${of}. Runs are missed while no tab is open and awake.`,
      action: { kind: 'run-log', label: 'Show run log' },
      unseen: missed,
    },
  ];
}

function ofService(service: Ground['service']): AttentionItem[] {
  if (service === null) return [];
  return [
    {
      id: 'service',
      kind: 'warning',
      topic: 'service',
      title: service.stopped ? 'Automatic backups are stopped' : 'Automatic backups cannot run in this tab',
      message: service.stopped
        ? 'No backup and no cleanup runs by itself until they are started again.'
        : (service.message ?? 'The reason is not known.'),
      action: { kind: 'backups', label: service.stopped ? 'Start them again' : 'Show automatic backups' },
    },
  ];
}

function ofCleanup(pause: Pause | null): AttentionItem[] {
  if (pause === null) return [];
  const action = { kind: 'retention' as const, label: 'Go to Retention' };
  return [
    { id: 'cleanup', kind: 'warning', topic: 'cleanup', title: 'Cleanup is paused', message: pause.message, action },
  ];
}

function lastRun(records: readonly BackupRecord[], slots: readonly SlotRecord[], now: number): AttentionItem[] {
  const last = records.find(
    ({ status, imported }) => imported === null && status !== 'in progress' && status !== 'cancelled',
  );
  if (last === undefined || toldAsSlot(last, slots)) return [];
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

/** Unusual losses of the newest backup, until a person has said that they are right. */
function losses(changed: WhatChanged, now: number): AttentionItem[] {
  if (changed.kind !== 'known' || changed.record.acceptedAt !== null) return [];
  const { record, changes, comparable } = changed;
  const [worst, ...more] = changed.drops.filter(({ kind }) => kind === 'lost');
  if (worst === undefined) return [];
  const whole = isWhole(changed, worst.table);
  const others = more.length > 0 && `${formatPlural(more.length, 'more table')} lost rows too.`;
  const since = `Compared with the backup of ${dayOf(changes.sinceAt, now)}.`;
  const label = 'See which rows';
  return [
    {
      id: `loss-${record.id}`,
      // What was not read whole may be hidden rather than gone.
      kind: whole ? 'error' : 'warning',
      topic: 'rows',
      title: titleOfDrop(changed, worst),
      message: [since, others, !whole && 'They may still be there, out of your sight.'].filter(Boolean).join(' '),
      action: comparable
        ? { kind: 'compare', before: changes.since, after: record.id, table: worst.table, label }
        : { kind: 'backup', id: record.id, label: 'Show backup' },
    },
  ];
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

/** From these shares of the quota on, backups may soon not fit, or the next one may not. */
const fullShare = { warning: 0.8, error: 0.95 };

function room(storage: StorageEstimate | null, records: readonly BackupRecord[]): AttentionItem[] {
  if (storage === null) return [];
  const { usedBytes, quotaBytes } = storage;
  const items: AttentionItem[] = [];
  if (usedBytes !== null && quotaBytes !== null && quotaBytes > 0 && usedBytes / quotaBytes >= fullShare.warning) {
    const error = usedBytes / quotaBytes >= fullShare.error;
    items.push({
      id: 'full',
      kind: error ? 'error' : 'warning',
      topic: 'storage',
      title: `Storage is ${formatPercent(usedBytes / quotaBytes)} full`,
      message: `${formatBytes(Math.max(0, quotaBytes - usedBytes))} free. ${error ? 'The next backup may not fit. ' : ''}Download older backups and delete them here.`,
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

/** What needs attention, the worst first: restores, tables that cannot be read, runs, lost rows, files, the service, cleanup, room, coverage. */
export function findAttention(ground: Ground): AttentionItem[] {
  const {
    records,
    slots,
    changed,
    pause,
    service,
    storage,
    noHelper,
    now,
    restores = [],
    maintenanceUntil = null,
    unreadable = [],
  } = ground;
  const helper: AttentionItem = {
    id: 'helper',
    kind: 'warning',
    topic: 'helper',
    title: 'Coverage unknown',
    message: 'Without the helper nobody can know whether a backup is complete.',
    action: { kind: 'backups', label: 'Install the helper' },
  };
  const items = [
    ...ofRestores(restores, now),
    ...ofTables(unreadable),
    ...ofMaintenance(maintenanceUntil),
    ...lastRun(records, slots, now),
    ...failures(slots, now),
    ...losses(changed, now),
    ...files(records, now),
    ...misses(slots, now),
    ...ofService(service),
    ...ofCleanup(pause),
    ...room(storage, records),
    ...(noHelper ? [helper] : []),
  ];
  return items.toSorted((a, b) => Number(b.kind === 'error') - Number(a.kind === 'error'));
}

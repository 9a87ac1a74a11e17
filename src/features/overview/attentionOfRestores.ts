import type { RestoreRecord } from '../../core/restore.ts';
import { wasTakingBackTried } from '../../core/restoreRecord.ts';
import { formatDay } from '../../ui/formatTime.ts';
import type { AttentionItem } from './attention.ts';

/** What is told of a restore. */
export type EndedRestore = Pick<RestoreRecord, 'id' | 'state' | 'startedAt' | 'error' | 'phases'>;

/** Restores that left the tables in between, or of which nobody knows. */
export function ofRestores(restores: readonly EndedRestore[], now: number): AttentionItem[] {
  return restores.flatMap((restore): AttentionItem[] => {
    const { id, state, startedAt, error } = restore;
    if (state !== 'unknown' && state !== 'in-between') return [];
    const of = `The restore of ${formatDay(Date.parse(startedAt), now)}`;
    const base = { id: `restore-${id}`, kind: 'error' as const, topic: 'restore' as const };
    const back = wasTakingBackTried(restore)
      ? 'Not all that it wrote could be taken back.'
      : 'It stopped while it wrote. Nothing that it wrote was taken back yet.';
    return [
      state === 'unknown'
        ? {
            ...base,
            title: `${of} has no known end`,
            message: 'Its answer was lost. The project knows whether anything was written.',
            action: { kind: 'restores', label: 'Ask the project' },
          }
        : {
            ...base,
            title: `${of} left tables in between`,
            message: `${back} ${error?.message ?? ''}`.trim(),
            action: { kind: 'restores', id, label: 'See what happened' },
          },
    ];
  });
}

/** Maintenance that is on although no restore is. `until`: ISO instant at which it ends; null when it is off. */
export function ofMaintenance(until: string | null): AttentionItem[] {
  if (until === null) return [];
  return [
    {
      id: 'maintenance',
      kind: 'warning',
      topic: 'restore',
      title: 'Your application is told that it is being maintained',
      message: 'No restore of this browser is on. It ends by itself, or when you end it.',
      action: { kind: 'restores', label: 'Look at it' },
    },
  ];
}

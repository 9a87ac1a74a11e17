import type { SlotRecord } from '../core/slot.ts';
import type { Services } from '../ports/Services.ts';

/**
 * Notes that a person saw how these slots ended, so that they are not shown as news any more. Slots that are gone or open are left.
 * @throws HoldfastError `storage-full`, `storage-failed`.
 */
export async function markSeen(
  { slots, project, clock }: Pick<Services, 'slots' | 'project' | 'clock'>,
  seen: readonly Pick<SlotRecord, 'id'>[],
): Promise<void> {
  const seenAt = new Date(clock.now()).toISOString();
  for (const { id } of seen) {
    const slot = await slots.get(project.id, id);
    if (slot?.state === 'ended') await slots.replace({ ...slot, seenAt }, slot.token);
  }
}

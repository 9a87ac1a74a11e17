import type { SlotRecord } from '../core/slot.ts';
import { formatNearMoment } from './formatTime.ts';

/** "Daily backup, due 02:00, is waiting for sign-in", while nobody is signed in; null of a slot that does not wait. `now` in ms. */
export function waitsForSignIn(slot: Pick<SlotRecord, 'state' | 'name' | 'dueAt'>, now: number): string | null {
  if (slot.state !== 'waiting') return null;
  return `${slot.name}, due ${formatNearMoment(slot.dueAt, now).replace(/^today /, '')}, is waiting for sign-in`;
}

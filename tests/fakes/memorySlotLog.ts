import type { SlotRecord } from '../../src/core/slot.ts';
import type { SlotLog } from '../../src/ports/SlotLog.ts';
import { createListeners } from './listeners.ts';

export interface MemorySlotLog extends SlotLog {
  /** Another tab's view of the same slots. */
  openTab(): SlotLog;
  /** The record as it is at this very moment, for a catalog that checks claims in one step with its own write. */
  peek(projectId: string, id: string): Readonly<SlotRecord> | null;
}

const newestFirst = (a: SlotRecord, b: SlotRecord) =>
  Date.parse(b.dueAt) - Date.parse(a.dueAt) || (a.id < b.id ? -1 : 1);

/** Slots of all schedules, in memory. */
export function createMemorySlotLog(): MemorySlotLog {
  const projects = new Map<string, Map<string, SlotRecord>>();
  const checked = new Map<string, number>();
  const changes = createListeners();

  function slotsOf(projectId: string): Map<string, SlotRecord> {
    const slots = projects.get(projectId) ?? new Map<string, SlotRecord>();
    projects.set(projectId, slots);
    return slots;
  }

  /** Stores the records that are not there yet; says how many those were. */
  function add(records: readonly SlotRecord[]): number {
    let added = 0;
    for (const record of records) {
      const slots = slotsOf(record.projectId);
      if (slots.has(record.id)) continue;
      slots.set(record.id, structuredClone(record));
      added += 1;
    }
    if (added > 0) changes.notify();
    return added;
  }

  function openTab(): SlotLog {
    return {
      async list(projectId, from) {
        const shown = [...slotsOf(projectId).values()].filter(
          ({ dueAt, state }) => state !== 'ended' || Date.parse(dueAt) >= from,
        );
        return structuredClone(shown.sort(newestFirst));
      },
      async get(projectId, id) {
        return structuredClone(slotsOf(projectId).get(id) ?? null);
      },
      async claim(record) {
        return add([record]) === 1;
      },
      async claimAll(records) {
        add(records);
      },
      async replace(record, heldToken) {
        const slots = slotsOf(record.projectId);
        const stored = slots.get(record.id);
        if (stored?.token !== heldToken || (stored.state === 'ended' && record.state !== 'ended')) return false;
        slots.set(record.id, structuredClone(record));
        changes.notify();
        return true;
      },
      async remove(projectId, ids) {
        const slots = slotsOf(projectId);
        for (const id of ids) if (slots.get(id)?.result === 'missed') slots.delete(id);
        changes.notify();
      },
      async checkedUntil(projectId) {
        return checked.get(projectId) ?? null;
      },
      async setCheckedUntil(projectId, until) {
        checked.set(projectId, until);
      },
      subscribe: changes.subscribe,
    };
  }
  return { ...openTab(), openTab, peek: (projectId, id) => slotsOf(projectId).get(id) ?? null };
}

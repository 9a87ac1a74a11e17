import type { SlotRecord } from '../../core/slot.ts';
import type { SlotLog } from '../../ports/SlotLog.ts';
import { createChanges } from './changes.ts';
import type { Database, Transaction } from './database.ts';

const slotsOf = <Mode extends 'readonly' | 'readwrite'>(tx: Transaction<Mode>) => tx.objectStore('slots');

/** Keys of an index that begin with the project and go on with a text from `from` on. Arrays sort after every text. */
function since(projectId: string, from: string): IDBKeyRange {
  return IDBKeyRange.bound([projectId, from], [projectId, []]);
}

/** The slots of one project in any state but `ended`, in two ranges around it. */
async function openSlots(tx: Transaction<'readonly'>, projectId: string): Promise<SlotRecord[]> {
  const byState = slotsOf(tx).index('byState');
  const [before, after] = await Promise.all([
    byState.getAll(IDBKeyRange.bound([projectId], [projectId, 'ended'], false, true)),
    byState.getAll(IDBKeyRange.bound([projectId, 'ended'], [projectId, []], true)),
  ]);
  return [...before, ...after];
}

function newestFirst(a: SlotRecord, b: SlotRecord): number {
  return Date.parse(b.dueAt) - Date.parse(a.dueAt) || (a.id < b.id ? -1 : 1);
}

const same = (one: SlotRecord | undefined, other: SlotRecord) => JSON.stringify(one) === JSON.stringify(other);

/** The slots of all schedules, in IndexedDB. */
export function createSlotLog(database: Database): SlotLog {
  const changes = createChanges(`${database.name}:slots`);

  /**
   * Writes `next` where `mayWrite` likes what is there, and tells whether it is there then. The work runs again when the connection
   * dies under it, perhaps after it was committed: then what it finds is its own record, and counts as written.
   */
  async function writeIf(
    doing: string,
    record: SlotRecord,
    mayWrite: (stored: SlotRecord | undefined) => boolean,
  ): Promise<boolean> {
    const next = structuredClone(record);
    let turns = 0;
    const written = await database.write(doing, ['slots'], async (tx) => {
      turns += 1;
      const stored = await slotsOf(tx).get([next.projectId, next.id]);
      if (turns > 1 && same(stored, next)) return true;
      if (!mayWrite(stored)) return false;
      await slotsOf(tx).put(next);
      return true;
    });
    if (written) changes.notify();
    return written;
  }

  return {
    async list(projectId, from) {
      const due = since(projectId, new Date(Math.max(0, from)).toISOString());
      const [recent, open] = await database.read('read the log of schedules', ['slots'], (tx) =>
        Promise.all([slotsOf(tx).index('byDue').getAll(due), openSlots(tx, projectId)]),
      );
      const found = new Map([...recent, ...open].map((record) => [record.id, record]));
      return [...found.values()].sort(newestFirst);
    },

    async get(projectId, id) {
      const record = await database.read('read the log of schedules', ['slots'], (tx) =>
        slotsOf(tx).get([projectId, id]),
      );
      return record ?? null;
    },

    claim: (record) => writeIf('claim a scheduled run', record, (stored) => stored === undefined),

    async claimAll(records) {
      const copies = structuredClone([...records]);
      const claimed = await database.write('claim scheduled runs', ['slots'], async (tx) => {
        let added = 0;
        for (const record of copies) {
          if ((await slotsOf(tx).getKey([record.projectId, record.id])) !== undefined) continue;
          await slotsOf(tx).add(record);
          added += 1;
        }
        return added;
      });
      if (claimed > 0) changes.notify();
    },

    replace: (record, heldToken) =>
      writeIf(
        'record a scheduled run',
        record,
        (stored) => stored?.token === heldToken && (stored.state !== 'ended' || record.state === 'ended'),
      ),

    async remove(projectId, ids) {
      await database.write('forget scheduled runs', ['slots'], async (tx) => {
        for (const id of ids) {
          const stored = await slotsOf(tx).get([projectId, id]);
          if (stored?.result === 'missed') await slotsOf(tx).delete([projectId, id]);
        }
      });
      changes.notify();
    },

    async checkedUntil(projectId) {
      const until = await database.read('read the log of schedules', ['scheduler'], (tx) =>
        tx.objectStore('scheduler').get(projectId),
      );
      return until ?? null;
    },

    async setCheckedUntil(projectId, until) {
      await database.write(
        'write the log of schedules',
        ['scheduler'],
        (tx) => tx.objectStore('scheduler').put(until, projectId),
        { relaxed: true },
      );
    },

    subscribe: changes.subscribe,
  };
}

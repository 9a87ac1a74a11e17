import { createStore, type StoreApi } from 'zustand/vanilla';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { Schedule } from '../../core/schedule.ts';
import type { SlotRecord } from '../../core/slot.ts';
import type { Services } from '../../ports/Services.ts';
import { markSeen } from '../../tasks/markSeen.ts';
import { saveSettings } from '../../tasks/saveSettings.ts';
import { notify } from '../../ui/notify.tsx';

interface SchedulesState {
  saving: boolean;
  /** Stores a new schedule under an id of its own. Never rejects; false when it failed, which is told. */
  add(schedule: Omit<Schedule, 'id'>): Promise<boolean>;
  /** Stores a schedule in place of the one with its id. Never rejects; false when it failed, which is told. */
  replace(schedule: Schedule): Promise<boolean>;
  /** Switches a schedule on or off. Never rejects; a failure is told. */
  setOn(id: string, on: boolean): Promise<boolean>;
  /** Deletes a schedule; ask before. Never rejects; false when it failed, which is told. */
  remove(id: string): Promise<boolean>;
  /** Notes that a person saw this failure. Never rejects; a failure is told. */
  markSeen(slot: SlotRecord): Promise<void>;
}

export type SchedulesStore = StoreApi<SchedulesState>;

/** The name in small letters, digits and hyphens, with the end of a UUID that keeps it apart from others. */
function idOf(name: string, uuid: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const slug = plain.replaceAll(/^-+|-+$/g, '').slice(0, 48) || 'schedule';
  return `${slug}-${uuid.replaceAll('-', '').slice(-6)}`;
}

/** Acts of the Schedules page. The schedules themselves are in `tasks/settingsWatch.ts`, the log in `tasks/slotHistory.ts`. */
export function createSchedulesStore(services: Services): SchedulesStore {
  const { settings, project, host } = services;

  return createStore<SchedulesState>()((set) => {
    /** Changes the schedules that are stored at this moment, so that two tabs do not undo one another's changes. */
    async function change(failure: string, act: (schedules: Schedule[]) => Schedule[]): Promise<boolean> {
      set({ saving: true });
      try {
        const stored = await settings.load(project.id);
        await saveSettings(services, { ...stored, schedules: act(stored.schedules) });
        return true;
      } catch (error) {
        notify.failure(failure, error);
        return false;
      } finally {
        set({ saving: false });
      }
    }

    function changeOne(failure: string, id: string, act: (schedule: Schedule) => Schedule): Promise<boolean> {
      return change(failure, (schedules) => {
        if (!schedules.some((each) => each.id === id))
          throw new HoldfastError('not-found', 'This schedule was deleted in another tab.');
        return schedules.map((each) => (each.id === id ? act(each) : each));
      });
    }

    return {
      saving: false,
      add: (schedule) =>
        change('The schedule was not added', (schedules) => [
          ...schedules,
          { ...schedule, id: idOf(schedule.name, host.newId()) },
        ]),
      replace: (schedule) => changeOne('The schedule was not saved', schedule.id, () => schedule),
      setOn: (id, on) =>
        changeOne(`The schedule was not switched ${on ? 'on' : 'off'}`, id, (schedule) => ({ ...schedule, on })),
      remove: (id) =>
        change('The schedule was not deleted', (schedules) => schedules.filter((schedule) => schedule.id !== id)),

      async markSeen(slot) {
        try {
          await markSeen(services, [slot]);
        } catch (error) {
          notify.failure('It could not be marked as seen', error);
        }
      },
    };
  });
}

import { newsOf } from '../core/slotNews.ts';
import type { Services } from '../ports/Services.ts';
import type { SettingsWatch } from './settingsWatch.ts';
import type { SlotHistory } from './slotHistory.ts';

export interface SlotTeller {
  /** Ends watching. */
  stop(): void;
}

/**
 * Shows a notification when a slot of this tab ends, as the settings want it: failures, late runs, successes. Each slot once; what had
 * ended before is old news. A late run that is not wanted as such is told as the success that it is.
 */
export function createSlotTeller(
  { host, tab }: Pick<Services, 'host' | 'tab'>,
  slotHistory: SlotHistory,
  settingsWatch: SettingsWatch,
): SlotTeller {
  let told: Set<string> | null = null;

  function look(): void {
    const { status, slots } = slotHistory.get();
    if (status !== 'ready') return;
    const ended = slots.filter((slot) => slot.state === 'ended' && slot.tab === tab);
    if (told === null) {
      told = new Set(ended.map(({ id }) => id));
      return;
    }
    const { settings } = settingsWatch.get();
    if (settings === null) return; // told as soon as it is known what is wanted
    const { notifications } = settings;
    for (const slot of ended) {
      if (told.has(slot.id)) continue;
      told.add(slot.id);
      const news = newsOf(slot);
      if (news === null) continue;
      const wanted = notifications[news.kind] || (news.kind === 'late' && notifications.success);
      if (wanted) host.notify({ title: news.title, body: news.body, tag: slot.id });
    }
  }

  const ends = [slotHistory.subscribe(look), settingsWatch.subscribe(look)];
  look();
  return {
    stop() {
      for (const end of ends) end();
    },
  };
}

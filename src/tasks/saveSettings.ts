import { changeFacts } from '../core/actFacts.ts';
import { stampSchedules } from '../core/schedule.ts';
import type { ProjectSettings } from '../core/settings.ts';
import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';

/**
 * Stores the project's settings and notes who changed what. Schedules that begin to run, or run otherwise, do so from now on:
 * slots before do not count as missed.
 * @throws HoldfastError `bad-settings` for values out of range, `storage-full`, `storage-failed`.
 */
export async function saveSettings(services: Services, next: ProjectSettings): Promise<void> {
  const { settings, project, clock } = services;
  const before = await settings.load(project.id);
  const restarted = next.automatic && !before.automatic;
  const schedules = stampSchedules(before.schedules, next.schedules, clock.now(), restarted);
  await settings.save(project.id, { ...next, schedules });
  const changed = (Object.keys(next) as (keyof ProjectSettings)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(next[field]),
  );
  if (changed.length === 0) return;
  await recordAct(services, 'settings-changed', null, 'done', `Changed settings: ${changed.join(', ')}.`, {
    facts: changeFacts(before, next),
  });
}

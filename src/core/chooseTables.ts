import type { ProjectSettings } from './settings.ts';

/** Whether a choice of tables takes this table (`schema.table`). */
export function isChosen(choice: ProjectSettings['tables'], table: string): boolean {
  if (choice.mode === 'all') return true;
  return choice.names.includes(table) === (choice.mode === 'only');
}

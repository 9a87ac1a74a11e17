import { z } from 'zod';

/** Which tables to take; names are `schema.table`. */
export const tableChoiceSchema = z.object({
  mode: z.enum(['all', 'except', 'only']),
  names: z.array(z.string()),
});

export type TableChoice = z.infer<typeof tableChoiceSchema>;

/** Whether a choice takes this table (`schema.table`). */
export function isChosen(choice: TableChoice, table: string): boolean {
  if (choice.mode === 'all') return true;
  return choice.names.includes(table) === (choice.mode === 'only');
}

/** The choice as a text that is equal for equal choices: backups of the same scope can be compared with one another. */
export function scopeOf(choice: TableChoice): string {
  const names = [...new Set(choice.names)].sort();
  if (choice.mode === 'all' || (choice.mode === 'except' && names.length === 0)) return 'all';
  return `${choice.mode}:${names.join(',')}`;
}

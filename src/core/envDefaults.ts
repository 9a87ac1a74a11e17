import { kindOfKey } from './identity.ts';
import { defaultSettings, type ProjectSettings } from './settings.ts';
import { formatTable, parseTable } from './tableName.ts';

/** Variables whose value is a secret key, by name. Whatever is in a `VITE_` variable ends up in the browser. */
export function secretVariables(variables: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(variables)
    .filter(
      ([name, value]) => name.startsWith('VITE_') && typeof value === 'string' && kindOfKey(value.trim()) === 'secret',
    )
    .map(([name]) => name);
}

/**
 * Reads `VITE_BACKUP_TABLES`: names divided by commas, each with its key columns behind a colon where the key is not `id`,
 * several joined by `+`: `public.users, payments:payment_id, memberships:org_id+user_id`. Empty behind the colon: no key.
 */
export function parseDeclaredTables(text: string): { tables: ProjectSettings['declaredTables']; bad: string[] } {
  const tables: ProjectSettings['declaredTables'] = [];
  const bad: string[] = [];
  for (const item of text.split(',').map((part) => part.trim())) {
    if (item === '') continue;
    const [name = '', keyText] = item.split(':');
    const table = parseTable(name.trim());
    const key =
      keyText === undefined
        ? ['id']
        : keyText
            .split('+')
            .map((column) => column.trim())
            .filter((column) => column !== '');
    if (table === null) bad.push(item);
    else tables.push({ table: formatTable(table), key });
  }
  return { tables, bad };
}

/** The settings of a project that nobody has set up yet, with the tables that the environment declares. */
export function settingsDefaults(declaredTables: ProjectSettings['declaredTables']): ProjectSettings {
  return { ...defaultSettings, declaredTables };
}

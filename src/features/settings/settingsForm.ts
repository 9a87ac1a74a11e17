import { type ProjectSettings, pageBytesRange, settingsSchema } from '../../core/settings.ts';
import { formatTable, parseTable } from '../../core/tableName.ts';

/** A declared table as it is typed. */
interface DeclaredRow {
  /** Tells rows apart while they are edited; means nothing else. */
  id: string;
  table: string;
  /** Columns of the unique key, divided by commas; empty where the table has none. */
  key: string;
}

/** Settings as the form holds them: what can be typed, valid or not. */
export interface SettingsForm {
  /** Empty: as the connection says. */
  platform: string;
  mode: ProjectSettings['tables']['mode'];
  names: string[];
  declared: DeclaredRow[];
  schemaMode: 'all' | 'only';
  schemas: string[];
  /** An empty field is an empty text. */
  concurrency: number | string;
  compression: 'fast' | 'balanced' | 'smallest' | 'other';
  level: number | string;
  /** Of a page, in `pageUnit`. */
  pageSize: number | string;
  pageUnit: keyof typeof unitBytes;
  notifications: ProjectSettings['notifications'];
}

const formFields = {
  platform: true,
  tables: true,
  declaredTables: true,
  schemas: true,
  concurrency: true,
  level: true,
  pageBytes: true,
  notifications: true,
} as const;
const formSchema = settingsSchema.pick(formFields);

/** The settings that this form shows; the others have pages of their own. */
export type FormSettings = Pick<ProjectSettings, keyof typeof formFields>;

/** Binary, so that every number of bytes shows without a remainder that goes on for ever. */
const unitBytes = { KB: 1024, MB: 1024 * 1024 } as const;

const levels = { fast: 1, balanced: 6, smallest: 9 } as const;

const compressionOf = (level: number): SettingsForm['compression'] =>
  level === 1 ? 'fast' : level === 6 ? 'balanced' : level === 9 ? 'smallest' : 'other';

/** `newId` names the rows of the declared list. */
export function formOf(settings: FormSettings, newId: () => string): SettingsForm {
  const pageUnit = settings.pageBytes % unitBytes.MB === 0 ? 'MB' : 'KB';
  return {
    platform: settings.platform ?? '',
    mode: settings.tables.mode,
    names: settings.tables.names,
    declared: settings.declaredTables.map(({ table, key }) => ({ id: newId(), table, key: key.join(', ') })),
    schemaMode: settings.schemas === null ? 'all' : 'only',
    schemas: settings.schemas ?? [],
    concurrency: settings.concurrency,
    compression: compressionOf(settings.level),
    level: settings.level,
    pageSize: settings.pageBytes / unitBytes[pageUnit],
    pageUnit,
    notifications: settings.notifications,
  };
}

const normalTable = (text: string): string => {
  const table = parseTable(text.trim());
  return table === null ? text.trim() : formatTable(table);
};

const columnsOf = (key: string): string[] =>
  key
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '');

/** What the form says, as settings; not checked. Names become `schema.table`; an empty key means that the table has none. */
export function settingsOf(form: SettingsForm): FormSettings {
  const number = (value: number | string) => (typeof value === 'number' ? value : Number.NaN);
  return {
    platform: form.platform.trim() === '' ? null : form.platform.trim(),
    tables: { mode: form.mode, names: form.mode === 'all' ? [] : form.names.map(normalTable) },
    declaredTables: form.declared.map(({ table, key }) => ({ table: normalTable(table), key: columnsOf(key) })),
    schemas: form.schemaMode === 'all' ? null : form.schemas.map((schema) => schema.trim()),
    concurrency: number(form.concurrency),
    level: form.compression === 'other' ? number(form.level) : levels[form.compression],
    pageBytes: Math.round(number(form.pageSize) * unitBytes[form.pageUnit]),
    notifications: form.notifications,
  };
}

/** The fields of `next` that are not as in `before`: what may be stored without undoing what another tab changed meanwhile. */
export function changedFields(before: FormSettings, next: FormSettings): Partial<FormSettings> {
  const changed = Object.entries(next).filter(
    ([field, value]) => JSON.stringify(before[field as keyof FormSettings]) !== JSON.stringify(value),
  );
  return Object.fromEntries(changed) as Partial<FormSettings>;
}

function declaredErrors(rows: readonly DeclaredRow[]): Record<string, string> {
  const errors: Record<string, string> = {};
  const seen = new Set<string>();
  rows.forEach(({ table }, index) => {
    const path = `declared.${index}.table`;
    const name = normalTable(table);
    if (parseTable(table.trim()) === null) errors[path] = 'Enter a table, such as public.orders.';
    else if (seen.has(name)) errors[path] = 'This table is on the list already.';
    seen.add(name);
  });
  return errors;
}

/** Where a field of the settings is not called the same in the form. */
const formNames: Record<string, keyof SettingsForm> = { pageBytes: 'pageSize' };

const { min, max } = pageBytesRange;
const messages: Record<string, string> = {
  platform: 'At most 80 characters.',
  pageBytes: `From ${min / unitBytes.KB} KB to ${max / unitBytes.MB} MB.`,
  concurrency: 'A whole number from 1 to 16.',
  level: 'A whole number from 1 to 9.',
  schemas: 'Enter the names of schemas, such as public.',
  names: 'Enter tables, such as public.orders.',
};

/** What is wrong, by the form's field; empty when it can be saved. The ranges are those of core/settings.ts. */
export function validateSettings(form: SettingsForm): Record<string, string> {
  const errors = declaredErrors(form.declared);
  const result = formSchema.safeParse(settingsOf(form));
  for (const issue of result.error?.issues ?? []) {
    const field = String(issue.path[0]);
    const message = messages[field];
    if (message !== undefined) errors[formNames[field] ?? field] = message;
  }
  if (form.mode !== 'all' && form.names.some((name) => parseTable(name.trim()) === null))
    errors.names = messages.names ?? '';
  if (form.mode === 'only' && form.names.length === 0)
    errors.names = 'Choose at least one table, or a backup would be empty.';
  if (form.schemaMode === 'only' && form.schemas.length === 0)
    errors.schemas = 'Choose at least one schema, or a backup would be empty.';
  return errors;
}

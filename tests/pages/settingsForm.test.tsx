import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultSettings, pageBytesRange, settingsSchema } from '../../src/core/settings.ts';
import {
  changedFields,
  type FormSettings,
  formOf,
  type SettingsForm,
  settingsOf,
  validateSettings,
} from '../../src/features/settings/settingsForm.ts';

const ids = () => {
  let next = 0;
  return () => String(next++);
};
const form = (change: Partial<SettingsForm> = {}): SettingsForm => ({ ...formOf(defaultSettings, ids()), ...change });

const word = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_ ]{0,8}[a-z]$/);
const table = fc.tuple(word, word).map(([schema, name]) => `${schema}.${name}`);
const notifications = fc.record({ failure: fc.boolean(), late: fc.boolean(), success: fc.boolean() });
const settings: fc.Arbitrary<FormSettings> = fc.record({
  platform: fc.option(word),
  pageBytes: fc.integer(pageBytesRange),
  notifications,
  tables: fc.oneof(
    fc.record({ mode: fc.constant('all' as const), names: fc.constant<string[]>([]) }),
    fc.record({
      mode: fc.constantFrom('except' as const, 'only' as const),
      names: fc.uniqueArray(table, { minLength: 1 }),
    }),
  ),
  declaredTables: fc.uniqueArray(fc.record({ table, key: fc.array(word, { maxLength: 3 }) }), {
    selector: (row) => row.table,
  }),
  schemas: fc.oneof(fc.constant(null), fc.array(word, { minLength: 1 })),
  concurrency: fc.integer({ min: 1, max: 16 }),
  level: fc.integer({ min: 1, max: 9 }),
});

test('whatever may be stored passes through the form unchanged and valid (property)', () => {
  fc.assert(
    fc.property(settings, (stored) => {
      const shown = formOf(stored, ids());
      expect(settingsOf(shown)).toEqual(stored);
      expect(validateSettings(shown)).toEqual({});
    }),
  );
});

test('a form without errors always makes settings that can be stored (property)', () => {
  const typed: fc.Arbitrary<SettingsForm> = fc.record({
    platform: fc.string({ maxLength: 90 }),
    pageSize: fc.oneof(fc.double(), fc.integer({ min: 0, max: 20_000 }), fc.constant('')),
    pageUnit: fc.constantFrom('KB', 'MB'),
    notifications,
    mode: fc.constantFrom('all', 'except', 'only'),
    names: fc.array(fc.string()),
    declared: fc.array(fc.record({ id: fc.uuid(), table: fc.string(), key: fc.string() })),
    schemaMode: fc.constantFrom('all', 'only'),
    schemas: fc.array(fc.string()),
    concurrency: fc.oneof(fc.integer(), fc.double(), fc.constant('')),
    compression: fc.constantFrom('fast', 'balanced', 'smallest', 'other'),
    level: fc.oneof(fc.integer({ min: -1, max: 12 }), fc.constant('')),
  });
  fc.assert(
    fc.property(typed, (values) => {
      if (Object.keys(validateSettings(values)).length > 0) return;
      expect(settingsSchema.safeParse({ ...defaultSettings, ...settingsOf(values) }).success).toBe(true);
    }),
  );
});

test('every error stands at a field that the person can see', () => {
  expect(validateSettings(form({ concurrency: 17 }))).toEqual({ concurrency: 'A whole number from 1 to 16.' });
  expect(validateSettings(form({ concurrency: '' }))).toHaveProperty('concurrency');
  expect(validateSettings(form({ compression: 'other', level: 0 }))).toHaveProperty('level');
  expect(validateSettings(form({ pageSize: 17 }))).toEqual({ pageSize: 'From 64 KB to 16 MB.' });
  expect(validateSettings(form({ pageSize: 63, pageUnit: 'KB' }))).toHaveProperty('pageSize');
  expect(validateSettings(form({ platform: 'x'.repeat(81) }))).toHaveProperty('platform');
  expect(validateSettings(form({ mode: 'only' }))).toHaveProperty('names');
  expect(validateSettings(form({ schemaMode: 'only' }))).toHaveProperty('schemas');
});

test('a declared table is named once, and by a name', () => {
  const declared = [
    { id: '1', table: 'orders', key: 'id' },
    { id: '2', table: 'public.orders', key: 'id' },
    { id: '3', table: '  ', key: 'id' },
  ];
  expect(validateSettings(form({ declared }))).toEqual({
    'declared.1.table': 'This table is on the list already.',
    'declared.2.table': 'Enter a table, such as public.orders.',
  });
});

test('a name without a schema means public, and keys of several columns are divided by commas', () => {
  const declared = [{ id: '1', table: ' members ', key: 'org_id , user_id,' }];
  expect(settingsOf(form({ declared })).declaredTables).toEqual([
    { table: 'public.members', key: ['org_id', 'user_id'] },
  ]);
});

test('only what was changed is stored', () => {
  const { schedules, retention, automatic, ...shown } = defaultSettings;
  expect(changedFields(shown, settingsOf(form()))).toEqual({});
  expect(changedFields(shown, settingsOf(form({ concurrency: 8, platform: ' Bass ' })))).toEqual({
    concurrency: 8,
    platform: 'Bass',
  });
});

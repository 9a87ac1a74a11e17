import { z } from 'zod';
import { defaultRetention, retentionPolicySchema } from './retentionPolicy.ts';
import { defaultSchedules, scheduleSchema } from './schedule.ts';
import { tableChoiceSchema } from './tableChoice.ts';

/** A table that is backed up without the helper: its name and the columns of its unique key; no column where it has none. */
const declaredTable = z.object({
  table: z.string().min(1),
  key: z.array(z.string().min(1)).default(['id']),
});

/** Least and most bytes of JSON that a page may aim at. */
export const pageBytesRange = { min: 64 * 1024, max: 16 * 1024 * 1024 } as const;

/** More than anybody needs, and few enough that a look at the clock after a year's pause takes about a second. */
export const mostSchedules = 100;

export const settingsSchema = z.object({
  /** The project's name on screen and in archives; null as the connection says. */
  platform: z.string().trim().min(1).max(80).nullable(),
  /** Which tables a backup takes by default; names are `schema.table`. */
  tables: tableChoiceSchema,
  /** The tables to read where the helper is not installed. */
  declaredTables: z.array(declaredTable),
  /** Schemas to look in; null for every schema that the signed-in role may use. */
  schemas: z.array(z.string().min(1)).nullable(),
  /** Requests in flight at once. */
  concurrency: z.number().int().min(1).max(16),
  /** Deflate level: 1 fast, 6 balanced, 9 smallest. */
  level: z.number().int().min(1).max(9),
  /** Bytes of JSON that a page aims at. */
  pageBytes: z.int().min(pageBytesRange.min).max(pageBytesRange.max),
  retention: retentionPolicySchema,
  /** Whether the scheduler runs at all. */
  automatic: z.boolean(),
  schedules: z
    .array(scheduleSchema)
    .max(mostSchedules, `There may be ${mostSchedules} schedules at most.`)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'Two schedules have the same id.'),
  /** Which ends of scheduled jobs the browser tells about. */
  notifications: z.object({ failure: z.boolean(), late: z.boolean(), success: z.boolean() }),
});

/** What an admin may set for one project. */
export type ProjectSettings = z.infer<typeof settingsSchema>;

/** The values of a project that nobody has set up yet; schedules and the policy's calendar are in this time zone. */
export function settingsIn(timeZone: string): ProjectSettings {
  return {
    platform: null,
    tables: { mode: 'all', names: [] },
    declaredTables: [],
    schemas: null,
    concurrency: 4,
    level: 6,
    pageBytes: 2 * 1024 * 1024,
    retention: defaultRetention(timeZone),
    automatic: true,
    schedules: defaultSchedules(timeZone),
    notifications: { failure: true, late: true, success: false },
  };
}

export const defaultSettings: ProjectSettings = settingsIn('UTC');

/**
 * Reads stored or imported settings; fields that are missing take their defaults.
 * @throws ZodError when a value is out of its range.
 */
export function parseSettings(value: unknown, defaults: ProjectSettings = defaultSettings): ProjectSettings {
  return settingsSchema.parse({ ...defaults, ...z.record(z.string(), z.unknown()).parse(value ?? {}) });
}

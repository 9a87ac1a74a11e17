import { z } from 'zod';

/** A table that is backed up without the helper: its name and the columns of its unique key; no column where it has none. */
const declaredTable = z.object({
  table: z.string().min(1),
  key: z.array(z.string().min(1)).default(['id']),
});

export const settingsSchema = z.object({
  /** Which tables a backup takes by default; names are `schema.table`. */
  tables: z.object({
    mode: z.enum(['all', 'except', 'only']),
    names: z.array(z.string()),
  }),
  /** The tables to read where the helper is not installed. */
  declaredTables: z.array(declaredTable),
  /** Schemas to look in; null for every schema that the signed-in role may use. */
  schemas: z.array(z.string().min(1)).nullable(),
  /** Requests in flight at once. */
  concurrency: z.number().int().min(1).max(16),
  /** Deflate level: 1 fast, 6 balanced, 9 smallest. */
  level: z.number().int().min(1).max(9),
});

/** What an admin may set for one project. */
export type ProjectSettings = z.infer<typeof settingsSchema>;

/** The values of a project that nobody has set up yet. */
export const defaultSettings: ProjectSettings = {
  tables: { mode: 'all', names: [] },
  declaredTables: [],
  schemas: null,
  concurrency: 4,
  level: 6,
};

/**
 * Reads stored or imported settings; fields that are missing take their defaults.
 * @throws ZodError when a value is out of its range.
 */
export function parseSettings(value: unknown, defaults: ProjectSettings = defaultSettings): ProjectSettings {
  return settingsSchema.parse({ ...defaults, ...z.record(z.string(), z.unknown()).parse(value ?? {}) });
}

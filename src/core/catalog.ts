import { z } from 'zod';

const column = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  generated: z.enum(['never', 'stored', 'virtual']),
  identity: z.enum(['never', 'always', 'by default']),
  default: z.string().nullable().optional(),
});

const foreignKey = z.object({
  columns: z.array(z.string()),
  references: z.string(),
  referenced_columns: z.array(z.string()),
});

const table = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'partitioned']),
  readable: z.boolean(),
  rls_filters: z.boolean(),
  countable: z.boolean(),
  primary_key: z.array(z.string()),
  key: z.array(z.string()),
  paging: z.enum(['export', 'blocks']),
  columns: z.array(column),
  foreign_keys: z.array(foreignKey),
  bytes: z.number(),
  estimated_rows: z.number().nullable(),
});

const sequence = z.object({
  name: z.string(),
  last_value: z.string().nullable(),
  is_called: z
    .boolean()
    .nullable()
    .transform((called) => called ?? false),
});

export const catalogSchema = z.object({
  helper_version: z.number().int(),
  server_version: z.string(),
  database_bytes: z.number(),
  schemas: z.array(z.string()),
  tables: z.array(table),
  left_out: z.array(z.object({ schema: z.string(), name: z.string(), reason: z.string() })),
  sequences: z.array(sequence),
  enums: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
});

/** What the helper's `holdfast_catalog` says of the project: every base table in reach, with columns, keys and sizes. */
export type Catalog = z.infer<typeof catalogSchema>;
/** One base table of the catalog. `key` is the unique key that pages follow; empty where there is none. */
export type CatalogTable = z.infer<typeof table>;

/**
 * Checks a catalog that came over the wire.
 * @throws ZodError when its shape is not the one above.
 */
export function parseCatalog(value: unknown): Catalog {
  return catalogSchema.parse(value);
}

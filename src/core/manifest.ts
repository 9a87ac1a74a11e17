import { z } from 'zod';
import { HoldfastError } from './HoldfastError.ts';

/** The version that this Holdfast writes, and the newest that it reads. */
export const formatVersion = 1;

const count = z.number().int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const part = z.looseObject({ path: z.string().min(1), rows: count, bytes: count, sha256: digest });

const manifestTable = z.looseObject({
  schema: z.string().min(1),
  name: z.string().min(1),
  outcome: z.enum(['exported', 'partial', 'denied', 'failed', 'excluded']),
  error: z.string().nullable(),
  rows: count,
  rows_visible: count.nullable(),
  rows_total: count.nullable(),
  read_started_at: z.string().nullable(),
  read_finished_at: z.string().nullable(),
  paging: z.enum(['export', 'keyset', 'offset', 'blocks', 'snapshot']).nullable(),
  primary_key: z.array(z.string()),
  columns: z.array(
    z.looseObject({
      name: z.string(),
      type: z.string(),
      nullable: z.boolean(),
      generated: z.string(),
      identity: z.string(),
    }),
  ),
  foreign_keys: z.array(
    z.looseObject({ columns: z.array(z.string()), references: z.string(), referenced_columns: z.array(z.string()) }),
  ),
  overrides: count,
  inexact_columns: z.array(z.string()),
  content_sha256: digest.nullable(),
  parts: z.array(part),
});

const file = z.looseObject({ path: z.string().min(1), bytes: count, sha256: digest });

const manifestSchema = z.looseObject({
  format: z.literal('holdfast'),
  format_version: z.number().int().min(1),
  backup_id: z.string().min(1),
  created_at: z.string(),
  finished_at: z.string(),
  type: z.enum(['manual', 'automatic', 'pre-restore']),
  status: z.enum(['completed', 'unproven', 'partial']),
  reason: z.string(),
  created_by: z.looseObject({ id: z.string(), email: z.string() }),
  platform: z.string(),
  project_url: z.string(),
  backup_version: z.string(),
  generator: z.string(),
  tables_backed_up: count,
  total_rows: count,
  total_bytes: count,
  coverage: z.enum(['catalog', 'declared']),
  consistency: z.enum(['page', 'table', 'snapshot']),
  sequences: z.array(z.looseObject({ name: z.string(), last_value: z.string().nullable(), is_called: z.boolean() })),
  enums: z.array(z.looseObject({ name: z.string(), values: z.array(z.string()) })).default([]),
  left_out: z.array(z.looseObject({ schema: z.string(), name: z.string(), reason: z.string() })).default([]),
  tables: z.array(manifestTable),
  files: z.array(file).default([]),
});

/**
 * `manifest.json`: what was read, how, by whom, and the digest of every part. `files` are the archive's other files
 * (README.txt and the overrides) with their digests. Unknown fields are kept.
 */
export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestTable = z.infer<typeof manifestTable>;
export type ManifestPart = z.infer<typeof part>;
export type ManifestFile = z.infer<typeof file>;

const head = z.looseObject({ format: z.literal('holdfast'), format_version: z.number() });

/**
 * Reads the bytes of a manifest.
 * @throws HoldfastError `archive-damaged` when it is not one, or was written by a newer Holdfast.
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HoldfastError('archive-damaged', 'manifest.json is not readable JSON.', { cause });
  }
  const known = head.safeParse(value);
  if (!known.success) {
    throw new HoldfastError('archive-damaged', 'manifest.json is not the manifest of a Holdfast archive.', {
      cause: known.error,
    });
  }
  if (known.data.format_version > formatVersion) {
    throw new HoldfastError(
      'archive-damaged',
      `The archive has format ${known.data.format_version}; this Holdfast reads up to ${formatVersion}.`,
      {
        hint: 'Open it with a newer version of Holdfast.',
      },
    );
  }
  const manifest = manifestSchema.safeParse(value);
  if (manifest.success) return manifest.data;
  const [issue] = manifest.error.issues;
  throw new HoldfastError('archive-damaged', `manifest.json is not valid at ${issue?.path.join('.') ?? 'its root'}.`, {
    cause: manifest.error,
  });
}

/** The bytes of a manifest, indented for people. */
export function formatManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Whether the figures of a manifest agree with one another: what it claims must follow from its own parts.
 * Returns what does not, as a clause, or null.
 */
export function whyInconsistent(manifest: Manifest): string | null {
  const sum = (tables: readonly ManifestTable[], value: (table: ManifestTable) => number) =>
    tables.reduce((total, table) => total + value(table), 0);
  for (const table of manifest.tables) {
    const name = `${table.schema}.${table.name}`;
    const rows = table.parts.reduce((total, part) => total + part.rows, 0);
    if (rows !== table.rows) return `${name} has ${rows} rows in its parts, but claims ${table.rows}`;
    const [only, second] = table.parts;
    if (second === undefined && (only?.sha256 ?? null) !== table.content_sha256)
      return `the content digest of ${name} is not that of its part`;
    if (table.outcome === 'exported' && only === undefined) return `${name} is called exported, but has no part`;
  }
  if (sum(manifest.tables, (table) => table.rows) !== manifest.total_rows) return 'its rows do not add up';
  const bytes = sum(manifest.tables, (table) => table.parts.reduce((total, part) => total + part.bytes, 0));
  if (bytes !== manifest.total_bytes) return 'its bytes do not add up';
  const taken = manifest.tables.filter(({ outcome }) => outcome === 'exported' || outcome === 'partial').length;
  return taken === manifest.tables_backed_up ? null : 'its tables do not add up';
}

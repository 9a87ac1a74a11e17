import { z } from 'zod';
import { partPath } from './archiveNames.ts';
import { HoldfastError } from './HoldfastError.ts';
import { formatTable } from './tableName.ts';

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
 * @throws HoldfastError `archive-damaged` when it is broken, `not-an-archive` when it is that of something else, `archive-newer` when a
 *   newer Holdfast wrote it.
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
    throw new HoldfastError('not-an-archive', 'manifest.json is not the manifest of a Holdfast archive.', {
      cause: known.error,
    });
  }
  if (known.data.format_version > formatVersion) {
    throw new HoldfastError(
      'archive-newer',
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
 * Where a manifest contradicts itself: what it claims must follow from its own parts, and each table has its files under its own name.
 * Returns clauses, in the manifest's order; none when all agrees.
 */
export function findInconsistencies(manifest: Manifest): string[] {
  const found = manifest.tables.flatMap(inconsistenciesOf);
  const names = new Set<string>();
  for (const name of manifest.tables.map(formatTable)) {
    if (names.has(name)) found.push(`it lists ${name} twice`);
    names.add(name);
  }
  const sum = (value: (table: ManifestTable) => number) =>
    manifest.tables.reduce((total, table) => total + value(table), 0);
  if (sum(({ rows }) => rows) !== manifest.total_rows) found.push('its rows do not add up');
  const bytes = sum(({ parts }) => parts.reduce((total, part) => total + part.bytes, 0));
  if (bytes !== manifest.total_bytes) found.push('its bytes do not add up');
  const taken = manifest.tables.filter(({ outcome }) => outcome === 'exported' || outcome === 'partial').length;
  if (taken !== manifest.tables_backed_up) found.push('its tables do not add up');
  return [...found, ...overclaimsOf(manifest)];
}

/** What keeps a manifest from being called what it calls itself; see `decideStatus`. */
function overclaimsOf({ status, coverage, tables }: Manifest): string[] {
  if (status === 'partial') return [];
  const found =
    status === 'completed' && coverage !== 'catalog' ? ['it is called completed, but nobody knows all tables'] : [];
  for (const { outcome, rows_visible, rows_total, ...table } of tables) {
    const name = formatTable(table);
    if (outcome !== 'exported' && outcome !== 'excluded')
      found.push(`it is called ${status}, but ${name} is ${outcome}`);
    // Both counts are of one moment, so that people who write do not move them apart.
    else if (outcome === 'exported' && rows_visible !== null && rows_total !== null && rows_visible < rows_total)
      found.push(`it is called ${status}, but rows of ${name} were hidden`);
  }
  return found;
}

function inconsistenciesOf(table: ManifestTable): string[] {
  const { parts, outcome } = table;
  const name = formatTable(table);
  const found: string[] = [];
  const rows = parts.reduce((total, part) => total + part.rows, 0);
  if (rows !== table.rows) found.push(`${name} has ${rows} rows in its parts, but claims ${table.rows}`);
  const [only, second] = parts;
  if (second === undefined && (only?.sha256 ?? null) !== table.content_sha256)
    found.push(`the content digest of ${name} is not that of its part`);
  if (second !== undefined && table.content_sha256 === null) found.push(`${name} has no content digest`);
  if (outcome === 'exported' && only === undefined) found.push(`${name} is called exported, but has no part`);
  const isOwn = (path: string, place: number) =>
    path === partPath(table, place + 1) || (second === undefined && path === partPath(table, null));
  const foreign = parts.find(({ path }, place) => !isOwn(path, place));
  if (foreign !== undefined) found.push(`${foreign.path} is called a part of ${name}`);
  return found;
}

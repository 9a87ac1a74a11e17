import type { Catalog } from '../core/catalog.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/**
 * The helper's catalog of every schema that the role may use, and of those beyond that are asked for by name; null without
 * the helper. Schemas that are not asked for stay in it, so that what a backup leaves out is known.
 * @throws HoldfastError as `TableReader.readPage`; AbortError.
 */
export async function readCatalog(context: RetryContext, schemas: readonly string[] | null): Promise<Catalog | null> {
  const { session, signal } = context;
  const catalog = await withRetries(context, () => session.catalog(null, signal));
  const beyond = schemas?.filter((schema) => catalog?.schemas.includes(schema) === false) ?? [];
  if (catalog === null || beyond.length === 0) return catalog;
  const more = await withRetries(context, () => session.catalog(beyond, signal));
  if (more === null) return catalog;
  const added = new Set(more.tables.map(({ schema }) => schema));
  return {
    ...catalog,
    schemas: [...catalog.schemas, ...more.schemas],
    tables: [...catalog.tables, ...more.tables],
    left_out: [...catalog.left_out.filter(({ schema }) => !added.has(schema)), ...more.left_out],
    sequences: [...catalog.sequences, ...more.sequences],
    enums: [...catalog.enums, ...more.enums],
  };
}

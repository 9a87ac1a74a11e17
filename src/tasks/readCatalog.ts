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
  return await withRetries(context, () => session.catalog([...catalog.schemas, ...beyond], signal));
}

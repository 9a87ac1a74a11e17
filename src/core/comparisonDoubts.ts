import { asSentence } from './asSentence.ts';
import type { ComparedSide, Doubt, RowChange } from './comparison.ts';
import type { Manifest, ManifestTable } from './manifest.ts';

/** A table of one side, with what its archive says of the whole. */
export interface SideTable {
  side: Pick<ComparedSide, 'kind'>;
  /** Which side it is. */
  place: 'before' | 'after';
  manifest: Pick<Manifest, 'status' | 'coverage'>;
  table: Pick<ManifestTable, 'outcome' | 'error' | 'rows_visible' | 'rows_total'>;
}

/** The side, as the beginning of a sentence. */
export function nameSide({ side, place }: Pick<SideTable, 'side' | 'place'>): string {
  if (side.kind === 'live') return 'The live project';
  return place === 'before' ? 'The backup under “Before”' : 'The backup under “After”';
}

/** What rows look like that are there, but out of this side's sight. */
const mistakenFor: Record<SideTable['place'], RowChange> = { before: 'added', after: 'removed' };
const consequences: Record<SideTable['place'], string> = {
  before: 'Rows called added may have been there before.',
  after: 'Rows called removed may still be in the project.',
};

/**
 * Why rows that only the other side has may not be what they look like: this side did not see every row, or nobody knows whether it did.
 * Null where the side is known to be whole.
 */
export function doubtOf(side: SideTable): Doubt | null {
  const why = whyPartial(side) ?? whyUnproven(side);
  return why === null ? null : { about: mistakenFor[side.place], why: `${why} ${consequences[side.place]}` };
}

/** That a side is known not to have every row, as a sentence; null otherwise. */
export function whyPartial(side: SideTable): string | null {
  if (side.table.outcome !== 'partial') return null;
  const reason = side.table.error === null ? '.' : `: ${asSentence(side.table.error)}`;
  return `${nameSide(side)} does not hold every row of this table${reason}`;
}

function whyUnproven(side: SideTable): string | null {
  if (isKnownWhole(side)) return null;
  return side.manifest.coverage === 'declared'
    ? `${nameSide(side)} was read without the helper, so nobody knows whether rows were hidden from its user.`
    : `${nameSide(side)} could not be checked for hidden rows of this table.`;
}

function isKnownWhole({ manifest, table }: SideTable): boolean {
  if (manifest.status === 'completed') return true;
  return manifest.coverage === 'catalog' && table.rows_total !== null && table.rows_total === table.rows_visible;
}

/** Why a side's table cannot be compared, as a sentence; null when it can. */
export function whyNotCompared(side: SideTable): string | null {
  const { outcome, error } = side.table;
  if (outcome === 'exported' || outcome === 'partial') return null;
  if (outcome === 'excluded') return `${nameSide(side)} left it out, as its settings said.`;
  if (outcome === 'denied') return `${nameSide(side)} could not read it: ${asSentence(error ?? 'Access was denied')}`;
  return `${nameSide(side)} did not read it to its end: ${asSentence(error ?? 'Reading failed')}`;
}

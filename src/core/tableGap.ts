import { hurtsTable } from './archiveFaults.ts';
import { asSentence } from './asSentence.ts';
import type { ArchiveState, Coverage, TableResult } from './backup.ts';
import type { Manifest } from './manifest.ts';
import { formatTable } from './tableName.ts';

/** What a backup does not have of a table. */
export interface TableGap {
  /** Whether none of its rows are in the backup. */
  whole: boolean;
  /** A sentence. */
  why: string;
}

const withReason = (words: string, reason: string | null) =>
  asSentence(reason === null ? words : `${words}: ${reason}`);

/** What is missing of a table by the outcome of its reading; null when all of it is there. */
export function gapOfOutcome({ outcome, error }: Pick<TableResult, 'outcome' | 'error'>): TableGap | null {
  if (outcome === 'exported') return null;
  if (outcome === 'partial')
    return { whole: false, why: withReason('Only a part of its rows is in this backup', error) };
  if (outcome === 'excluded') return { whole: true, why: 'It was excluded from this backup by a setting.' };
  const words =
    outcome === 'denied' ? 'It could not be read in this run for want of rights' : 'Reading it failed in this run';
  return { whole: true, why: withReason(words, error) };
}

/**
 * Why a table is not listed in a backup, as far as that leaves open whether it existed; null when it did not: the catalog listed every
 * table.
 */
export function gapOfUnlisted(
  manifest: Pick<Manifest, 'left_out'> & { coverage: Coverage },
  name: string,
): TableGap | null {
  const left = manifest.left_out.find((table) => formatTable(table) === name);
  if (left !== undefined) return { whole: true, why: withReason('It was left out of this backup', left.reason) };
  return manifest.coverage === 'catalog'
    ? null
    : { whole: true, why: 'It was not among the tables that this run read.' };
}

/** What the last verification found that makes a table unreliable; null when nothing. */
export function gapOfFaults(archive: Pick<ArchiveState, 'faults'> | null, name: string): TableGap | null {
  const fault = archive?.faults.find((each) => hurtsTable(each, name));
  return fault === undefined
    ? null
    : { whole: false, why: asSentence(`The file of this backup is damaged: ${fault.what}`) };
}

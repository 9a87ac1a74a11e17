import { archiveDamaged } from '../../core/archiveDamage.ts';
import { findChangedColumns } from '../../core/changedColumns.ts';
import {
  type FingerprintPlan,
  fingerprintRows,
  type PartFingerprints,
  type RowsOfPart,
} from '../../core/fingerprints.ts';
import type { ValueRules } from '../../core/valueRules.ts';
import type { PartPairs } from '../../ports/RowComparer.ts';
import type { StoredPart } from '../../ports/RowReader.ts';
import type { Answer } from './answer.ts';
import { readStoredPart } from './storedPart.ts';

interface ChangedColumnsJob {
  pairs: PartPairs;
  columns: readonly string[];
  rules: ValueRules;
}

async function readRows(part: StoredPart): Promise<RowsOfPart> {
  return { ...(await readStoredPart(part)), overrides: part.overrides };
}

/** A row is only known to be balanced: its names may still be no JSON. */
async function withReadableNames<T>(parts: readonly StoredPart[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof SyntaxError)) throw cause;
    const paths = parts.map(({ entry }) => entry.path).join(' or ');
    throw archiveDamaged(`${paths} has a row that cannot be read`, cause);
  }
}

/** The jobs of RowComparer, as a worker does them. */
export const compareJobs = {
  async fingerprints({ part, plan }: { part: StoredPart; plan: FingerprintPlan }): Promise<Answer<PartFingerprints>> {
    const rows = await readRows(part);
    const value = await withReadableNames([part], () => fingerprintRows(rows, plan));
    return { value, transfer: [value.words.buffer] };
  },

  async changedColumns({ pairs, columns, rules }: ChangedColumnsJob): Promise<Answer<Uint8Array<ArrayBuffer>>> {
    const { before, after } = pairs;
    const [old, now] = [await readRows(before), await readRows(after)];
    const value = await withReadableNames([before, after], async () =>
      findChangedColumns(old, now, pairs.pairs, columns, rules),
    );
    return { value, transfer: [value.buffer] };
  },
};

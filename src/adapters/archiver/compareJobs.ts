import type { ValueRules } from '../../core/valueRules.ts';
import type { FingerprintPlan, PartFingerprints, PartPairs } from '../../ports/RowComparer.ts';
import type { StoredPart } from '../../ports/RowReader.ts';
import type { Answer } from './answer.ts';

interface ChangedColumnsJob {
  pairs: PartPairs;
  columns: readonly string[];
  rules: ValueRules;
}

/** The jobs of RowComparer, as a worker does them. */
export const compareJobs = {
  async fingerprints(_job: { part: StoredPart; plan: FingerprintPlan }): Promise<Answer<PartFingerprints>> {
    throw new Error('Not built yet');
  },

  async changedColumns(_job: ChangedColumnsJob): Promise<Answer<Uint8Array<ArrayBuffer>>> {
    throw new Error('Not built yet');
  },
};

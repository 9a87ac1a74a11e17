import type { FingerprintPlan } from '../../ports/RowComparer.ts';
import type { StoredPart } from '../../ports/RowReader.ts';
import type { Answer } from './answer.ts';

interface ChangedColumnsJob {
  before: StoredPart;
  after: StoredPart;
  pairs: Uint32Array;
  columns: readonly string[];
  inexact: readonly string[];
}

/** The jobs of RowComparer, as a worker does them. */
export const compareJobs = {
  async fingerprints(_job: { part: StoredPart; plan: FingerprintPlan }): Promise<Answer<Uint32Array<ArrayBuffer>>> {
    throw new Error('Not built yet');
  },

  async changedColumns(_job: ChangedColumnsJob): Promise<Answer<number[][]>> {
    throw new Error('Not built yet');
  },
};

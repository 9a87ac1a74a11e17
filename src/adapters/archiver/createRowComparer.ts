import type { RowComparer } from '../../ports/RowComparer.ts';
import type { Workshop } from './workshop.ts';

/** Makes the comparer of stored rows; its jobs are done by the archiver's workers. */
export function createRowComparer(workshop: Workshop): RowComparer {
  return {
    fingerprints: (part, plan, signal) => workshop.part('fingerprints', { part, plan }, signal),
    changedColumns: (pairs, columns, rules, signal) =>
      workshop.part('changedColumns', { pairs, columns, rules }, signal),
  };
}

import type { RowComparer } from '../../ports/RowComparer.ts';
import type { Workshop } from './workshop.ts';

/** Makes the comparer of stored rows; its jobs are done by the archiver's workers. */
export function createRowComparer(workshop: Workshop): RowComparer {
  return {
    fingerprints: (part, plan, signal) => workshop.part('fingerprints', { part, plan }, signal),
    changedColumns: (before, after, pairs, columns, inexact, signal) =>
      workshop.part('changedColumns', { before, after, pairs, columns, inexact }, signal),
  };
}

import type { RowReader } from '../../ports/RowReader.ts';
import type { Workshop } from './workshop.ts';

/** Makes the reader of stored rows; its jobs are done by the archiver's workers. */
export function createRowReader(workshop: Workshop): RowReader {
  return {
    rows: (part, signal) => workshop.part('rows', part, signal),
    find: (part, query, wanted, signal) => workshop.part('find', { part, query, wanted }, signal),
    convert: (part, options, signal) => workshop.part('convert', { part, options }, signal),
  };
}

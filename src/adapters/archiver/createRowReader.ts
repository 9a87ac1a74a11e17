import type { RowReader } from '../../ports/RowReader.ts';
import type { Workshop } from './workshop.ts';

/** Makes the reader of stored rows; its jobs are done by the archiver's workers. */
export function createRowReader(workshop: Workshop): RowReader {
  return {
    rows: (part, signal) => workshop.part('rows', part, signal),
    find: (part, query, signal) => workshop.part('find', { part, query }, signal),
    convert: (part, format, table, first, signal) => workshop.part('convert', { part, format, table, first }, signal),
  };
}

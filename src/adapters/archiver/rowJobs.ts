import type { ExportedTable, ExportFormat } from '../../core/exportFormat.ts';
import type { RowQuery } from '../../core/rowQuery.ts';
import type { PartMatches, PartRows, StoredPart } from '../../ports/RowReader.ts';
import type { Answer } from './answer.ts';
import { readStoredPart } from './storedPart.ts';

interface ConvertJob {
  part: StoredPart;
  format: ExportFormat;
  table: ExportedTable;
  first: boolean;
}

/** The jobs of RowReader, as a worker does them. */
export const rowJobs = {
  async rows(part: StoredPart): Promise<Answer<PartRows>> {
    const value = await readStoredPart(part);
    return { value, transfer: [value.bytes.buffer, value.starts.buffer, value.ends.buffer] };
  },

  async find(_job: { part: StoredPart; query: RowQuery }): Promise<Answer<PartMatches>> {
    throw new Error('Not built yet');
  },

  async convert(_job: ConvertJob): Promise<Answer<Uint8Array<ArrayBuffer>>> {
    throw new Error('Not built yet');
  },
};

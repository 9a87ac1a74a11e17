import type { RowQuery } from '../../core/rowQuery.ts';
import type {
  ConvertedPart,
  ConvertOptions,
  MatchesWanted,
  PartMatches,
  PartRows,
  StoredPart,
} from '../../ports/RowReader.ts';
import type { Answer } from './answer.ts';
import { readStoredPart } from './storedPart.ts';

/** The jobs of RowReader, as a worker does them. */
export const rowJobs = {
  async rows(part: StoredPart): Promise<Answer<PartRows>> {
    const value = await readStoredPart(part);
    return { value, transfer: [value.bytes.buffer, value.starts.buffer, value.ends.buffer] };
  },

  async find(_job: { part: StoredPart; query: RowQuery; wanted: MatchesWanted }): Promise<Answer<PartMatches>> {
    throw new Error('Not built yet');
  },

  async convert(_job: { part: StoredPart; options: ConvertOptions }): Promise<Answer<ConvertedPart>> {
    throw new Error('Not built yet');
  },
};

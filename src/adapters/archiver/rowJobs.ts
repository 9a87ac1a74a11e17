import { archiveDamaged } from '../../core/archiveDamage.ts';
import { type FilePiece, filePiece } from '../../core/exportFormat.ts';
import { findInPart } from '../../core/findInPart.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { type MatchesWanted, matchedRow } from '../../core/matchedRow.ts';
import type { RowQuery } from '../../core/rowQuery.ts';
import type { ConvertOptions, PartMatches, PartRows, StoredPart } from '../../ports/RowReader.ts';
import type { Answer } from './answer.ts';
import { readStoredPart } from './storedPart.ts';

interface FindJob {
  part: StoredPart;
  query: RowQuery;
  wanted: MatchesWanted;
}

interface ConvertJob {
  part: StoredPart;
  options: ConvertOptions;
}

/** Digests match what the manifest says, but nobody has promised that every row is JSON in UTF-8: an archive may come from elsewhere. */
function readingRows<T>({ entry }: StoredPart, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof HoldfastError) || cause.code !== 'bad-answer') throw cause;
    throw archiveDamaged(`${entry.path} has rows that cannot be read`, cause);
  }
}

/** The jobs of RowReader, as a worker does them. */
export const rowJobs = {
  async rows(part: StoredPart): Promise<Answer<PartRows>> {
    const value = await readStoredPart(part);
    return { value, transfer: [value.bytes.buffer, value.starts.buffer, value.ends.buffer] };
  },

  async find({ part, query, wanted }: FindJob): Promise<Answer<PartMatches>> {
    const searched = { ...(await readStoredPart(part)), overrides: part.overrides };
    return readingRows(part, () => {
      const found = findInPart(searched, query);
      const columnAt = (index: number) => found.columns[found.columnOf[index] ?? -1] ?? null;
      const first = [...found.rows.subarray(0, wanted.first)].map((row, index) =>
        matchedRow(searched, { row, column: columnAt(index) }, query, wanted),
      );
      const buffers = [found.rows, found.columnOf, ...first.flatMap(({ bytes }) => bytes ?? [])].map(
        ({ buffer }) => buffer,
      );
      return { value: { ...found, first }, transfer: buffers };
    });
  },

  async convert({ part, options }: ConvertJob): Promise<Answer<FilePiece>> {
    const searched = { ...(await readStoredPart(part)), overrides: part.overrides };
    return readingRows(part, () => {
      const { query } = options;
      const rows = query === null ? Uint32Array.from(searched.starts.keys()) : findInPart(searched, query).rows;
      const value = filePiece(searched, rows, options);
      return { value, transfer: [value.bytes.buffer] };
    });
  },
};

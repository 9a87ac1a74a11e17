import { ColumnFinder } from '../core/rowWalker.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { visitRows } from './visitRows.ts';

const letterN = 0x6e;

/**
 * In how many rows of a table each of these columns has a value.
 * @param rows numbers of the rows that count, rising; null for all.
 * @throws HoldfastError `archive-damaged`; AbortError.
 */
export async function countValues(
  services: Pick<Services, 'rows' | 'clock'>,
  parts: readonly StoredPart[],
  rows: Uint32Array | null,
  columns: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, number>> {
  if (columns.length === 0) return new Map();
  const finder = new ColumnFinder(columns);
  const counts = columns.map(() => 0);
  await visitRows(services, parts, rows, signal, ({ bytes, start, end }) => {
    finder.seek(bytes, start, end);
    for (let index = 0; index < counts.length; index += 1) {
      if (finder.has(index) && bytes[finder.start(index)] !== letterN) counts[index] = (counts[index] as number) + 1;
    }
    return undefined;
  });
  return new Map(columns.map((column, index) => [column, counts[index] as number]));
}

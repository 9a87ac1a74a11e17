/** A part by its size: bytes of JSON, and rows in it. */
export interface SizedPart {
  bytes: number;
  rows: number;
}

/**
 * Cuts a list of rows into chunks of about `chunkBytes`, before any row is read: rows count as large as they are on average in their part. So
 * the same list is always cut alike, and the number of chunks is known beforehand.
 * @param rows numbers in the table, rising. @param mostBytes of a row, where only some of its values are sent.
 * @returns for each chunk the place in `rows` at which it begins; none for no rows.
 */
export function planChunks(
  rows: Uint32Array,
  parts: readonly SizedPart[],
  chunkBytes: number,
  mostBytes: number = Number.POSITIVE_INFINITY,
): number[] {
  const starts: number[] = [];
  let part = -1;
  let end = 0;
  let rowBytes = 0;
  let filled = Number.POSITIVE_INFINITY;
  for (let place = 0; place < rows.length; place += 1) {
    while ((rows[place] as number) >= end) {
      part += 1;
      const next = parts[part];
      if (next === undefined) throw new RangeError(`There is no row ${rows[place]} of ${end}.`);
      end += next.rows;
      rowBytes = Math.min(mostBytes, next.rows === 0 ? 0 : next.bytes / next.rows);
    }
    if (filled + rowBytes > chunkBytes) {
      starts.push(place);
      filled = 0;
    }
    filled += rowBytes;
  }
  return starts;
}

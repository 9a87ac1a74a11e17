/** Rows of a table in the order of the list that shows them: all of them, or those that match. */
export interface RowOrder {
  /** Rows in the list. */
  count: number;
  /** The number in the table of what stands at a place of the list. */
  rowAt(place: number): number;
  /** Where a row stands in the list; -1 when it does not. */
  placeOf(row: number): number;
}

/** @param matches numbers of matching rows, rising; null where all rows are listed. */
export function rowOrder(rowCount: number, matches: ArrayLike<number> | null): RowOrder {
  if (matches === null) {
    return {
      count: rowCount,
      rowAt: (place) => place,
      placeOf: (row) => (row < rowCount ? row : -1),
    };
  }
  return {
    count: matches.length,
    rowAt: (place) => matches[place] ?? 0,
    placeOf(row) {
      let [low, high] = [0, matches.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((matches[middle] ?? 0) < row) low = middle + 1;
        else high = middle;
      }
      return matches[low] === row ? low : -1;
    },
  };
}

const mostRows = 50_000;
/** Rows of a first page where nothing is known of the table: the row cap of hosted projects. */
const blindRows = 1000;

/** How many rows to ask for next, for one table. Immutable: each event gives the next state. */
export interface PageSize {
  rows: number;
  /** Where a failure cut the size: pages grow past it only slowly. */
  ceiling: number;
}

/** How much the ceiling rises with every page that came: a hiccup is forgotten after some pages, a limit is met rarely. */
const recovery = 1.25;

function clamp(rows: number, ceiling: number): number {
  return Math.max(1, Math.min(Math.floor(rows), ceiling, mostRows));
}

/** @param bytes size of the table on disk; `estimatedRows` null where unknown; `targetBytes` of JSON that a page aims at. */
export function firstPageSize(bytes: number, estimatedRows: number | null, targetBytes: number): PageSize {
  const known = estimatedRows !== null && estimatedRows > 0;
  return {
    rows: known ? clamp((targetBytes * estimatedRows) / Math.max(bytes, 1), mostRows) : blindRows,
    ceiling: mostRows,
  };
}

/** After a page of `rows` rows and `bytes` bytes: aims at the target size, at most four times as large at once. */
export function afterPage(size: PageSize, rows: number, bytes: number, targetBytes: number): PageSize {
  if (rows === 0) return size;
  const wanted = (targetBytes * rows) / Math.max(bytes, 1);
  const ceiling = Math.min(mostRows, Math.ceil(size.ceiling * recovery));
  return { ceiling, rows: clamp(Math.min(wanted, size.rows * 4), ceiling) };
}

/**
 * After a page of `asked` rows failed for the `failures`-th time in a row: a half, an eighth, a sixty-fourth of it, so that a
 * few tries reach rows of any size. Pages that failed side by side count once.
 */
export function afterFailure(size: PageSize, asked: number, failures: number): PageSize {
  const rows = clamp(Math.min(size.rows, asked / 2 ** failures), size.ceiling);
  return { rows, ceiling: rows };
}

/** Bytes of JSON that a page should have: enough that latency matters little, few enough to read within a time limit. */
export const targetPageBytes = 2 * 1024 * 1024;
const mostRows = 50_000;
/** Rows of a first page where nothing is known of the table: the row cap of hosted projects. */
const blindRows = 1000;

/** How many rows to ask for next, for one table. Immutable: each event gives the next state. */
export interface PageSize {
  rows: number;
  /** Where a time-out cut the size: pages do not grow past it again. */
  ceiling: number;
}

function clamp(rows: number, ceiling: number): number {
  return Math.max(1, Math.min(Math.floor(rows), ceiling, mostRows));
}

/** @param bytes size of the table on disk; `estimatedRows` null where unknown. */
export function firstPageSize(bytes: number, estimatedRows: number | null): PageSize {
  const known = estimatedRows !== null && estimatedRows > 0;
  return {
    rows: known ? clamp((targetPageBytes * estimatedRows) / Math.max(bytes, 1), mostRows) : blindRows,
    ceiling: mostRows,
  };
}

/** After a page of `rows` rows and `bytes` bytes: aims at the target size, at most four times as large at once. */
export function afterPage(size: PageSize, rows: number, bytes: number): PageSize {
  if (rows === 0) return size;
  const wanted = (targetPageBytes * rows) / Math.max(bytes, 1);
  return { ...size, rows: clamp(Math.min(wanted, size.rows * 4), size.ceiling) };
}

/** After a page that timed out or was too much for the server: half as many rows, for good. */
export function afterTimeout(size: PageSize): PageSize {
  const rows = clamp(size.rows / 2, size.ceiling);
  return { rows, ceiling: rows };
}

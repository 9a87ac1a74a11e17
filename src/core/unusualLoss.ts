/** Tables with fewer rows may lose any share of them: small tables change a lot by rights. */
export const fewRows = 100;

/** Whether so many of a table's rows are gone, or changed, that somebody should look. @param percent as `RetentionPolicy.pauseAtLossPercent`. */
export function isUnusual(rowsBefore: number, rows: number, percent: number): boolean {
  return rowsBefore > fewRows && rows * 100 > rowsBefore * percent;
}

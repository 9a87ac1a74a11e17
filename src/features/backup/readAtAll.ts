import type { TableResult } from '../../core/backup.ts';

/** Whether anything was read of a table. Where not (denied, left out, failed at once) its figures are unknown, not 0. */
export function readAtAll(table: TableResult): boolean {
  if (table.outcome === 'failed') return table.parts > 0;
  return table.outcome !== 'denied' && table.outcome !== 'excluded';
}

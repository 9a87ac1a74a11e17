import type { BackupChanges } from './backup.ts';

/** A table that changed more than is usual. */
export interface Drop {
  /** `schema.table` */
  table: string;
  /** `lost`: most of its rows are gone, or it is gone itself: loud. `changed`: most of its rows changed: worth a look. */
  kind: 'lost' | 'changed';
  /** A sentence: "public.orders went from 2,000 rows to 12." */
  message: string;
}

/**
 * Tables that lost or changed unusually much since the backup before, worst first.
 * @param lossPercent as `RetentionPolicy.pauseAtLossPercent`.
 */
export function findDrops(_changes: BackupChanges, _lossPercent: number): Drop[] {
  throw new Error('Not built yet');
}

import { describeFault, sortTables } from '../core/archiveFaults.ts';
import type { BackupRecord } from '../core/backup.ts';
import { formatPlural } from './formatNumber.ts';

/** Tables that have rows in the archive. */
const tablesIn = ({ tables }: BackupRecord) => tables.filter(({ parts }) => parts > 0).map(({ table }) => table);

/** What is wrong with a corrupt file and what is still good: "public.payments is damaged, 9 tables are good." */
export function formatFaults(record: BackupRecord): string {
  const faults = record.archive?.faults ?? [];
  if (faults.length === 0) return 'The file no longer matches its digests.';
  const { good, bad } = sortTables(faults, tablesIn(record));
  const [first] = bad;
  // Of what concerns no table, or all of them, the first fault says more than names.
  if (first === undefined || good.length === 0) return faults[0] === undefined ? '' : `${describeFault(faults[0])}.`;
  const damaged = bad.length === 1 ? `${first} is` : `${formatPlural(bad.length, 'table')} are`;
  return `${damaged} damaged, ${formatPlural(good.length, 'table is', 'tables are')} good.`;
}

import { sortTables } from '../core/archiveFaults.ts';
import type { ArchiveFault, BackupRecord } from '../core/backup.ts';
import { formatPlural } from './formatNumber.ts';

/** One fault: "tables/public.users.json: its checksum does not match". */
export function formatFault({ path, what }: ArchiveFault): string {
  return path === null ? `${what.charAt(0).toUpperCase()}${what.slice(1)}` : `${path}: ${what}`;
}

/** Tables that have rows in the archive. */
const tablesIn = ({ tables }: BackupRecord) => tables.filter(({ parts }) => parts > 0).map(({ table }) => table);

/** What is wrong with a corrupt file and what is still good: "public.payments is damaged, 9 tables are good." */
export function formatFaults(record: BackupRecord): string {
  const faults = record.archive?.faults ?? [];
  if (faults.length === 0) return 'The file no longer matches its digests.';
  const { good, bad } = sortTables(faults, tablesIn(record));
  const [first] = bad;
  if (first === undefined || good.length === 0) {
    const fault = faults[0];
    return fault === undefined ? '' : `${formatFault(fault)}.`;
  }
  const damaged = bad.length === 1 ? `${first} is` : `${formatPlural(bad.length, 'table')} are`;
  return `${damaged} damaged, ${formatPlural(good.length, 'table is', 'tables are')} good.`;
}

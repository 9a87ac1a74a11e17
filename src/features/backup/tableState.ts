import { hurtsTable } from '../../core/archiveFaults.ts';
import type { BackupRecord, TableResult } from '../../core/backup.ts';
import { hasFile } from '../../ui/formatStatus.ts';

/** Whether the rows of a table can be looked at; `why` says why not, as a sentence. */
export type TableState = { kind: 'open' } | { kind: 'damaged' | 'closed'; why: string };

/** What can be done with one table of a backup. */
export function tableState(record: BackupRecord, { table, parts }: TableResult): TableState {
  if (parts === 0) return { kind: 'closed', why: 'No rows of it are in this backup.' };
  if (!hasFile(record)) return { kind: 'closed', why: 'The file of this backup is not in this browser.' };
  const fault = record.archive?.faults.find((each) => hurtsTable(each, table));
  if (fault === undefined) return { kind: 'open' };
  const where = fault.path === null ? 'The archive' : fault.path;
  return { kind: 'damaged', why: `${where} is damaged: ${fault.what}.` };
}

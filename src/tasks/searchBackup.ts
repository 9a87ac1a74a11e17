import type { BackupRecord } from '../core/backup.ts';
import type { FoundRow } from '../core/findings.ts';
import { describeError, isAbort } from '../core/HoldfastError.ts';
import type { ManifestTable } from '../core/manifest.ts';
import { tableResult } from '../core/tableResult.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { mapInOrder } from './mapInOrder.ts';
import { type OpenArchive, openArchive } from './openArchive.ts';
import type { PartFinding, PartSearch } from './partSearch.ts';
import type { BackupReport } from './SearchReport.ts';

/** Parts that are searched ahead of the one whose turn it is, so that all workers are busy. */
const partsAhead = 4;
/** Longest row that is handed out with its text. */
const textBytes = 16 * 1024;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** One part to search. */
interface Job {
  name: string;
  table: ManifestTable;
  /** Which part of the table. */
  place: number;
  /** Number in the table of its first row. */
  firstRow: number;
  parts: () => Promise<StoredPart[]>;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= work();
    return result;
  };
}

function jobsOf(archive: OpenArchive, names: readonly string[], signal: AbortSignal): Job[] {
  return names.flatMap((name) => {
    const table = archive.tables.get(name);
    const parts = once(() => archive.parts(name, signal));
    let firstRow = 0;
    return (table?.parts ?? []).map((part, place) => {
      firstRow += part.rows;
      return { name, table: table as ManifestTable, place, firstRow: firstRow - part.rows, parts };
    });
  });
}

function foundRows({ first }: PartFinding, firstRow: number): FoundRow[] {
  return first.map(({ row, column, excerpt, key, bytes }) => ({
    row: firstRow + row,
    column,
    excerpt,
    key,
    text: bytes === null ? null : decoder.decode(bytes),
  }));
}

/**
 * Searches one backup and tells the report. What cannot be read is said to be so.
 * @throws AbortError.
 */
export async function searchBackup(
  services: Pick<Services, 'backups' | 'store' | 'archiver'>,
  record: BackupRecord,
  search: PartSearch,
  report: BackupReport,
  signal: AbortSignal,
): Promise<void> {
  if (record.archive === null) {
    const { removed } = record;
    report.skip(removed === null ? 'This run left no file.' : 'Its file was deleted.');
    return;
  }
  let archive: OpenArchive;
  try {
    archive = await openArchive(services, record.id, signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    report.skip(describeError(error).message);
    return;
  }
  const { manifest } = archive;
  const { coverage, left_out } = manifest;
  const tables = report.begin({
    tables: manifest.tables.map(tableResult),
    coverage,
    left_out,
    archive: record.archive,
  });
  const names = tables.map(({ table }) => table);
  for (const name of names) if (!archive.tables.has(name)) report.endTable(name, 'searched', null);
  await searchTables(jobsOf(archive, names, signal), search, report, signal);
  report.end();
}

async function searchTables(
  jobs: readonly Job[],
  search: PartSearch,
  report: BackupReport,
  signal: AbortSignal,
): Promise<void> {
  const work = async ({ name, table, place, parts }: Job): Promise<PartFinding | string> => {
    try {
      const part = (await parts())[place] as StoredPart;
      const wanted = { first: report.wanted(name), key: table.primary_key, rowBytes: textBytes };
      return await search.find(part, wanted, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      return describeError(error).message;
    }
  };
  let turn = 0;
  let unread: string[] = [];
  for await (const result of mapInOrder(jobs, partsAhead, work)) {
    signal.throwIfAborted();
    const { name, table, place, firstRow } = jobs[turn++] as Job;
    const { bytes } = table.parts[place] as ManifestTable['parts'][number];
    if (typeof result === 'string') {
      unread.push(result);
      report.unread(name, { bytes });
    } else report.found(name, { count: result.count, first: foundRows(result, firstRow), bytes });
    if (place < table.parts.length - 1) continue;
    const all = unread.length === table.parts.length;
    report.endTable(name, all ? 'not-searched' : 'searched', describeUnread(unread, table.parts.length));
    unread = [];
  }
}

/** What to say of parts that could not be read; null when all could. */
function describeUnread(messages: readonly string[], parts: number): string | null {
  const [first] = messages;
  if (first === undefined || parts === 1) return first ?? null;
  return `${messages.length} of its ${parts} parts could not be read: ${first}`;
}

import type { BackupRecord } from '../core/backup.ts';
import { describeError, isAbort } from '../core/HoldfastError.ts';
import type { ManifestTable } from '../core/manifest.ts';
import type { CellOverride } from '../core/rowCells.ts';
import { whyNotComparable } from '../core/rowIdentity.ts';
import type { RowQuery } from '../core/rowQuery.ts';
import { gapOfFaults, gapOfOutcome, gapOfUnlisted } from '../core/tableGap.ts';
import { formatTable } from '../core/tableName.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { mapInOrder } from './mapInOrder.ts';
import { openArchive } from './openArchive.ts';
import type { PartFinding, PartSearch } from './partSearch.ts';

/** The row as one backup has it. */
export interface RowVersion {
  backupId: string;
  filename: string;
  /** ISO instant. */
  createdAt: string;
  state: 'present' | 'absent' | 'unknown';
  /** Why it is unknown, or absent because there was no such table; a sentence. Else null. */
  why: string | null;
  /** Number of the row in the table from 0; null unless present. */
  row: number | null;
  /** How many rows are like it: more than one only in tables without a key. 0 unless present. */
  count: number;
  /** The row as the server wrote it, for `cellsOf` and `prettyRow`; null unless present. */
  bytes: Uint8Array<ArrayBuffer> | null;
  overrides: readonly CellOverride[];
  /** Versions of equal content have equal text. Null unless present. */
  content: string | null;
}

/** What finds a row. */
export interface RowWanted {
  /** `schema.table` */
  table: string;
  query: RowQuery;
  /** Whether all of its values name it, in a table without a key. */
  whole: boolean;
}

type Content = Omit<RowVersion, 'backupId' | 'filename' | 'createdAt'>;

/** Parts that are searched ahead of the one whose turn it is. */
const partsAhead = 3;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const without = (state: 'absent' | 'unknown', why: string | null): Content => ({
  state,
  why,
  row: null,
  count: 0,
  bytes: null,
  overrides: [],
  content: null,
});

/**
 * Looks for a row in one backup. What cannot be read makes it unknown, never absent.
 * @param search for `wanted.query`, shared by all backups.
 * @param onBytes told bytes of JSON gone through.
 * @throws AbortError.
 */
export async function rowVersion(
  services: Pick<Services, 'backups' | 'store' | 'archiver'>,
  record: BackupRecord,
  wanted: RowWanted,
  search: PartSearch,
  onBytes: (done: number) => void,
  signal: AbortSignal,
): Promise<RowVersion> {
  const { id: backupId, filename, createdAt } = record;
  try {
    const content = await contentIn(services, record, wanted, search, onBytes, signal);
    return { backupId, filename, createdAt, ...content };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { backupId, filename, createdAt, ...without('unknown', describeError(error).message) };
  }
}

async function contentIn(
  services: Pick<Services, 'backups' | 'store' | 'archiver'>,
  record: BackupRecord,
  wanted: RowWanted,
  search: PartSearch,
  onBytes: (done: number) => void,
  signal: AbortSignal,
): Promise<Content> {
  const archive = await openArchive(services, record.id, signal);
  const table = archive.manifest.tables.find((each) => formatTable(each) === wanted.table);
  if (table === undefined) {
    const gap = gapOfUnlisted(archive.manifest, wanted.table);
    return gap === null ? without('absent', 'The project had no such table then.') : without('unknown', gap.why);
  }
  const gap = gapOfOutcome(table) ?? gapOfFaults(record.archive, wanted.table);
  const missing = gap === null ? without('absent', null) : without('unknown', gap.why);
  if (gap?.whole === true || table.rows === 0) return missing;
  const columns = table.columns.map(({ name }) => name);
  const why = whyNotComparable(columns, wanted);
  if (why !== null) return without('unknown', why);
  const parts = await archive.parts(wanted.table, signal);
  return (await searchParts(parts, table, wanted, search, onBytes, signal)) ?? missing;
}

/** Null when it is in none of the parts. */
async function searchParts(
  parts: readonly StoredPart[],
  { primary_key: key }: ManifestTable,
  { whole }: RowWanted,
  search: PartSearch,
  onBytes: (done: number) => void,
  signal: AbortSignal,
): Promise<Content | null> {
  const find = async (part: StoredPart): Promise<PartFinding | string> => {
    try {
      return await search.find(part, { first: 1, key, rowBytes: Number.POSITIVE_INFINITY }, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      return describeError(error).message;
    }
  };
  const found: Content[] = [];
  let count = 0;
  let unread: string | null = null;
  let [place, firstRow, bytes] = [0, 0, 0];
  for await (const result of mapInOrder(parts, partsAhead, find)) {
    signal.throwIfAborted();
    const part = parts[place++] as StoredPart;
    if (typeof result === 'string') unread ??= result;
    else if (result.count > 0) {
      if (found.length === 0) found.push(contentOf(result, part, firstRow));
      count += result.count;
      if (!whole) break; // a key names one row; what was begun ahead is remembered for the next backup
    }
    firstRow += part.rows;
    bytes += part.entry.bytes;
    onBytes(bytes);
  }
  const [first] = found;
  if (first !== undefined) return { ...first, count };
  return unread === null ? null : without('unknown', unread);
}

function contentOf({ first: [row] }: PartFinding, part: StoredPart, firstRow: number): Content {
  if (row?.bytes == null) throw new Error('A row that was found has no bytes.');
  const overrides = part.overrides
    .filter((override) => override.row === row.row)
    .map(({ column, text }) => ({ column, text }))
    .sort((a, b) => (a.column < b.column ? -1 : 1));
  const content = [decoder.decode(row.bytes), JSON.stringify(overrides)].join('\n');
  return { state: 'present', why: null, row: firstRow + row.row, count: 0, bytes: row.bytes, overrides, content };
}

import { overridesPath, partPath } from '../core/archiveNames.ts';
import type { Paging } from '../core/backup.ts';
import type { CatalogTable } from '../core/catalog.ts';
import { type Counted, decideOutcome, type Outcome } from '../core/decideOutcome.ts';
import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import type { ManifestFile, ManifestPart } from '../core/manifest.ts';
import { type BuiltOverrides, OverridesBuilder } from '../core/OverridesBuilder.ts';
import { type BuiltPart, PartBuilder } from '../core/partBuilder.ts';
import { RowsDigest } from '../core/RowsDigest.ts';
import type { Semaphore } from '../core/semaphore.ts';
import { formatTable } from '../core/tableName.ts';
import type { ArchiveWriter } from '../ports/Archiver.ts';
import { countTables } from './countTables.ts';
import { failureOf } from './planBackup.ts';
import { type ReadTableOptions, readTable } from './readTable.ts';

export interface ExportOptions extends ReadTableOptions {
  writer: ArchiveWriter;
  /** Bounds the parts that are on their way into the archive, over all tables. */
  partSlots: Semaphore;
  /** Counts from before the reading. */
  counts: Promise<Map<string, Counted>>;
  onRows: (rows: number, bytes: number) => void;
  now: () => number;
}

/** What became of one table: what of it is in the archive, and what is known about the rest. */
export interface TableExport extends Outcome {
  table: CatalogTable;
  rows: number;
  counted: Counted | null;
  paging: Paging;
  parts: ManifestPart[];
  /** How many overrides there are, and the files that hold them. */
  overrides: number;
  files: ManifestFile[];
  inexactColumns: string[];
  contentSha256: string | null;
  startedAtMs: number;
  finishedAtMs: number;
}

/** Parts of one table on their way into the archive. */
interface PartQueue {
  /** Hands a part over once there is room. @throws what an earlier part failed with. */
  put(part: BuiltPart, several: boolean): Promise<void>;
  /** Resolves when all are with the sink. @throws as ArchiveWriter.add. */
  settle(): Promise<{ parts: ManifestPart[]; files: ManifestFile[]; overrides: number }>;
}

/**
 * Reads one table to its end into the archive and decides its outcome. Errors of the table become its outcome; what was
 * read until then stays in the archive, in key order and without a gap.
 * @throws HoldfastError of the archive's storage, and `identity-changed`; AbortError.
 */
export async function exportTable(table: CatalogTable, options: ExportOptions): Promise<TableExport> {
  const { reader } = options;
  const startedAtMs = options.now();
  const takenAtMs = reader.takenAt === undefined ? null : Date.parse(reader.takenAt);
  const builder = new PartBuilder();
  const queue = partQueue(table, options);
  const state = { rows: 0, agreed: true };
  let failure: HoldfastError | null = null;
  try {
    await readInto(table, builder, queue, state, options);
  } catch (error) {
    if (isAbort(error) || !(error instanceof HoldfastError) || endsRun(error)) throw error;
    failure = error;
  }
  const last = failure !== null && builder.parts === 0 && state.rows === 0 ? null : builder.finish();
  if (last !== null) await queue.put(last, builder.parts > 1);
  const { parts, files, overrides } = await queue.settle();
  const { before, after } = await count(table, state.rows, failure, options);
  const decided = decideOutcome({ ...state, before, after, rlsFilters: table.rls_filters });
  const outcome = failure === null ? decided : { ...failureOf(failure), proven: false };
  return {
    ...outcome,
    table,
    rows: state.rows,
    counted: after ?? before,
    paging: table.paging === 'blocks' && reader.paging !== 'snapshot' ? 'blocks' : reader.paging,
    parts,
    overrides,
    files,
    inexactColumns: reader.inexactColumns(table),
    contentSha256: await contentDigest(table, parts, options),
    startedAtMs: takenAtMs ?? startedAtMs,
    finishedAtMs: takenAtMs ?? options.now(),
  };
}

/** Errors that are not about a table: the run cannot go on after them. */
function endsRun(error: HoldfastError): boolean {
  return (
    error.code === 'identity-changed' ||
    error.code === 'storage-full' ||
    error.code === 'storage-failed' ||
    error.code === 'archive-too-large'
  );
}

async function readInto(
  table: CatalogTable,
  builder: PartBuilder,
  queue: PartQueue,
  state: { rows: number; agreed: boolean },
  options: ExportOptions,
): Promise<void> {
  const keyless = table.paging === 'blocks' && options.reader.paging !== 'snapshot';
  const first = keyless ? await digestOf(table, options) : null;
  const archived = await RowsDigest.begin();
  for await (const page of readTable(table, options)) {
    if (keyless) archived.add(page);
    for (const part of builder.add(page)) await queue.put(part, true);
    state.rows += page.starts.length;
    options.onRows(page.starts.length, page.bytes.length);
  }
  if (first === null) return;
  // Physical order holds only while nobody writes: the reading in the archive must agree with one before it or after it.
  const digest = archived.finish();
  state.agreed = digest === first || digest === (await digestOf(table, options));
}

async function digestOf(table: CatalogTable, options: ExportOptions): Promise<string> {
  const digest = await RowsDigest.begin();
  for await (const page of readTable(table, options)) digest.add(page);
  return digest.finish();
}

function partQueue(table: CatalogTable, { writer, partSlots }: ExportOptions): PartQueue {
  const adding: Promise<ManifestPart | null>[] = [];
  const addingFiles: Promise<ManifestFile | null>[] = [];
  const overrides = new OverridesBuilder();
  let overrideCount = 0;
  let failure: { error: unknown } | null = null;

  /** Adds a file once there is room; what it fails with is thrown by the next call of `put` or `settle`. */
  async function add(path: string, bytes: Uint8Array<ArrayBuffer>, stream?: string): Promise<ManifestFile | null> {
    try {
      return { path, ...(await writer.add(path, bytes, stream)) };
    } catch (error) {
      failure ??= { error };
      return null;
    } finally {
      partSlots.release();
    }
  }

  async function addPart(path: string, part: BuiltPart, stream: string | undefined): Promise<ManifestPart | null> {
    const file = await add(path, part.bytes, stream);
    return file === null ? null : { ...file, rows: part.rows };
  }

  async function putOverrides(file: BuiltOverrides, several: boolean): Promise<void> {
    await partSlots.acquire();
    overrideCount += file.count;
    addingFiles.push(add(overridesPath(table, several ? addingFiles.length + 1 : null), file.bytes));
  }

  return {
    async put(part, several) {
      await partSlots.acquire();
      if (failure !== null) {
        partSlots.release();
        throw failure.error;
      }
      const path = partPath(table, several ? adding.length + 1 : null);
      adding.push(addPart(path, part, several ? formatTable(table) : undefined));
      for (const file of overrides.add(path, part.overrides)) await putOverrides(file, true);
    },
    async settle() {
      const last = overrides.finish();
      if (last !== null) await putOverrides(last, overrides.files > 1);
      const [parts, files] = await Promise.all([Promise.all(adding), Promise.all(addingFiles)]);
      if (failure !== null) throw failure.error;
      return {
        parts: parts.filter((part) => part !== null),
        files: files.filter((file) => file !== null),
        overrides: overrideCount,
      };
    },
  };
}

/** Counts once more where the rows read differ from those counted before, since somebody may have written meanwhile. */
async function count(
  table: CatalogTable,
  rows: number,
  failure: HoldfastError | null,
  { context, reader, slots, counts }: ExportOptions,
): Promise<{ before: Counted | null; after: Counted | null }> {
  const name = formatTable(table);
  const before = (await counts).get(name) ?? null;
  if (failure !== null || before === null || before.visible === rows) return { before, after: null };
  const again = await countTables(context, reader, slots, [table]);
  return { before, after: again.get(name) ?? null };
}

async function contentDigest(
  table: CatalogTable,
  parts: readonly ManifestPart[],
  { writer }: ExportOptions,
): Promise<string | null> {
  if (parts.length > 1) return await writer.streamDigest(formatTable(table));
  return parts[0]?.sha256 ?? null;
}

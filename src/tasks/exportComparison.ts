import type { ComparedSide, DifferenceFilter, RowDifference, TableDifference } from '../core/comparison.ts';
import { comparisonCsvHead, describeTableAsCsv, rowAsCsv } from '../core/comparisonCsv.ts';
import { beginTableAsJson, changesInOrder, rowAsJson } from '../core/comparisonJson.ts';
import type { Services } from '../ports/Services.ts';
import { type BlobBuilder, createBlobBuilder } from './blobBuilder.ts';
import type { Comparison } from './compareBackups.ts';
import { recordAct } from './recordAct.ts';
import { createTurns } from './turns.ts';

/** What of a comparison goes into the file. */
export interface ComparisonFileRequest {
  format: 'json' | 'csv';
  /** `schema.table`; null for all tables. */
  table: string | null;
  /** Of one table: only these differences; null for all. */
  filter: DifferenceFilter | null;
}

/** Rows that are read and written in one piece of work, a few milliseconds. */
const rowsAtOnce = 50;
const types = { json: 'application/json', csv: 'text/csv;charset=utf-8' } as const;
const everything: DifferenceFilter = { changes: changesInOrder, column: null };

/**
 * Writes the differences into a file, a few rows at a time; the browser keeps the pieces, so that memory stays bounded. Leaves an audit
 * entry. CSV has the columns table, change, key, column, before, after, safe to open in a spreadsheet; JSON holds rows and values as the
 * server wrote them. Hand it out with `host.download`.
 * @param onProgress told rows written and rows in all.
 * @throws HoldfastError `archive-damaged`, `storage-failed`; AbortError.
 */
export async function exportComparison(
  services: Pick<Services, 'clock' | 'audit' | 'project'>,
  comparison: Comparison,
  request: ComparisonFileRequest,
  signal: AbortSignal,
  onProgress: (rowsDone: number, rows: number) => void = () => undefined,
): Promise<{ filename: string; blob: Blob }> {
  signal.throwIfAborted();
  const { before, after } = comparison;
  const tables = comparison.tables.filter(({ table }) => request.table === null || table === request.table);
  const filter = request.filter ?? everything;
  // With a column, how many fit is known only once they were looked at.
  const changes = filter.column === null ? filter.changes : filter.changes.filter((change) => change === 'changed');
  const rows = tables.reduce(
    (sum, { counts }) => sum + changes.reduce((of, change) => of + (counts?.[change] ?? 0), 0),
    0,
  );
  const turns = createTurns(services.clock, signal);
  let rowsDone = 0;

  /** The differences of a table that fit, one kind after the other. */
  async function* rowsOf(
    { table }: TableDifference,
    changes: DifferenceFilter['changes'],
  ): AsyncGenerator<RowDifference> {
    const list = await comparison.rows(table)?.list({ changes, column: filter.column }, signal);
    for (let from = 0; list !== undefined && from < list.count; from += rowsAtOnce) {
      const read = await list.read(from, rowsAtOnce, signal);
      yield* read;
      rowsDone += read.length;
      onProgress(rowsDone, rows);
      await turns.next();
    }
  }

  const file = createBlobBuilder();
  if (request.format === 'csv') await writeCsv(file, tables, (table) => rowsOf(table, filter.changes));
  else {
    file.add(`{"before":${JSON.stringify(before)},\n"after":${JSON.stringify(after)},\n"tables":[`);
    await writeTablesAsJson(file, tables, filter, rowsOf);
    file.add('\n]}\n');
  }
  signal.throwIfAborted();
  onProgress(rows, rows);
  const filename = nameFile(before, after, request);
  const what = request.table === null ? 'the differences' : `the differences of ${request.table}`;
  const details = `Exported ${what} between ${nameSide(before)} and ${nameSide(after)} as ${request.format.toUpperCase()}.`;
  await recordAct(services, 'export', after.kind === 'backup' ? after.id : before.id, 'done', details);
  return { filename, blob: file.finish(types[request.format]) };
}

async function writeCsv(
  file: BlobBuilder,
  tables: readonly TableDifference[],
  rowsOf: (table: TableDifference) => AsyncGenerator<RowDifference>,
): Promise<void> {
  file.add(comparisonCsvHead);
  for (const table of tables) {
    file.add(describeTableAsCsv(table));
    for await (const row of rowsOf(table)) file.add(rowAsCsv(table.table, row));
  }
}

async function writeTablesAsJson(
  file: BlobBuilder,
  tables: readonly TableDifference[],
  { changes }: DifferenceFilter,
  rowsOf: (table: TableDifference, changes: DifferenceFilter['changes']) => AsyncGenerator<RowDifference>,
): Promise<void> {
  for (const [index, table] of tables.entries()) {
    file.add(`${index === 0 ? '' : ','}\n${beginTableAsJson(table)}`);
    for (const change of changesInOrder.filter((each) => changes.includes(each))) {
      file.add(`,\n"${change}":[`);
      let separator = '\n';
      for await (const row of rowsOf(table, [change])) {
        file.add(separator);
        for (const piece of rowAsJson(row)) file.add(typeof piece === 'string' ? piece : piece.slice());
        separator = ',\n';
      }
      file.add(']');
    }
    file.add('}');
  }
}

const nameSide = ({ filename }: ComparedSide) => filename ?? 'the live project';

function nameFile(before: ComparedSide, after: ComparedSide, { table, format }: ComparisonFileRequest): string {
  const stamp = ({ at }: ComparedSide) => at.replaceAll(/[:.]/g, '-');
  const of = table === null ? '' : `-${table.replaceAll(/[^\w.-]/g, '_')}`;
  return `differences${of}-${stamp(before)}-to-${stamp(after)}.${format}`;
}

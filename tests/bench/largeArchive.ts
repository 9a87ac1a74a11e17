import { partPath } from '../../src/core/archiveNames.ts';
import { importedRecord } from '../../src/core/importedRecord.ts';
import { partLimitBytes } from '../../src/core/partBuilder.ts';
import { Semaphore } from '../../src/core/semaphore.ts';
import type { ArchiveWriter } from '../../src/ports/Archiver.ts';
import type { Services } from '../../src/ports/Services.ts';
import type { TableExport } from '../../src/tasks/exportTable.ts';
import { verifyArchive } from '../../src/tasks/verifyArchive.ts';
import { writeArchive } from '../../src/tasks/writeArchive.ts';

/** How the content is spread over tables, as in a real project: one large, some middling, one small. */
const shares = { events: 0.6, payments: 0.2, messages: 0.15, people: 0.049, settings: 0.001 };

const words = ['bass', 'winter', 'street', 'unlimited', 'amateur', 'final', 'Leipzig', 'Wolfsburg', 'judge', 'pending'];

/** Rows as a project has them, of about so many bytes: numbers that rise, times, addresses, some words. */
function partOf(from: number, bytes: number): { bytes: Uint8Array<ArrayBuffer>; rows: number } {
  const rows: string[] = [];
  let random = (from + 1) * 2_654_435_761;
  const next = (below: number) => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return random % below;
  };
  const word = () => words[next(words.length)];
  for (let size = 0; size < bytes; ) {
    const id = from + rows.length;
    const at = new Date(1_700_000_000_000 + id * 61_000 + next(60_000)).toISOString();
    const row = `{"id":${id},"created_at":"${at}","email":"${word()}.${next(100_000)}@example.com","class":"${word()} ${word()}","score":${next(10_000) / 100},"reference":"${next(2 ** 31).toString(16)}-${next(2 ** 31).toString(16)}","note":"${word()} \\"${word()}\\" [${next(100)}]","tags":["${word()}",${next(10)}],"seen":${next(2) === 0},"parent_id":null}`;
    rows.push(row);
    size += row.length + 2;
  }
  return { bytes: new TextEncoder().encode(`[${rows.join(',\n')}]`), rows: rows.length };
}

async function writeTable(writer: ArchiveWriter, name: string, bytes: number): Promise<TableExport> {
  const places = new Semaphore(4);
  const several = bytes > partLimitBytes;
  const keyed = { primary_key: ['id'], key: ['id'], paging: 'export' as const };
  const about = { kind: 'table' as const, readable: true, rls_filters: false, countable: true, estimated_rows: null };
  const table = { schema: 'public', name, ...about, ...keyed, columns: [], foreign_keys: [], bytes };
  const adding: Promise<TableExport['parts'][number]>[] = [];
  let rows = 0;
  for (let left = bytes; left > 0; left -= partLimitBytes) {
    await places.acquire();
    const part = partOf(rows, Math.min(left, partLimitBytes) - 400);
    rows += part.rows;
    const path = partPath(table, several ? adding.length + 1 : null);
    const add = async () => ({ path, ...(await writer.add(path, part.bytes, several ? name : undefined)) });
    adding.push(
      add()
        .then((file) => ({ ...file, rows: part.rows }))
        .finally(() => places.release()),
    );
  }
  const parts = await Promise.all(adding);
  const contentSha256 = several ? await writer.streamDigest(name) : (parts[0]?.sha256 ?? null);
  return {
    ...{ outcome: 'exported', error: null, proven: true, table, rows, counted: null, paging: 'export', parts },
    ...{ files: [], overrides: 0, inexactColumns: [], contentSha256, startedAtMs: 0, finishedAtMs: 0 },
  };
}

/** Stores an archive of so many bytes of JSON, and its record. Returns its id and what it holds. */
export async function storeLargeArchive(
  { archiver, store, backups, project, host }: Services,
  jsonBytes: number,
): Promise<{ id: string; jsonBytes: number; zipBytes: number; parts: number }> {
  const id = host.newId();
  const sink = await store.create(id);
  const writer = archiver.write(sink, { level: 6, modified: Date.now() });
  const read: TableExport[] = [];
  for (const [name, share] of Object.entries(shares)) read.push(await writeTable(writer, name, share * jsonBytes));
  const createdAt = new Date().toISOString();
  const manifest = await writeArchive(writer, {
    ...{ backupId: id, createdAt, finishedAt: createdAt, type: 'manual', status: 'completed', reason: 'Bench' },
    ...{ createdBy: { id: 'bench', email: 'bench@example.com' }, platform: 'Bench', projectUrl: project.url },
    ...{ coverage: 'catalog', catalog: null, unread: [], read },
  });
  const archive = await sink.seal();
  const verified = await verifyArchive(archiver, archive, new AbortController().signal);
  await sink.publish();
  const imported = { at: createdAt, by: { id: 'bench', email: 'bench@example.com' }, filename: 'bench.zip' };
  await backups.put(
    importedRecord(manifest, {
      ...{ id, projectId: project.id, imported },
      archive: {
        ...{ bytes: 'present', sizeBytes: archive.size, verifiedAt: createdAt, partsVerified: verified.parts },
        ...{
          checkedAt: createdAt,
          faults: [],
          manifestSha256: verified.manifestSha256,
          fileDigest: verified.fileDigest,
        },
      },
    }),
  );
  return { id, jsonBytes: manifest.total_bytes, zipBytes: archive.size, parts: verified.parts };
}

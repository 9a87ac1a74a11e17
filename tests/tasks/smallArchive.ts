import { overridesPath, partPath } from '../../src/core/archiveNames.ts';
import type { CatalogTable } from '../../src/core/catalog.ts';
import type { TableExport } from '../../src/tasks/exportTable.ts';
import { writeArchive } from '../../src/tasks/writeArchive.ts';
import { createInlineArchiver } from '../fakes/inlineArchiver.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';

/** A table of an archive that is made by hand: its parts as texts, and the overrides of its rows by part. */
interface SmallTable {
  name: string;
  parts: string[];
  overrides?: { part: number; row: number; column: string; text: string }[];
}

/** So many rows as the text of a part, with ids from `from` on. */
export function partOf(from: number, count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `{"id":${from + index},"note":"row ${from + index}"}`);
  return `[${rows.join(',\n')}]`;
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const countRows = (part: string) => (JSON.parse(part) as unknown[]).length;

const columns = [{ name: 'id', type: 'bigint', nullable: false, generated: 'never', identity: 'never' } as const];

function catalogTable(name: string): CatalogTable {
  const keyed = { primary_key: ['id'], key: ['id'], paging: 'export' as const };
  const about = { kind: 'table' as const, readable: true, rls_filters: false, countable: true };
  return { schema: 'public', name, ...about, ...keyed, columns, foreign_keys: [], bytes: 0, estimated_rows: null };
}

/** An archive as the product writes it, with parts as small as a test wants them: a table may have several without holding megabytes. */
export async function makeArchive(
  tables: readonly SmallTable[],
  { backupId = '11111111-2222-4333-8444-555555555555' }: { backupId?: string } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const sink = await createMemoryArchiveStore().create('made');
  const writer = createInlineArchiver().write(sink, { level: 6, modified: Date.UTC(2026, 0, 25, 14, 30) });
  const read: TableExport[] = [];
  for (const { name, parts: texts, overrides = [] } of tables) {
    const table = catalogTable(name);
    const several = texts.length > 1;
    const parts: TableExport['parts'] = [];
    for (const [index, text] of texts.entries()) {
      const path = partPath(table, several ? index + 1 : null);
      const digest = await writer.add(path, encode(text), several ? name : undefined);
      parts.push({ path, ...digest, rows: countRows(text) });
    }
    const files: TableExport['files'] = [];
    if (overrides.length > 0) {
      const path = overridesPath(table, null);
      const lines = overrides.map(({ part, ...rest }) => JSON.stringify({ part: parts[part]?.path, ...rest }));
      files.push({ path, ...(await writer.add(path, encode(`[${lines.join(',\n')}]\n`))) });
    }
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const contentSha256 = several ? await writer.streamDigest(name) : (parts[0]?.sha256 ?? null);
    read.push({
      ...{ outcome: 'exported', error: null, proven: true, table, rows, counted: null, paging: 'export', parts, files },
      ...{ overrides: overrides.length, inexactColumns: [], contentSha256, startedAtMs: 0, finishedAtMs: 0 },
    });
  }
  await writeArchive(writer, {
    backupId,
    createdAt: '2026-01-25T14:30:45.123Z',
    finishedAt: '2026-01-25T14:30:50.000Z',
    type: 'manual',
    status: 'completed',
    reason: '',
    createdBy: { id: 'admin-id', email: 'admin@example.com' },
    platform: 'Car Audio Competition Platform',
    projectUrl: 'https://example.supabase.co',
    coverage: 'catalog',
    catalog: null,
    unread: [],
    read,
  });
  return new Uint8Array(await (await sink.seal()).arrayBuffer());
}

/** Two small tables, one in three parts with an override, and one without rows. */
export function makeSmallArchive(): Promise<Uint8Array<ArrayBuffer>> {
  return makeArchive([
    { name: 'empty', parts: ['[]'] },
    {
      name: 'orders',
      parts: [partOf(1, 4), partOf(5, 4), partOf(9, 2)],
      overrides: [
        { part: 0, row: 3, column: 'note', text: 'null' },
        { part: 2, row: 1, column: 'note', text: '{NULL}' },
      ],
    },
    { name: 'users', parts: [partOf(1, 12)] },
  ]);
}

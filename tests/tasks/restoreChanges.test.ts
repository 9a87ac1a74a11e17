import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { RowOverride } from '../../src/core/page.ts';
import type { RestoreMode, RestoreRequest } from '../../src/core/restore.ts';
import { cellsOf } from '../../src/core/rowCells.ts';
import { RowScanner } from '../../src/core/rowScanner.ts';
import type { RestoreChunk, RestoreFacts, RestoreOrder, RestoreServer } from '../../src/ports/RestoreServer.ts';
import { type ComparedArchive, tablesByName } from '../../src/tasks/comparedArchive.ts';
import { readArchive } from '../../src/tasks/openArchive.ts';
import { findChanges } from '../../src/tasks/restoreChanges.ts';
import { stageRestore } from '../../src/tasks/stageRestore.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { createInlineArchiver } from '../fakes/inlineArchiver.ts';
import { createNoRestoreServer } from '../fakes/noRestoreServer.ts';
import { memoryServices } from './memoryServices.ts';
import { makeArchive } from './smallArchive.ts';

const { signal } = new AbortController();
const rowsPerPart = 3;

/** A row of a test: its note as JSON, and as the database writes it where JSON cannot carry it. */
interface Row {
  id: number;
  note: string;
  override: string | null;
}

const jsonOf = ({ id, note }: Row) => `{"id":${id},"note":${note}}`;

/** Columns besides the key, which the manifests of archives made by hand do not name. */
const columnsOf: Record<string, string[]> = {
  'public.notes': ['note'],
  'public.orgs': ['parent'],
  'public.users': ['org'],
  'public.posts': ['author'],
};

/** A side whose only table has these rows, in parts of three. */
async function sideOf(kind: 'live' | 'backup', rows: readonly Row[], keyed: boolean): Promise<ComparedArchive> {
  const cut = Array.from({ length: Math.max(1, Math.ceil(rows.length / rowsPerPart)) }, (_part, part) =>
    rows.slice(part * rowsPerPart, (part + 1) * rowsPerPart),
  );
  const overrides = rows.flatMap(({ override }, index) =>
    override === null
      ? []
      : [{ part: Math.floor(index / rowsPerPart), row: index % rowsPerPart, column: 'note', text: override }],
  );
  const parts = cut.map((part) => `[${part.map(jsonOf).join(',\n')}]`);
  return await openSide(kind, await makeArchive([{ name: 'notes', parts, overrides }]), keyed);
}

async function openSide(
  kind: 'live' | 'backup',
  bytes: Uint8Array<ArrayBuffer>,
  keyed = true,
): Promise<ComparedArchive> {
  const open = await readArchive(createInlineArchiver(), new Blob([bytes]), signal);
  const side = { kind, id: kind, at: '', filename: null, type: null, reason: null } as const;
  const column = (name: string) => ({ name, type: 'text', nullable: true, generated: 'never', identity: 'never' });
  const tables = [...tablesByName(open.manifest)].map(([name, table]) => {
    const columns = [...table.columns, ...(columnsOf[name] ?? []).map(column)];
    return [name, { ...table, columns, primary_key: keyed ? table.primary_key : [] }] as const;
  });
  return {
    side: { ...side, status: 'completed', coverage: 'catalog' },
    manifest: open.manifest,
    sizeBytes: bytes.length,
    tables: new Map(tables),
    unread: [],
    parts: (table, stop) => open.parts(table, stop),
    dispose: async () => undefined,
  };
}

/** A helper that only keeps what it is sent. It is not reached at the second try, and finds every row in conflict. */
class Recorder {
  order: RestoreOrder | null = null;
  readonly chunks: RestoreChunk[] = [];
  private calls = 0;

  readonly server: RestoreServer = {
    ...createNoRestoreServer(),
    begin: async (order) => {
      this.order = order;
    },
    put: async (_id, chunk) => {
      this.calls += 1;
      if (this.calls === 2) throw new HoldfastError('network', 'The connection was lost.', { retryable: true });
      this.chunks.push({ ...chunk, rows: chunk.rows.slice() });
    },
    rehearse: async () => {
      const conflicts = this.chunks.flatMap((chunk) =>
        chunk.kind === 'delete' ? [] : rowsOf(chunk).map(({ id }, row) => conflictOf(chunk, chunk.kind, row, id)),
      );
      return { tables: [], conflicts, outside: [], problems: [], sequences: [] };
    },
  };
}

function conflictOf({ tableNo, chunkNo }: RestoreChunk, kind: RestoreChunk['kind'], row: number, id: number) {
  const about = { constraint: null, columns: ['id'], values: [String(id)], references: null, message: '' };
  return { tableNo, chunkNo, row, kind: kind as 'insert' | 'update', reason: 'does not fit' as const, ...about };
}

/** The rows of a chunk, by nothing but its bytes. */
function rowsOf({ rows, overrides }: RestoreChunk): Row[] {
  const scanner = new RowScanner();
  scanner.push(rows);
  scanner.finish();
  return [...scanner.starts].map((start, row) => {
    const cells = new Map(cellsOf(rows.subarray(start, scanner.ends[row])).map(({ column, json }) => [column, json]));
    const override = overrides.find((each: RowOverride) => each.row === row);
    return { id: Number(cells.get('id')), note: cells.get('note') ?? 'none', override: override?.text ?? null };
  });
}

async function stageInto(
  recorder: Recorder,
  services: FakeServices,
  changes: Awaited<ReturnType<typeof findChanges>>,
  chunkBytes: number,
) {
  const session = { ...services.project.openSession(), restore: recorder.server };
  const context = { session, clock: services.clock, host: services.host, signal, onSignInNeeded: () => undefined };
  const scope = { kind: 'tables', tables: null } as const;
  const request = { scope, mode: 'replace', triggers: 'off', conflicts: 'leave out' } as const;
  const about = { id: 'restore', request, digests: null, filename: 'backup.zip', sequences: [] };
  return await stageRestore(services, context, changes, { ...about, chunkBytes });
}

/** What stands in the table; an override stands for the value, whatever JSON is in its place. */
const contentOf = ({ id, note, override }: Row) =>
  JSON.stringify(override === null ? [id, note] : [id, 'override', override]);

/** By the definition of the modes. */
function expected(mode: RestoreMode, live: readonly Row[], backup: readonly Row[], keyed: boolean): string[] {
  if (mode === 'replace') return backup.map(contentOf).sort();
  const winners = mode === 'merge' ? [...live, ...backup] : [...backup, ...live];
  if (keyed) return [...new Map(winners.map((row) => [row.id, contentOf(row)])).values()].sort();
  const missing = backup.map(contentOf);
  for (const row of live.map(contentOf)) if (missing.includes(row)) missing.splice(missing.indexOf(row), 1);
  return [...live.map(contentOf), ...missing].sort();
}

describe('what is staged for a restore', () => {
  // What JSON has in the place of a value follows from the value.
  const values = fc.constantFrom<Omit<Row, 'id'>>(
    ...['null', '"a"', '"ä\\"]"', '9007199254740993', '1.50', '{"b":[null]}'].map((note) => ({ note, override: null })),
    ...['null', '{"b": 1}'].map((note) => ({ note, override: ` ${note}` })),
  );
  const row = fc.tuple(fc.integer({ min: 1, max: 12 }), values).map(([id, value]) => ({ id, ...value }));
  const cases = fc.record({
    live: fc.array(row, { maxLength: 10 }),
    backup: fc.array(row, { maxLength: 10 }),
    keyed: fc.boolean(),
    mode: fc.constantFrom<RestoreMode>('add', 'merge', 'replace'),
    chunkBytes: fc.constantFrom(1, 60, 10_000),
  });

  it('makes the live rows what the mode promises, value for value, and conflicts find their rows again', async () => {
    const services = await memoryServices([]);
    await fc.assert(
      fc.asyncProperty(cases, async ({ keyed, mode, chunkBytes, ...rows }) => {
        const unique = (list: readonly Row[]) =>
          keyed ? [...new Map(list.map((each) => [each.id, each])).values()] : list;
        const [live, backup] = [unique(rows.live), unique(rows.backup)];
        const sides = [await sideOf('live', live, keyed), await sideOf('backup', backup, keyed)] as const;
        const request = { mode, scope: { kind: 'tables', tables: null } } as const;
        const changes = await findChanges(services, ...sides, request, [], { signal });
        expect(changes.uncompared).toEqual([]);
        const recorder = new Recorder();
        const { conflicts } = await stageInto(recorder, services, changes, chunkBytes);

        const sent = (kind: RestoreChunk['kind']) => recorder.chunks.filter((chunk) => chunk.kind === kind);
        const table = recorder.order?.tables[0];
        const unchanged = changes.unchanged.map(({ table: name }) => name);
        expect(recorder.order).toMatchObject({ everything: true, unchanged });
        expect(unchanged.length + changes.tables.length).toBe(1);
        for (const kind of ['insert', 'update', 'delete'] as const) {
          const numbers = sent(kind)
            .map(({ chunkNo }) => chunkNo)
            .sort((one, other) => one - other);
          expect(numbers).toEqual(Array.from({ length: table?.[kind].chunks ?? 0 }, (_chunk, number) => number));
          expect(sent(kind).flatMap(rowsOf).length).toBe(table?.[kind].rows ?? 0);
        }
        const deleted = new Set(
          sent('delete')
            .flatMap(rowsOf)
            .map(({ id }) => id),
        );
        const updated = new Map(
          sent('update')
            .flatMap(rowsOf)
            .map((each) => [each.id, each]),
        );
        const kept = table?.all === true ? [] : live.filter(({ id }) => !deleted.has(id));
        const now = [...kept.map((each) => updated.get(each.id) ?? each), ...sent('insert').flatMap(rowsOf)];
        expect(now.map(contentOf).sort()).toEqual(expected(mode, live, backup, keyed));
        expect(
          sent('delete')
            .flatMap(rowsOf)
            .every(({ note }) => note === 'none'),
        ).toBe(true);

        expect(conflicts.length).toBe((table?.insert.rows ?? 0) + (table?.update.rows ?? 0));
        for (const { row: number, values, table: name } of conflicts) {
          expect([name, String(backup[number]?.id)]).toEqual(['public.notes', values[0]]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('counts no rows that differ and stay where rows of the table are hidden', async () => {
    const services = await memoryServices([]);
    const row = (note: string): Row => ({ id: 1, note, override: null });
    const backup = await sideOf('backup', [row('"then"')], true);
    const whole = await sideOf('live', [row('"now"')], true);
    const tables = [...whole.tables].map(([name, table]) => [name, { ...table, outcome: 'partial' as const }] as const);
    const request = { mode: 'add', scope: { kind: 'tables', tables: null } } as const;
    for (const [live, kept] of [
      [whole, [['public.notes', 1]]],
      [{ ...whole, tables: new Map(tables) }, []],
    ] as const) {
      const { keptDiffering } = await findChanges(services, live, backup, request, [], { signal });
      expect([...keptDiffering]).toEqual(kept);
    }
  });
});

describe('picked rows', () => {
  const facts = (table: string, column: string, references: string): RestoreFacts => ({
    ...{ table, exists: true, owned: true, owner: 'postgres', triggers: [], unique: [], referencedBy: [], checks: [] },
    foreignKeys: [
      {
        ...{ name: `${table}_${column}_fkey`, columns: [column], references, referencedColumns: ['id'] },
        ...{ onDelete: 'no action', onUpdate: 'no action', deferrable: false },
      },
    ],
  });
  const foreignKeys = [
    facts('public.orgs', 'parent', 'public.orgs'),
    facts('public.users', 'org', 'public.orgs'),
    facts('public.posts', 'author', 'public.users'),
  ];
  const posts = ['[{"id":1,"author":11},{"id":2,"author":12}]', '[{"id":3,"author":null},{"id":4,"author":13}]'];
  const backupBytes = makeArchive([
    {
      name: 'orgs',
      parts: [
        '[{"id":"a","parent":null},{"id":"b","parent":"a"}]',
        '[{"id":"c","parent":"b"},{"id":"d","parent":"d"}]',
      ],
    },
    { name: 'users', parts: ['[{"id":11,"org":"c"},{"id":12,"org":"d"},{"id":13,"org":"gone"}]'] },
    { name: 'posts', parts: posts },
    { name: 'others', parts: ['[{"id":1}]'] },
  ]);
  const liveBytes = makeArchive([
    { name: 'orgs', parts: ['[{"id":"a","parent":null}]'] },
    { name: 'users', parts: ['[]'] },
    { name: 'posts', parts: ['[{"id":2,"author":null}]'] },
    { name: 'others', parts: ['[]'] },
  ]);

  async function pick(rows: number[], change: Partial<Pick<RestoreRequest, 'mode'>> & { withParents?: boolean } = {}) {
    const services = await memoryServices([]);
    const { mode = 'merge', withParents = true } = change;
    const scope = { kind: 'rows', rows: [{ table: 'public.posts', rows }], withParents } as const;
    const sides = [await openSide('live', await liveBytes), await openSide('backup', await backupBytes)] as const;
    const { tables } = await findChanges(services, ...sides, { mode, scope }, foreignKeys, { signal });
    return tables.map(({ table, insert, update }) => [table, [...insert], [...update]]);
  }

  it('bring the parents that the project lacks, over several tables and within one, parents first', async () => {
    expect(await pick([0])).toEqual([
      ['public.orgs', [1, 2], []],
      ['public.users', [0], []],
      ['public.posts', [0], []],
    ]);
  });

  it('bring the parents of a row that is only updated, and none where it is left as it is', async () => {
    expect(await pick([1])).toEqual([
      ['public.orgs', [3], []],
      ['public.users', [1], []],
      ['public.posts', [], [1]],
    ]);
    expect(await pick([1], { mode: 'add' })).toEqual([]);
  });

  it('come alone where they need nobody, where nobody is asked for, and where a parent is nowhere', async () => {
    expect(await pick([2])).toEqual([['public.posts', [2], []]]);
    expect(await pick([0], { withParents: false })).toEqual([['public.posts', [0], []]]);
    expect(await pick([3])).toEqual([
      ['public.users', [2], []],
      ['public.posts', [3], []],
    ]);
  });
});

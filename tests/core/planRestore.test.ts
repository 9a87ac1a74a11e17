import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftOf } from '../../src/core/columnDrift.ts';
import type { ManifestTable } from '../../src/core/manifest.ts';
import {
  findRefusals,
  isUnproven,
  notesOf,
  type RehearsalFindings,
  type RestoreGround,
  refusalsOfRehearsal,
  refuseNothing,
} from '../../src/core/planRestore.ts';
import type { OutsideEffect, RestoreMode } from '../../src/core/restore.ts';

function tableOf(change: Partial<ManifestTable> = {}): ManifestTable {
  return {
    ...{ schema: 'public', name: 'users', outcome: 'exported', error: null, rows: 2, rows_visible: 2, rows_total: 2 },
    ...{ read_started_at: null, read_finished_at: null, paging: 'export', primary_key: ['id'], columns: [] },
    ...{ foreign_keys: [], overrides: 0, inexact_columns: [], content_sha256: null, parts: [] },
    ...change,
  } as ManifestTable;
}

const whole = { status: 'completed', coverage: 'catalog' } as const;

function groundOf(change: Partial<RestoreGround> = {}, backup = tableOf(), live = tableOf()): RestoreGround {
  return {
    request: { mode: 'replace', scope: { kind: 'tables', tables: null } },
    backup: { manifest: whole, tables: new Map([['public.users', backup]]) },
    live: { manifest: whole, tables: new Map([['public.users', live]]) },
    faults: [],
    named: ['public.users'],
    compared: [{ table: 'public.users', changes: true }],
    uncompared: [],
    notOwned: new Map(),
    ...change,
  };
}

const codesOf = (ground: RestoreGround) => findRefusals(ground).map(({ code }) => code);

describe('what forbids a restore', () => {
  it('is nothing for a backup that is known to be whole', () => {
    expect(findRefusals(groundOf())).toEqual([]);
  });

  it('is, for replacing and for nothing else, a backup that may lack rows', () => {
    const cases = fc.record({
      mode: fc.constantFrom<RestoreMode>('add', 'merge', 'replace'),
      status: fc.constantFrom('completed', 'unproven', 'partial'),
      coverage: fc.constantFrom('catalog', 'declared'),
      outcome: fc.constantFrom('exported', 'partial'),
      visible: fc.option(fc.constantFrom(1, 2)),
      total: fc.option(fc.constantFrom(1, 2)),
    });
    fc.assert(
      fc.property(cases, ({ mode, status, coverage, outcome, visible, total }) => {
        const backup = tableOf({ outcome, rows_visible: visible, rows_total: total });
        const ground = groundOf({
          request: { mode, scope: { kind: 'tables', tables: null } },
          backup: { manifest: { status, coverage }, tables: new Map([['public.users', backup]]) },
        });
        const counted = coverage === 'catalog' && total !== null && visible === total;
        const known = outcome === 'exported' && (status === 'completed' || counted);
        expect(codesOf(ground)).toEqual(mode === 'replace' && !known ? ['not-whole'] : []);
        const untouched = [{ table: 'public.users', changes: false }];
        expect(codesOf({ ...ground, compared: untouched })).toEqual([]); // nothing is lost in it
      }),
    );
  });

  it('is, in every mode, a project whose rows are hidden, an archive known to be damaged, or a table of somebody else', () => {
    const adding = { request: { mode: 'add', scope: { kind: 'tables', tables: null } } } as const;
    const [hidden] = findRefusals(groundOf(adding, tableOf(), tableOf({ outcome: 'partial' })));
    expect(hidden).toMatchObject({
      code: 'hidden',
      hint: expect.stringContaining('make yourself an admin in the table that your policies look at'),
    });
    const fault = { path: 'tables/public.users.json', table: 'public.users', what: 'its checksum does not match' };
    expect(codesOf(groundOf({ ...adding, faults: [fault] }))).toEqual(['damaged']);
    expect(codesOf(groundOf({ ...adding, faults: [{ ...fault, table: 'public.others' }] }))).toEqual([]);
    const notOwned = new Map([['public.users', 'somebody']]);
    expect(codesOf(groundOf({ ...adding, notOwned }))).toEqual(['not-owned']);
    const untouched = [{ table: 'public.users', changes: false }];
    expect(codesOf(groundOf({ ...adding, notOwned, compared: untouched }))).toEqual([]);
  });

  it('is that rows were picked to replace a table', () => {
    const scope = { kind: 'rows', rows: [], withParents: true } as const;
    expect(codesOf(groundOf({ request: { mode: 'replace', scope } }))).toEqual(['cannot']);
    expect(codesOf(groundOf({ request: { mode: 'merge', scope } }))).toEqual([]);
  });

  it('is no table that only came along to look for parents', () => {
    const uncompared = [{ table: 'public.orgs', cause: 'gone' as const, why: 'The project has no such table.' }];
    expect(codesOf(groundOf({ uncompared }))).toEqual([]);
    expect(codesOf(groundOf({ uncompared, named: ['public.users', 'public.orgs'] }))).toEqual(['missing']);
  });

  it('tells a table that the project does not show from one that the backup does not hold', () => {
    const unread = [{ table: 'public.users', cause: 'unread' as const, why: 'It was not read.' }];
    const of = (backup: ManifestTable, live: ManifestTable) =>
      codesOf(groundOf({ compared: [], uncompared: unread }, backup, live));
    expect(of(tableOf(), tableOf({ outcome: 'denied' }))).toEqual(['hidden']);
    expect(of(tableOf({ outcome: 'failed' }), tableOf())).toEqual(['not-whole']);
  });
});

describe('what the database finds', () => {
  const effect: OutsideEffect = {
    ...{
      table: 'public.comments',
      constraint: 'c',
      references: 'public.users',
      action: 'cascade',
      on: 'delete',
      rows: 519,
    },
  };
  const none: RehearsalFindings = { problems: [], outside: [], conflicts: 0 };
  const refuse = (
    findings: Partial<RehearsalFindings>,
    scope: string[] = [],
    conflicts: 'leave out' | 'stop' = 'stop',
  ) =>
    refusalsOfRehearsal(
      { conflicts },
      { ...none, ...findings },
      {
        ...{ inBackup: new Set(['public.comments', ...scope]), inScope: new Set(scope) },
      },
    );

  it('refuses to touch rows outside, once for each table, and lets it join where the backup has it', () => {
    const second = { ...effect, action: 'set null' as const, rows: 1 };
    expect(refuse({ outside: [effect, second] })).toMatchObject([
      {
        code: 'outside',
        table: 'public.comments',
        addTables: ['public.comments'],
        why: expect.stringContaining('519 rows of public.comments'),
      },
    ]);
    expect(refuse({ outside: [effect] }, ['public.comments'])).toMatchObject([{ code: 'outside', addTables: [] }]);
    expect(refuse({ outside: [{ ...effect, table: 'public.likes' }] })).toMatchObject([{ addTables: [] }]);
    expect(refuse({ outside: [{ ...effect, rows: 0 }] })).toEqual([]);
  });

  it('stops at conflicts only where that was asked for', () => {
    expect(refuse({ conflicts: 2 })).toMatchObject([
      { code: 'conflicts', table: null, why: expect.stringMatching(/^2 rows/) },
    ]);
    expect(refuse({ conflicts: 2 }, [], 'leave out')).toEqual([]);
  });

  it('takes problems that it does not know for what cannot be done', () => {
    const problem = { table: 'public.users', message: 'It has foreign partitions.', column: null };
    expect(
      refuse({
        problems: [
          { ...problem, code: 'foreign' },
          { ...problem, code: 'must not be empty' },
        ],
      }),
    ).toMatchObject([
      { code: 'cannot', why: 'It has foreign partitions.' },
      { code: 'columns', hint: expect.any(String) },
    ]);
  });

  it('says that nothing would happen, and why', () => {
    const counts = { insert: 0, update: 0, delete: 0, unchanged: 5, conflict: 0 };
    const all = { scope: { kind: 'tables', tables: null } } as const;
    expect(refuseNothing(all, [{ counts }, { counts: { ...counts, update: 1 } }])).toEqual([]);
    expect(refuseNothing(all, [{ counts }])).toMatchObject([
      { code: 'nothing', why: expect.stringContaining('has all of this already') },
    ]);
    expect(refuseNothing(all, [{ counts: { ...counts, conflict: 1 } }])).toMatchObject([
      { why: expect.stringContaining('can be written') },
    ]);
    // Rows that differ are no reason to say that the project has all of it.
    const [differing] = refuseNothing(all, [{ counts, keptDiffering: 3_000 }]);
    expect(differing?.why).toContain('3,000 rows are there with other values than in the backup');
    expect(differing?.why).not.toContain('has all of this already');
    expect(differing?.hint).toContain('Merge');
  });

  it('claims nothing of rows that were not ticked: others of their tables may be missing', () => {
    const counts = { insert: 0, update: 0, delete: 0, unchanged: 5, conflict: 0 };
    const ticked = { scope: { kind: 'rows', rows: [], withParents: true } } as const;
    expect(refuseNothing(ticked, [{ counts, keptDiffering: 1 }])[0]?.why).toBe(
      'None of the ticked rows is missing, so there is nothing to add. 1 of them is there with other values than in the backup, and keeps them.',
    );
    expect(refuseNothing(ticked, [{ counts: { ...counts, conflict: 1 } }])[0]?.why).toBe(
      'No ticked row that the project lacks can be written as things stand.',
    );
  });
});

/** The project now, of which it is not proven that all was seen. */
function unprovenGround(now: ManifestTable) {
  const ground = groundOf({}, tableOf(), now);
  return { ...ground, live: { ...ground.live, manifest: { status: 'unproven', coverage: 'catalog' } as const } };
}

describe('what is said beside the numbers', () => {
  const keyed = { table: 'public.users', key: ['id'], wholeTable: false };

  it('is nothing where there is nothing to say', () => {
    expect(notesOf(groundOf(), keyed)).toEqual([]);
  });

  it('is that a table has no key, that its key is another, and that rows may be inexact', () => {
    expect(notesOf(groundOf(), { ...keyed, key: [], wholeTable: true })).toMatchObject(
      [/every row is deleted/].map((pattern) => expect.stringMatching(pattern)),
    );
    const other = groundOf({}, tableOf({ primary_key: [], inexact_columns: ['extra'] }), tableOf({ rows_total: null }));
    const unproven = { ...other.live, manifest: { status: 'unproven', coverage: 'catalog' } as const };
    expect(notesOf({ ...other, live: unproven }, keyed)).toMatchObject(
      [/Its key was no key and is id today/, /extra may not be exact/].map((pattern) => expect.stringMatching(pattern)),
    );
  });

  it('marks tables of which nobody knows whether rows are hidden, and no others', () => {
    const counted = unprovenGround(tableOf());
    expect(isUnproven(counted, 'public.users')).toBe(false);
    expect(isUnproven(unprovenGround(tableOf({ rows_total: null })), 'public.users')).toBe(true);
    // Of these it is known that rows are hidden, or that nothing was read.
    expect(isUnproven(unprovenGround(tableOf({ outcome: 'partial', rows_total: null })), 'public.users')).toBe(false);
    expect(isUnproven(counted, 'public.elsewhere')).toBe(false);
  });

  it('tells of altered columns how many values have no place, and when rows need a value that the backup lacks', () => {
    const gone = { column: 'fax', change: 'gone', before: 'text', after: null } as const;
    const added = { column: 'code', change: 'new', before: null, after: 'text' } as const;
    const column = { name: 'code', type: 'text', nullable: false, generated: 'never', identity: 'never' };
    const lost = (count: number) => driftOf('public.users', [gone], [], new Map([['fax', count]]))[0];
    expect(lost(519)).toMatchObject({
      serious: true,
      meaning: expect.stringMatching(/^519 values of the backup have no place/),
    });
    expect(lost(0)).toMatchObject({ serious: false });
    expect(driftOf('public.users', [added], [column], new Map())).toMatchObject([
      { table: 'public.users', serious: true, meaning: expect.stringContaining('Rows that are updated keep') },
    ]);
    const emptied = driftOf('public.users', [added], [{ ...column, nullable: true }], new Map(), true);
    const meaning = 'All values of code are lost: the table has no key, so every row is deleted and inserted again.';
    expect(emptied).toMatchObject([{ serious: true, meaning }]);
    expect(driftOf('public.users', [added], [{ ...column, nullable: true }], new Map())).toMatchObject([
      { serious: false },
    ]);
    expect(driftOf('public.users', [added], [{ ...column, generated: 'stored' }], new Map())).toMatchObject([
      { serious: false },
    ]);
  });
});

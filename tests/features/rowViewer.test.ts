import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRowReader } from '../../src/adapters/archiver/createRowReader.ts';
import { nextPlace } from '../../src/features/backup/viewer/gridKeys.ts';
import { createRowLoader, type UnreadablePart } from '../../src/features/backup/viewer/rowLoader.ts';
import { rowOrder } from '../../src/features/backup/viewer/rowOrder.ts';
import { groupVersions } from '../../src/features/backup/viewer/versionGroups.ts';
import { viewerColumns } from '../../src/features/backup/viewer/viewerColumns.ts';
import type { StoredPart } from '../../src/ports/RowReader.ts';
import { createPartCache } from '../../src/tasks/partCache.ts';
import type { RowVersion } from '../../src/tasks/rowVersion.ts';
import { createTableRows } from '../../src/tasks/tableRows.ts';
import { inlineWorkshop } from '../fakes/inlineArchiver.ts';
import { countingReader, numberedRows, storeParts } from '../tasks/storedRows.ts';

const key = (name: string) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false });

describe('the order of the viewer', () => {
  it('finds every listed row at its place, and no other row', () => {
    const matches = fc.uniqueArray(fc.nat(500)).map((rows) => rows.sort((a, b) => a - b));
    fc.assert(
      fc.property(matches, fc.nat(500), (rows, row) => {
        const order = rowOrder(501, Uint32Array.from(rows));
        expect(order.count).toBe(rows.length);
        expect(order.placeOf(row)).toBe(rows.indexOf(row));
        expect(rows.map((_row, place) => order.rowAt(place))).toEqual(rows);
      }),
    );
  });

  it('never leaves the list by a key, and leaves keys of the browser alone', () => {
    const keys = fc.constantFrom('ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End');
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 90 }), fc.nat(99), fc.nat(20), (name, count, place, page) => {
        const next = nextPlace(key(name), place % count, count, page + 1);
        expect(next).toBeGreaterThanOrEqual(0);
        expect(next).toBeLessThan(count);
        expect(nextPlace({ ...key(name), ctrlKey: true }, 0, count, 1)).toBeNull();
      }),
    );
    expect(nextPlace(key('ArrowDown'), -1, 5, 3)).toBe(0);
    expect(nextPlace(key('a'), 0, 5, 3)).toBeNull();
    expect(nextPlace(key('End'), -1, 0, 3)).toBeNull();
  });
});

describe('the rows near the window', () => {
  it('are read though another part is damaged, whose rows are named', async () => {
    const parts = await storeParts([0, 10, 20].map((from) => ({ json: numberedRows(from, 10) })));
    const [first, second, third] = parts as [StoredPart, StoredPart, StoredPart];
    const reader = createRowReader(inlineWorkshop);
    const rows = createTableRows(createPartCache(reader), [first, { ...second, sha256: '0'.repeat(64) }, third]);
    let told: readonly UnreadablePart[] = [];
    const loader = createRowLoader(rows, new AbortController().signal, (unreadable) => {
      told = unreadable;
    });
    expect(loader.cells(5)).toBeNull();
    await loader.want([5, 15, 25]);
    expect([5, 15, 25].map((row) => loader.cells(row)?.[1]?.text ?? null)).toEqual(['row 5', null, 'row 25']);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ path: second.entry.path, firstRow: 10, lastRow: 19 });
    expect(told[0]?.message).toContain(second.entry.path);
  });

  it('drop what was wanted before and has not begun', async () => {
    const parts = await storeParts([0, 10, 20].map((from) => ({ json: numberedRows(from, 10) })));
    const reader = countingReader(createRowReader(inlineWorkshop));
    const rows = createTableRows(createPartCache(reader), parts);
    const loader = createRowLoader(rows, new AbortController().signal, () => undefined);
    await Promise.all([loader.want([1, 11]), loader.want([21])]);
    expect(loader.cells(21)?.[0]?.text).toBe('21');
    expect(loader.cells(11)).toBeNull();
    expect(reader.asked).toBe(2);
  });
});

describe('the columns of the viewer', () => {
  const column = (name: string, type: string) => ({
    name,
    type,
    nullable: true,
    generated: 'never',
    identity: 'never',
  });

  it('put numbers at the end, and are as wide as their text within bounds', () => {
    const cells = [
      { column: 'id', kind: 'number' as const, text: '9007199254741209', json: '9007199254741209' },
      { column: 'tags', kind: 'array' as const, text: '['.padEnd(200, 'x'), json: '' },
      { column: 'n', kind: 'null' as const, text: '', json: 'null' },
    ];
    const known = [column('id', 'bigint'), column('tags', 'integer[]'), column('n', 'numeric(10,2)')];
    expect(viewerColumns(known, [cells])).toEqual([
      { name: 'id', type: 'bigint', end: true, characters: 16 },
      { name: 'tags', type: 'integer[]', end: false, characters: 36 },
      { name: 'n', type: 'numeric(10,2)', end: true, characters: 12 },
    ]);
  });

  it('come from the rows where the manifest lists none', () => {
    const cells = [{ column: 'note', kind: 'string' as const, text: 'hello', json: '"hello"' }];
    expect(viewerColumns([], [cells])).toEqual([{ name: 'note', type: '', end: false, characters: 5 }]);
  });
});

describe('the history of a row', () => {
  const encode = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
  const version = (backupId: string, json: string | null, given: Partial<RowVersion> = {}): RowVersion => ({
    backupId,
    filename: `${backupId}.zip`,
    createdAt: '2026-03-24T01:00:00Z',
    state: json === null ? 'absent' : 'present',
    why: null,
    row: json === null ? null : 0,
    count: json === null ? 0 : 1,
    bytes: json === null ? null : encode(json),
    overrides: [],
    content: json,
    ...given,
  });
  const unknown = (backupId: string) =>
    version(backupId, null, { state: 'unknown', why: 'Its file is not in this browser.' });

  it('takes equal neighbours together and says what changed since the one before, past what is unknown', () => {
    const groups = groupVersions([
      version('f', '{"id":1,"amount":10.50}'),
      unknown('e'),
      version('d', '{"id":1,"amount":10.5}'),
      version('c', '{"id":1,"amount":10.5}'),
      version('b', null),
      version('a', '{"id":1,"note":"old","amount":10.5}'),
    ]);
    expect(groups.map(({ versions, since }) => [versions.map(({ backupId }) => backupId).join(), since])).toEqual([
      ['f', 'changed'],
      ['e', 'none'],
      ['d,c', 'appeared'],
      ['b', 'none'],
      ['a', 'first'],
    ]);
    expect(groups[0]?.changes.map(({ column, before, after }) => [column, before?.text, after?.text])).toEqual([
      ['amount', '10.5', '10.50'],
    ]);
  });

  it('tells columns that came and went, and values that only an override tells apart', () => {
    const [newest] = groupVersions([
      version('b', '{"id":1,"payload":null,"extra":1}', {
        overrides: [{ column: 'payload', text: 'null' }],
        content: 'new',
      }),
      version('a', '{"id":1,"payload":null,"note":"x"}'),
    ]);
    expect(newest?.changes.map(({ column, before, after }) => [column, before?.kind, after?.kind])).toEqual([
      ['payload', 'null', 'override'],
      ['extra', undefined, 'number'],
      ['note', 'string', undefined],
    ]);
  });
});

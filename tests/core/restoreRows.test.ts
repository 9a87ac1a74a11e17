import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkBuilder } from '../../src/core/ChunkBuilder.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { planChunks } from '../../src/core/planChunks.ts';
import type { RestoreMode } from '../../src/core/restore.ts';
import { cellsOf } from '../../src/core/rowCells.ts';
import { RowScanner } from '../../src/core/rowScanner.ts';
import { rowsToWrite } from '../../src/core/rowsToWrite.ts';
import { orderForWriting } from '../../src/core/tableOrder.ts';
import {
  arbitraryRows,
  contentOf,
  exactRules,
  joinSides,
  keyOfRow,
  partOf,
  seed,
  type TestRow,
  uniqueBy,
} from './comparedRows.ts';

const columns = ['id', 'a', 'b'];

/** The rows that a mode leaves, by its definition: nothing of how it is done. */
function definition(mode: RestoreMode, live: TestRow[], backup: TestRow[], keyed: boolean): string[] {
  const contents = (rows: readonly TestRow[]) => rows.map((row) => contentOf(row, columns));
  if (mode === 'replace') return contents(backup).sort();
  if (!keyed) {
    const missing = contents(backup);
    for (const row of contents(live)) if (missing.includes(row)) missing.splice(missing.indexOf(row), 1);
    return [...contents(live), ...missing].sort();
  }
  const winners = mode === 'merge' ? [backup, live] : [live, backup];
  return contents(uniqueBy(winners.flat(), ['id'])).sort();
}

/** The live rows after what is to be written was written. */
function apply(live: TestRow[], backup: TestRow[], write: ReturnType<typeof rowsToWrite>): string[] {
  const kept = write.all ? [] : live.filter((_row, index) => !write.delete.includes(index));
  for (const row of write.update) {
    const now = backup[row] as TestRow;
    const place = kept.findIndex((each) => keyOfRow(each, ['id']) === keyOfRow(now, ['id']));
    expect(place).toBeGreaterThanOrEqual(0);
    kept[place] = now;
  }
  return [...kept, ...[...write.insert].map((row) => backup[row] as TestRow)]
    .map((row) => contentOf(row, columns))
    .sort();
}

describe('rows to write', () => {
  const sides = fc.record({
    live: arbitraryRows(columns),
    backup: arbitraryRows(columns),
    keyed: fc.boolean(),
    mode: fc.constantFrom<RestoreMode>('add', 'merge', 'replace'),
  });

  it('leave the table as the mode says, with and without a key', async () => {
    await fc.assert(
      fc.asyncProperty(sides, async ({ keyed, mode, ...rows }) => {
        const live = keyed ? uniqueBy(rows.live, ['id']) : rows.live;
        const backup = keyed ? uniqueBy(rows.backup, ['id']) : rows.backup;
        const plan = { key: keyed ? ['id'] : [], columns: null, rules: exactRules, seed };
        const joined = await joinSides({ columns, rows: live }, { columns, rows: backup }, plan);
        const write = rowsToWrite(joined, { mode, keyed, rowsInBackup: backup.length, picked: null });
        expect(apply(live, backup, write)).toEqual(definition(mode, live, backup, keyed));
        if (mode !== 'replace') expect([write.delete.length, write.all]).toEqual([0, false]);
        if (mode === 'add') expect(write.update.length).toBe(0);
      }),
      { numRuns: 80 },
    );
  });

  it('are nothing but the picked ones where rows were picked, and never delete', () => {
    const list = (...rows: number[]) => Uint32Array.from(rows);
    const joined = { removed: list(0, 1), added: list(2, 5), changedBefore: list(3), changedAfter: list(4) };
    const picked = new Set([0, 4, 5]);
    for (const mode of ['merge', 'replace'] as const) {
      expect(rowsToWrite(joined, { mode, keyed: true, rowsInBackup: 6, picked })).toEqual({
        ...{ insert: list(5), update: list(4), delete: list(), all: false },
      });
    }
    expect(rowsToWrite(joined, { mode: 'add', keyed: true, rowsInBackup: 6, picked }).update.length).toBe(0);
  });
});

describe('chunks of rows', () => {
  it('carry every value byte for byte, but for null where an override stands in', () => {
    fc.assert(
      fc.property(arbitraryRows(columns), fc.boolean(), (rows, onlyKey) => {
        const part = partOf({ columns, rows });
        const kept = onlyKey ? ['b', 'id'] : columns;
        const builder = new ChunkBuilder(kept, onlyKey);
        const overridesAt = (row: number) => part.overrides.filter((each) => each.row === row);
        for (const [row, start] of part.starts.entries())
          builder.add(part.bytes, start, part.ends[row] as number, overridesAt(row));
        const chunk = builder.take();
        const scanner = new RowScanner();
        scanner.push(chunk.rows);
        scanner.finish();
        const read = [...scanner.starts].map((start, row) =>
          cellsOf(chunk.rows.subarray(start, scanner.ends[row])).map(({ column, json }) => [column, json]),
        );
        const sentValue = (row: TestRow, name: string) => (name in row.overrides ? 'null' : row.values[name]);
        expect(read).toEqual(rows.map((row) => kept.map((name) => [name, sentValue(row, name)])));
        expect(chunk.overrides).toEqual(part.overrides.filter(({ column }) => kept.includes(column)));
        expect(builder.take()).toEqual({ rows: new TextEncoder().encode('[]'), overrides: [] });
      }),
    );
  });

  it('refuse a row that lacks what an override or the key names, wherever the rows before had it', () => {
    const encode = (text: string) => new TextEncoder().encode(text);
    const builder = new ChunkBuilder(['a', 'b']);
    const whole = encode('{"a":1,"b":2}');
    const short = encode('{"a":1}');
    builder.add(whole, 0, whole.length, [{ column: 'b', text: 'null' }]);
    expect(() => builder.add(short, 0, short.length, [{ column: 'b', text: 'null' }])).toThrow(HoldfastError);
    expect(() => new ChunkBuilder(['b'], true).add(short, 0, short.length, [])).toThrow(/lacks its column b/);
  });

  it('are cut the same way every time, before any row is read, and cover all rows', () => {
    const parts = fc.array(fc.record({ rows: fc.nat(20), rowBytes: fc.integer({ min: 1, max: 400 }) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(parts, fc.infiniteStream(fc.boolean()), (list, choices) => {
        const sizes = list.map(({ rows, rowBytes }) => ({ rows, bytes: rows * rowBytes }));
        const bytesOf = list.flatMap(({ rows, rowBytes }) => Array.from({ length: rows }, () => rowBytes));
        const rows = Uint32Array.from([...bytesOf.keys()].filter(() => choices.next().value));
        const starts = planChunks(rows, sizes, 1000);
        expect(starts).toEqual([...starts].sort((one, other) => one - other));
        if (rows.length > 0) expect(starts[0]).toBe(0);
        for (const [chunk, from] of starts.entries()) {
          const sum = rows
            .subarray(from, starts[chunk + 1])
            .reduce((bytes, row) => bytes + (bytesOf[row] as number), 0);
          expect(sum).toBeLessThanOrEqual(1000);
          // No chunk that the next row would still have fitted into.
          const next = starts[chunk + 1];
          if (next !== undefined) expect(sum + (bytesOf[rows[next] as number] as number)).toBeGreaterThan(1000);
        }
      }),
    );
    expect(planChunks(new Uint32Array(0), [], 1000)).toEqual([]);
    expect(planChunks(Uint32Array.of(0, 1), [{ rows: 2, bytes: 9_000_000 }], 1000)).toEqual([0, 1]);
  });
});

describe('orderForWriting', () => {
  const edge = (table: string, references: string) => ({ table, references });

  it('puts parents before children, whatever the names', () => {
    const edges = [edge('a', 'b'), edge('b', 'c'), edge('d', 'a'), edge('a', 'elsewhere')];
    expect(orderForWriting(['a', 'b', 'c', 'd'], edges)).toEqual(['c', 'b', 'a', 'd']);
  });

  it('keeps every table once in spite of cycles and self references', () => {
    const edges = [edge('a', 'b'), edge('b', 'a'), edge('c', 'c'), edge('c', 'a')];
    expect(orderForWriting(['c', 'b', 'a', 'a'], edges)).toEqual(['b', 'a', 'c']);
  });
});

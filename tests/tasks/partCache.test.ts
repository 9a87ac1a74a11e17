import { beforeAll, describe, expect, test } from 'vitest';
import { createRowReader } from '../../src/adapters/archiver/createRowReader.ts';
import type { PartRows, StoredPart } from '../../src/ports/RowReader.ts';
import { createPartCache } from '../../src/tasks/partCache.ts';
import { createTableRows } from '../../src/tasks/tableRows.ts';
import { inlineWorkshop } from '../fakes/inlineArchiver.ts';
import { countingReader, numberedRows, storeParts } from './storedRows.ts';

let parts: StoredPart[];
beforeAll(async () => {
  const overrides = [{ row: 1, column: 'note', text: 'null' }];
  parts = await storeParts([
    { json: numberedRows(1, 3) },
    { json: numberedRows(4, 2), overrides },
    { json: '[]' },
    { json: numberedRows(6, 100) },
  ]);
});

const reader = () => countingReader(createRowReader(inlineWorkshop));
const part = (index: number) => parts[index] as StoredPart;

/** A reader whose answers wait until they are let go. */
function heldReader() {
  const real = createRowReader(inlineWorkshop);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const signals: AbortSignal[] = [];
  return {
    signals,
    release,
    async rows(stored: StoredPart, signal?: AbortSignal): Promise<PartRows> {
      if (signal !== undefined) signals.push(signal);
      await held;
      return real.rows(stored, signal);
    },
  };
}

describe('the part cache', () => {
  test('reads a part once, and knows it without waiting', async () => {
    const counting = reader();
    const cache = createPartCache(counting);
    expect(cache.peek(part(0))).toBeNull();
    const [one, other] = await Promise.all([cache.rows(part(0)), cache.rows(part(0))]);
    expect(other).toBe(one);
    expect(await cache.rows(part(0))).toBe(one);
    expect(cache.peek(part(0))).toBe(one);
    expect(counting.asked).toBe(1);
  });

  test('keeps what was used last within its limit, and always the last part', async () => {
    const counting = reader();
    const [a, b, c] = (await storeParts([10, 20, 30].map((from) => ({ json: numberedRows(from, 4) })))) as [
      StoredPart,
      StoredPart,
      StoredPart,
    ];
    const cache = createPartCache(counting, 2.5 * (a.entry.bytes + 4 * 8));
    for (const each of [a, b, a, c]) await cache.rows(each);
    expect(counting.asked).toBe(3);
    expect([a, b, c].map((each) => cache.peek(each) !== null)).toEqual([true, false, true]);
    await cache.rows(part(3));
    expect([a, b, c, part(3)].map((each) => cache.peek(each) !== null)).toEqual([false, false, false, true]);
    await cache.rows(a);
    expect(cache.bytes).toBe(a.entry.bytes + 4 * 8);
  });

  test('one caller that gives up does not stop the other; the last one does', async () => {
    const held = heldReader();
    const cache = createPartCache(held);
    const [first, second] = [new AbortController(), new AbortController()];
    const one = cache.rows(part(0), first.signal);
    const other = cache.rows(part(0), second.signal);
    first.abort();
    await expect(one).rejects.toMatchObject({ name: 'AbortError' });
    expect(held.signals[0]?.aborted).toBe(false);
    second.abort();
    await expect(other).rejects.toMatchObject({ name: 'AbortError' });
    expect(held.signals[0]?.aborted).toBe(true);
    const again = cache.rows(part(0));
    held.release();
    expect((await again).starts.length).toBe(3);
  });

  test('a part that could not be read is tried again', async () => {
    const cache = createPartCache(reader());
    const damaged = { ...part(0), rows: 7 };
    await expect(cache.rows(damaged)).rejects.toMatchObject({ code: 'archive-damaged' });
    expect((await cache.rows(part(0))).starts.length).toBe(3);
  });
});

describe('the rows of a table', () => {
  test('are found by their number in whichever part they stand', async () => {
    const rows = createTableRows(createPartCache(reader()), parts);
    expect(rows.count).toBe(105);
    const read = await rows.read(0, 1000);
    expect(read.map(({ row }) => row)).toEqual(Array.from({ length: 105 }, (_row, index) => index));
    for (const { row, bytes } of read)
      expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ id: row + 1 });
    expect([0, 2, 3, 5].map((row) => rows.place(row))).toEqual([
      { part: 0, row: 0 },
      { part: 0, row: 2 },
      { part: 1, row: 0 },
      { part: 3, row: 0 },
    ]);
    expect(rows.firstRow(3)).toBe(5);
    expect(() => rows.place(105)).toThrow(RangeError);
  });

  test('carry their overrides, and read only the parts that are wanted', async () => {
    const counting = reader();
    const rows = createTableRows(createPartCache(counting), parts);
    expect(rows.peek(4)).toBeNull();
    const [, row] = await rows.read(3, 2);
    expect(row?.overrides).toEqual([{ row: 1, column: 'note', text: 'null' }]);
    expect(rows.peek(4)).toEqual(row);
    expect(counting.asked).toBe(1);
  });
});

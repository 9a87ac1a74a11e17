import { describe, expect, test } from 'vitest';
import { fingerprintWords } from '../../src/core/fingerprints.ts';
import type { Archiver } from '../../src/ports/Archiver.ts';
import type { RowComparer } from '../../src/ports/RowComparer.ts';
import type { StoredPart } from '../../src/ports/RowReader.ts';
import { exactRules, seed } from '../core/comparedRows.ts';
import { storedPart } from './storedParts.ts';

interface Parts {
  archiver: Archiver;
  comparer: RowComparer;
}

const key = { key: ['id'], columns: null, rules: exactRules, seed };
const rowOf = (id: number, note: string) => JSON.stringify({ id, note, text: `row ${id} ü "quoted" {[`.repeat(5) });

/** What every comparer of rows promises. */
export function rowComparerContract(name: string, make: () => Parts): void {
  describe(`row comparer: ${name}`, () => {
    const rows = Array.from({ length: 3_000 }, (_row, index) => rowOf(index, 'old'));
    const part = (archiver: Archiver, texts: readonly string[], change: Partial<StoredPart> = {}) =>
      storedPart(archiver, `[${texts.join(',\n')}]`, { rows: texts.length, ...change });
    const rowWords = (words: Uint32Array, row: number) => [
      ...words.slice(row * fingerprintWords, (row + 1) * fingerprintWords),
    ];

    test('equal rows have equal words, wherever they stand; rows of one key share the words of the key', async () => {
      const { archiver, comparer } = make();
      const changed = rows.with(5, rowOf(5, 'new')).toReversed();
      const [before, after] = [
        await comparer.fingerprints(await part(archiver, rows), key),
        await comparer.fingerprints(await part(archiver, changed), key),
      ];
      expect(before.words.length).toBe(rows.length * fingerprintWords);
      expect(before.columns).toEqual(['id', 'note', 'text']);
      const different = rows.flatMap((_row, row) =>
        String(rowWords(before.words, row)) === String(rowWords(after.words, rows.length - 1 - row)) ? [] : [row],
      );
      expect(different).toEqual([5]);
      expect(rowWords(before.words, 5).slice(0, 4)).toEqual(rowWords(after.words, rows.length - 6).slice(0, 4));
      expect(new Set(rows.map((_row, row) => String(rowWords(before.words, row)))).size).toBe(rows.length);
      const otherSeed = await comparer.fingerprints(await part(archiver, rows), {
        ...key,
        seed: [...seed].reverse().join(''),
      });
      expect(rowWords(otherSeed.words, 0)).not.toEqual(rowWords(before.words, 0));
    });

    test('overrides are part of a row', async () => {
      const { archiver, comparer } = make();
      const overrides = [{ row: 1, column: 'note', text: 'null' }];
      const [plain, lost] = [
        await comparer.fingerprints(await part(archiver, rows.slice(0, 3)), key),
        await comparer.fingerprints(await part(archiver, rows.slice(0, 3), { overrides }), key),
      ];
      const same = [0, 1, 2].map((row) => String(rowWords(plain.words, row)) === String(rowWords(lost.words, row)));
      expect(same).toEqual([true, false, true]);
    });

    test('a part without rows has neither words nor columns', async () => {
      const { archiver, comparer } = make();
      expect(await comparer.fingerprints(await part(archiver, []), key)).toEqual({
        words: new Uint32Array(0),
        columns: null,
      });
    });

    test('the columns in which pairs differ are named as bits', async () => {
      const { archiver, comparer } = make();
      const [before, after] = [await part(archiver, rows), await part(archiver, rows.with(7, rowOf(7, 'new')))];
      const pairs = Uint32Array.of(6, 6, 7, 7, 8, 9);
      const columns = ['id', 'note', 'text', 'gone'];
      const bits = await comparer.changedColumns({ before, after, pairs }, columns, exactRules);
      expect([...bits]).toEqual([0b000, 0b010, 0b101]);
    });

    test('a part that is damaged, or of which the manifest says something else, is refused by its name', async () => {
      const { archiver, comparer } = make();
      const refused = { code: 'archive-damaged', message: expect.stringContaining('tables/a.json') };
      const good = await part(archiver, rows);
      for (const bad of [
        { ...good, rows: good.rows + 1 },
        { ...good, sha256: '0'.repeat(64) },
        { ...good, entry: { ...good.entry, crc32: good.entry.crc32 ^ 1 } },
        await part(archiver, ['{"a\\x":1}']), // balanced, but no name in JSON
      ]) {
        await expect(comparer.fingerprints(bad, key)).rejects.toMatchObject(refused);
        const pairs = { before: bad, after: bad, pairs: Uint32Array.of(0, 0) };
        await expect(comparer.changedColumns(pairs, ['a'], exactRules)).rejects.toMatchObject(refused);
      }
    });

    test('it stops when its signal aborts, and goes on with others', async () => {
      const { archiver, comparer } = make();
      const good = await part(archiver, rows);
      const stopping = new AbortController();
      const working = [
        comparer.fingerprints(good, key, stopping.signal),
        comparer.changedColumns(
          { before: good, after: good, pairs: Uint32Array.of(0, 0) },
          ['id'],
          exactRules,
          stopping.signal,
        ),
      ];
      stopping.abort();
      for (const result of await Promise.allSettled(working)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
      }
      expect((await comparer.fingerprints(good, key)).words.length).toBe(rows.length * fingerprintWords);
    });
  });
}

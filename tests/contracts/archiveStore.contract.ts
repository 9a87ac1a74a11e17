import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArchiveSink, ArchiveStore } from '../../src/ports/ArchiveStore.ts';
import { runs } from '../runs.ts';

/** One store for one test, seen from two tabs. */
export interface StoreUnderTest {
  store: ArchiveStore;
  otherTab: ArchiveStore;
  /** Leaves so little room that 4 MiB do not fit any more. */
  makeFull(): Promise<void>;
  /** Undoes `makeFull` and removes what the test stored. */
  close(): Promise<void>;
}

const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

async function textOf(blob: Blob | null): Promise<string | null> {
  return blob === null ? null : blob.text();
}

/** What every archive store promises, whatever it is made of. */
export function archiveStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`archive store: ${name}`, () => {
    let under: StoreUnderTest;
    let store: ArchiveStore;
    const begun: ArchiveSink[] = [];

    beforeEach(async () => {
      under = await make();
      store = under.store;
    });

    afterEach(async () => {
      await Promise.all(begun.splice(0).map((sink) => sink.abort()));
      await under.close();
    });

    async function begin(id: string): Promise<ArchiveSink> {
      const sink = await store.create(id);
      begun.push(sink);
      return sink;
    }

    async function keep(id: string, text: string): Promise<void> {
      const sink = await begin(id);
      await sink.append(bytesOf(text));
      await sink.seal();
      await sink.publish();
    }

    test('appends are written in the order of the calls, without awaiting one before the next', async () => {
      const sink = await begin('a');
      const texts = Array.from({ length: 40 }, (_, index) => `part ${index};`.repeat((index * 7) % 50));
      const offsets = await Promise.all(texts.map((text) => sink.append(bytesOf(text))));
      const sealed = await sink.seal();
      expect(await sealed.text()).toBe(texts.join(''));
      const lengths = texts.map((text) => text.length);
      expect(offsets).toEqual(lengths.map((_, index) => lengths.slice(0, index).reduce((sum, each) => sum + each, 0)));
    });

    test('what was appended comes back byte for byte, however it was cut', async () => {
      const pieces = fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 8 });
      let count = 0;
      await fc.assert(
        fc.asyncProperty(pieces, async (arrays) => {
          const id = `property-${count++}`;
          const whole = arrays.flatMap((array) => [...array]);
          const sink = await begin(id);
          await Promise.all(arrays.map((array) => sink.append(array.slice() as Uint8Array<ArrayBuffer>)));
          await sink.seal();
          await sink.publish();
          const stored = await store.open(id);
          expect(stored === null ? null : [...new Uint8Array(await stored.arrayBuffer())]).toEqual(whole);
          await store.delete(id);
        }),
        { numRuns: runs(6) },
      );
    });

    test('bytes that are a view of a larger buffer are written without their surroundings', async () => {
      const sink = await begin('a');
      await sink.append(bytesOf('..inner..').subarray(2, 7));
      expect(await (await sink.seal()).text()).toBe('inner');
    });

    test('an archive is out of sight until it is published, and then in sight of every tab', async () => {
      const sink = await begin('a');
      await sink.append(bytesOf('hello'));
      await sink.seal();
      for (const tab of [store, under.otherTab]) {
        expect(await tab.open('a')).toBeNull();
        expect(await tab.list()).toEqual([]);
        expect(await tab.listUnpublished()).toEqual(['a']);
      }
      await sink.publish();
      for (const tab of [store, under.otherTab]) {
        expect(await textOf(await tab.open('a'))).toBe('hello');
        expect(await tab.list()).toEqual([{ id: 'a', sizeBytes: 5 }]);
        expect(await tab.listUnpublished()).toEqual([]);
      }
    });

    test('publishing again changes nothing', async () => {
      const sink = await begin('a');
      await sink.append(bytesOf('hello'));
      await sink.seal();
      await Promise.all([sink.publish(), sink.publish()]);
      await sink.publish();
      expect(await store.list()).toEqual([{ id: 'a', sizeBytes: 5 }]);
    });

    test('an archive that was not sealed cannot be published', async () => {
      const sink = await begin('a');
      await sink.append(bytesOf('hello'));
      await expect(sink.publish()).rejects.toMatchObject({ code: 'storage-failed' });
      expect(await store.list()).toEqual([]);
    });

    test('nothing can be appended to a sealed archive', async () => {
      const sink = await begin('a');
      await sink.append(bytesOf('hello'));
      await sink.seal();
      await expect(sink.append(bytesOf('more'))).rejects.toMatchObject({ code: 'storage-failed' });
      await sink.publish();
      expect(await textOf(await store.open('a'))).toBe('hello');
    });

    test('sealing again gives the same file', async () => {
      const sink = await begin('a');
      await sink.append(bytesOf('hello'));
      await sink.seal();
      expect(await (await sink.seal()).text()).toBe('hello');
    });

    test('an empty archive is an archive', async () => {
      const sink = await begin('a');
      expect((await sink.seal()).size).toBe(0);
      await sink.publish();
      expect(await store.list()).toEqual([{ id: 'a', sizeBytes: 0 }]);
    });

    test.each(['open', 'sealed'])('aborting while it is %s leaves nothing and frees the id', async (state) => {
      const sink = await begin('a');
      const pending = Promise.allSettled([sink.append(bytesOf('hello'))]);
      if (state === 'sealed') await sink.seal();
      await sink.abort();
      await sink.abort();
      await pending;
      expect(await store.listUnpublished()).toEqual([]);
      expect(await store.open('a')).toBeNull();
      await expect(sink.publish()).rejects.toMatchObject({ code: 'storage-failed' });
      await keep('a', 'again');
      expect(await textOf(await store.open('a'))).toBe('again');
    });

    test('aborting after publishing does nothing', async () => {
      const sink = await begin('a');
      await sink.append(bytesOf('hello'));
      await sink.seal();
      await sink.publish();
      await sink.abort();
      expect(await textOf(await store.open('a'))).toBe('hello');
    });

    test('an id that is in use cannot be begun again, and its archive stays as it is', async () => {
      await keep('a', 'first');
      await begin('b');
      await expect(store.create('a')).rejects.toMatchObject({ code: 'storage-failed' });
      await expect(under.otherTab.create('b')).rejects.toMatchObject({ code: 'storage-failed' });
      expect(await textOf(await store.open('a'))).toBe('first');
    });

    test('archives are read in slices', async () => {
      await keep('a', 'the quick brown fox');
      const blob = await store.open('a');
      expect(await blob?.slice(4, 9).text()).toBe('quick');
      expect(await blob?.slice(16, 99).text()).toBe('fox');
    });

    test('opening what is not there gives null', async () => {
      expect(await store.open('nothing')).toBeNull();
    });

    test('deleting removes one archive, and what is not there is no error', async () => {
      await keep('a', 'first');
      await keep('b', 'second');
      await under.otherTab.delete('a');
      await store.delete('a');
      await store.delete('never');
      expect(await store.list()).toEqual([{ id: 'b', sizeBytes: 6 }]);
      expect(await store.open('a')).toBeNull();
    });

    test('a full disk is said to be full, ends the sink, and leaves the other archives as they are', async () => {
      await keep('old', 'older backup');
      const sink = await begin('new');
      await under.makeFull();
      const pieces = Array.from({ length: 4 }, () => sink.append(new Uint8Array(1024 * 1024)));
      const results = await Promise.allSettled([...pieces, sink.seal()]);
      const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(reasons.at(0)).toMatchObject({ code: 'storage-full' });
      expect(results.at(-1)?.status).toBe('rejected');
      await expect(sink.publish()).rejects.toMatchObject({ name: 'HoldfastError' });
      await sink.abort();
      expect(await store.listUnpublished()).toEqual([]);
      expect(await textOf(await store.open('old'))).toBe('older backup');
    });
  });
}

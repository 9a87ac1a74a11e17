import type { RowOverride } from '../../src/core/page.ts';
import { loadDirectory } from '../../src/core/zipDirectory.ts';
import type { RowReader, StoredPart } from '../../src/ports/RowReader.ts';
import { createInlineArchiver } from '../fakes/inlineArchiver.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';

const encode = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

/** A part to be stored: its JSON, and the overrides of its rows. */
export interface PartText {
  json: string;
  /** Left out where a JSON parser can count them. */
  rows?: number;
  overrides?: RowOverride[];
}

/** Stores parts in one archive and returns them in order, as an opened archive gives them. */
export async function storeParts(texts: readonly PartText[]): Promise<StoredPart[]> {
  const sink = await createMemoryArchiveStore().create('a');
  const writer = createInlineArchiver().write(sink, { level: 1, modified: 0 });
  const paths = texts.map((_text, index) => `tables/public.t/${index}.json`);
  const digests = await Promise.all(texts.map(({ json }, index) => writer.add(paths[index] as string, encode(json))));
  await writer.finish([]);
  const archive = await sink.seal();
  const entries = await loadDirectory(
    archive.size,
    async (offset) => new Uint8Array(await archive.slice(offset).arrayBuffer()),
  );
  return texts.map(({ json, rows, overrides = [] }, index) => {
    const entry = entries.find(({ path }) => path === paths[index]);
    const digest = digests[index];
    if (entry === undefined || digest === undefined) throw new Error(`${paths[index]} was not stored.`);
    return { archive, entry, sha256: digest.sha256, rows: rows ?? (JSON.parse(json) as unknown[]).length, overrides };
  });
}

/** Rows with ids from `from` on, as JSON. */
export function numberedRows(from: number, count: number): string {
  return JSON.stringify(
    Array.from({ length: count }, (_row, index) => ({ id: from + index, note: `row ${from + index}` })),
  );
}

/** A reader that counts the parts it is asked for. */
export function countingReader(reader: RowReader): RowReader & { asked: number } {
  const counting = {
    asked: 0,
    rows: (...args: Parameters<RowReader['rows']>) => counted(() => reader.rows(...args)),
    find: (...args: Parameters<RowReader['find']>) => counted(() => reader.find(...args)),
    convert: (...args: Parameters<RowReader['convert']>) => counted(() => reader.convert(...args)),
  };
  function counted<T>(work: () => T): T {
    counting.asked += 1;
    return work();
  }
  return counting;
}

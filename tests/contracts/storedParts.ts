import type { Archiver } from '../../src/ports/Archiver.ts';
import type { StoredPart } from '../../src/ports/RowReader.ts';
import { readEntries } from '../../src/tasks/archiveFiles.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';

/** A part `tables/a.json` with this content in an archive of its own. */
export async function storedPart(
  archiver: Archiver,
  text: string,
  change: Partial<StoredPart> = {},
): Promise<StoredPart> {
  const sink = await createMemoryArchiveStore().create('a');
  const writer = archiver.write(sink, { level: 6, modified: 0 });
  const { sha256 } = await writer.add('tables/a.json', new TextEncoder().encode(text));
  await writer.finish([]);
  const archive = await sink.seal();
  const [entry] = await readEntries(archive);
  if (entry === undefined) throw new Error('The archive is empty.');
  return { archive, entry, sha256, rows: 0, overrides: [], ...change };
}

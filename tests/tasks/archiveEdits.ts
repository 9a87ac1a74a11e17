import { manifestPath } from '../../src/core/archiveFaults.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { readEntries } from '../../src/tasks/archiveFiles.ts';
import { createInlineArchiver } from '../fakes/inlineArchiver.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';

/** The files of an archive by path, in the order in which they lie in it. */
export type LooseFiles = Map<string, Uint8Array<ArrayBuffer>>;

const archiver = createInlineArchiver();

/** Takes a good archive apart. */
export async function unpack(archive: Uint8Array<ArrayBuffer>): Promise<LooseFiles> {
  const blob = new Blob([archive]);
  const files: LooseFiles = new Map();
  const entries = await readEntries(blob);
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset))
    files.set(entry.path, await archiver.extract(blob, entry));
  return files;
}

/** Makes a faultless ZIP of these files, whatever they say. */
export async function pack(files: LooseFiles): Promise<Uint8Array<ArrayBuffer>> {
  const sink = await createMemoryArchiveStore().create('edited');
  const writer = archiver.write(sink, { level: 6, modified: Date.UTC(2026, 0, 25) });
  for (const [path, bytes] of files) await writer.add(path, bytes.slice());
  await writer.finish([manifestPath, 'README.txt'].filter((path) => files.has(path)));
  return new Uint8Array(await (await sink.seal()).arrayBuffer());
}

export function manifestOf(files: LooseFiles): Manifest {
  return JSON.parse(new TextDecoder().decode(files.get(manifestPath))) as Manifest;
}

/** The same files with another manifest. */
export function withManifest(files: LooseFiles, manifest: unknown): LooseFiles {
  return new Map(files).set(manifestPath, new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** The archive with a manifest that was changed, in a ZIP without a fault. */
export async function editManifest(
  archive: Uint8Array<ArrayBuffer>,
  change: (manifest: Manifest) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const files = await unpack(archive);
  const manifest = manifestOf(files);
  change(manifest);
  return pack(withManifest(files, manifest));
}

/** The archive with one file changed, in a ZIP without a fault. */
export async function editFile(
  archive: Uint8Array<ArrayBuffer>,
  path: string,
  change: (text: string) => string,
): Promise<Uint8Array<ArrayBuffer>> {
  const files = await unpack(archive);
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`There is no ${path}.`);
  return pack(files.set(path, new TextEncoder().encode(change(new TextDecoder().decode(bytes)))));
}

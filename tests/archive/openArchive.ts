import { createHash } from 'node:crypto';
import yauzl from 'yauzl';
import type { Manifest } from '../../src/core/manifest.ts';

/** An archive as an independent reader sees it: every file inflated and CRC-checked by yauzl, nothing of Holdfast used. */
export interface OpenedArchive {
  /** Paths in the order of the ZIP directory. */
  paths: string[];
  manifest: Manifest;
  text(path: string): string;
  sha256(path: string): string;
}

interface Override {
  part: string;
  row: number;
  column: string;
  text: string;
}

export async function openArchive(archive: Blob | Buffer): Promise<OpenedArchive> {
  const buffer = Buffer.isBuffer(archive) ? archive : Buffer.from(await archive.arrayBuffer());
  const files = await readAll(buffer);
  const bytesOf = (path: string): Buffer => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`The archive has no ${path}.`);
    return bytes;
  };
  return {
    paths: [...files.keys()],
    manifest: JSON.parse(bytesOf('manifest.json').toString('utf8')) as Manifest,
    text: (path) => bytesOf(path).toString('utf8'),
    sha256: (path) => createHash('sha256').update(bytesOf(path)).digest('hex'),
  };
}

function readAll(buffer: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, Buffer>();
    yauzl.fromBuffer(buffer, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject);
      zip.on('end', () => resolve(files));
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('error', reject);
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            files.set(entry.fileName, Buffer.concat(chunks));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}

/** The overrides of one table of an archive; empty where it has none. */
export function overridesOf(archive: OpenedArchive, table: { parts: readonly { path: string }[] }): Override[] {
  const parts = new Set(table.parts.map(({ path }) => path));
  return archive.paths
    .filter((path) => path.startsWith('overrides/'))
    .flatMap((path) => JSON.parse(archive.text(path)) as Override[])
    .filter(({ part }) => parts.has(part));
}

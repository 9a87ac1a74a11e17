import { overridesPath } from '../core/archiveNames.ts';
import { archiveReadme } from '../core/archiveReadme.ts';
import { buildManifest, type ManifestInput } from '../core/buildManifest.ts';
import { formatManifest, type Manifest, type ManifestFile } from '../core/manifest.ts';
import type { ArchiveWriter } from '../ports/Archiver.ts';
import type { TableExport } from './exportTable.ts';
import { manifestPath } from './verifyArchive.ts';

const readmePath = 'README.txt';

/**
 * Writes what an archive holds beside its parts: overrides, README.txt, manifest and directory.
 * @throws HoldfastError as ArchiveWriter.
 */
export async function writeArchive(
  writer: ArchiveWriter,
  input: Omit<ManifestInput, 'read'> & { read: readonly TableExport[] },
): Promise<Manifest> {
  const files: ManifestFile[] = [];
  const add = async (path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    files.push({ path, ...(await writer.add(path, bytes)) });
  };
  await add(
    readmePath,
    new TextEncoder().encode(
      archiveReadme({
        platform: input.platform,
        project_url: input.projectUrl,
        created_at: input.createdAt,
        status: input.status,
      }),
    ),
  );
  for (const { table, overrides } of input.read) {
    if (overrides.length > 0) await add(overridesPath(table), overridesFile(overrides));
  }
  const manifest = buildManifest(input, files);
  await writer.add(manifestPath, formatManifest(manifest));
  await writer.finish([manifestPath, readmePath]);
  return manifest;
}

/** One override a line, so that a person can read it and a diff stays short. */
function overridesFile(overrides: TableExport['overrides']): Uint8Array<ArrayBuffer> {
  const lines = overrides.map(({ path, entry }) =>
    JSON.stringify({ part: path, row: entry.row, column: entry.column, text: entry.text }),
  );
  return new TextEncoder().encode(`[${lines.join(',\n')}]\n`);
}

import { manifestPath } from '../core/archiveFaults.ts';
import { archiveReadme } from '../core/archiveReadme.ts';
import { buildManifest, type ManifestInput } from '../core/buildManifest.ts';
import { formatManifest, type Manifest, type ManifestFile } from '../core/manifest.ts';
import { restoreScript } from '../core/restoreScript.ts';
import { formatTable } from '../core/tableName.ts';
import type { ArchiveWriter } from '../ports/Archiver.ts';
import type { TableExport } from './exportTable.ts';

const readmePath = 'README.txt';
const scriptPath = 'restore.sql';

/**
 * Writes what an archive holds beside parts and overrides: README.txt, restore.sql, manifest and directory.
 * @throws HoldfastError as ArchiveWriter.
 */
export async function writeArchive(
  writer: ArchiveWriter,
  input: Omit<ManifestInput, 'read'> & { read: readonly TableExport[] },
): Promise<Manifest> {
  const files: ManifestFile[] = input.read.flatMap((table) => table.files);
  const add = async (path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    files.push({ path, ...(await writer.add(path, bytes)) });
  };
  await add(
    readmePath,
    new TextEncoder().encode(
      archiveReadme(
        {
          platform: input.platform,
          project_url: input.projectUrl,
          created_at: input.createdAt,
          status: input.status,
        },
        input.read.filter(({ parts }) => parts.length > 0).map(({ table }) => formatTable(table)),
      ),
    ),
  );
  await add(scriptPath, new TextEncoder().encode(restoreScript));
  const manifest = buildManifest(input, files);
  await writer.add(manifestPath, formatManifest(manifest));
  await writer.finish([manifestPath, readmePath, scriptPath]);
  return manifest;
}

/**
 * Where archives lie in the origin private file system: in `incoming` until they are published, then in `archives`.
 * An archive is published when it is in `archives` and not in `incoming`, so removing it from `incoming` is the one atomic step.
 * Renaming either folder would lose sight of every backup that people have.
 */
export interface OpfsFolders {
  incoming: FileSystemDirectoryHandle;
  archives: FileSystemDirectoryHandle;
}

export async function openFolders(root: string): Promise<OpfsFolders> {
  const top = await navigator.storage.getDirectory();
  const home = await top.getDirectoryHandle(root, { create: true });
  const [incoming, archives] = await Promise.all([
    home.getDirectoryHandle('incoming', { create: true }),
    home.getDirectoryHandle('archives', { create: true }),
  ]);
  return { incoming, archives };
}

export function fileNameOf(id: string): string {
  return `${id}.zip`;
}

/** The id of an archive's file; null for files that are none. */
function idOf(fileName: string): string | null {
  return fileName.endsWith('.zip') ? fileName.slice(0, -'.zip'.length) : null;
}

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

/** The file of this id in one folder; null when it is not there. */
export async function findFile(folder: FileSystemDirectoryHandle, id: string): Promise<FileSystemFileHandle | null> {
  try {
    return await folder.getFileHandle(fileNameOf(id));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Removes the file of this id from one folder, if it is there. */
export async function removeFile(folder: FileSystemDirectoryHandle, id: string): Promise<void> {
  try {
    await folder.removeEntry(fileNameOf(id));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Ids of the archives in one folder. */
export async function listIds(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const ids: string[] = [];
  for await (const name of folder.keys()) {
    const id = idOf(name);
    if (id !== null) ids.push(id);
  }
  return ids;
}

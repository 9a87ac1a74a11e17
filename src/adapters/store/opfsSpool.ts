import { archiveExists, sinkMisused } from './archiveId.ts';
import { fileNameOf, findFile, type OpfsFolders, openFolders, removeFile } from './opfsFolders.ts';
import { storageFull } from './storageError.ts';

const copyBytes = 1024 * 1024;

/** Firefox 111, Chromium 102 and Safari 26 can move a file; the TypeScript library does not know it. */
interface MovableFile {
  move(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
}

function isMovable(file: unknown): file is MovableFile {
  return typeof file === 'object' && file !== null && 'move' in file && typeof file.move === 'function';
}

function writeAll(handle: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  const written = handle.write(bytes, { at });
  // A disk that fills up may end a write early; and in a private window Chromium 156 does not throw when the quota is used up but
  // returns 4,294,967,288, a negative error code read as a count.
  if (written !== bytes.length)
    throw storageFull(new Error(`Of ${bytes.length} bytes ${written} were said to be written.`));
}

async function copyFile(from: FileSystemFileHandle, folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  const to = await folder.getFileHandle(name, { create: true });
  const source = await from.createSyncAccessHandle();
  try {
    const target = await to.createSyncAccessHandle();
    try {
      target.truncate(0);
      const size = source.getSize();
      for (let at = 0; at < size; at += copyBytes) {
        const chunk = new Uint8Array(Math.min(copyBytes, size - at));
        const read = source.read(chunk, { at });
        if (read !== chunk.length) throw new Error(`Of ${chunk.length} bytes ${read} were read back.`);
        writeAll(target, chunk, at);
      }
      target.flush();
    } finally {
      target.close();
    }
  } finally {
    source.close();
  }
}

/** One archive that is being written; lives in a worker, where files can be written in place on every browser. */
export class OpfsSpool {
  private readonly id: string;
  private readonly folders: OpfsFolders;
  private readonly file: FileSystemFileHandle;
  private handle: FileSystemSyncAccessHandle | null;
  private length = 0;
  private broken: unknown = null;
  private state: 'open' | 'sealed' | 'published' | 'aborted' = 'open';

  private constructor(
    id: string,
    folders: OpfsFolders,
    file: FileSystemFileHandle,
    handle: FileSystemSyncAccessHandle,
  ) {
    this.id = id;
    this.folders = folders;
    this.file = file;
    this.handle = handle;
  }

  /** @throws HoldfastError `storage-failed` when the id is taken. */
  static async begin(root: string, id: string): Promise<OpfsSpool> {
    const folders = await openFolders(root);
    const there = await Promise.all([findFile(folders.incoming, id), findFile(folders.archives, id)]);
    if (there.some((file) => file !== null)) throw archiveExists(id);
    const file = await folders.incoming.getFileHandle(fileNameOf(id), { create: true });
    return new OpfsSpool(id, folders, file, await file.createSyncAccessHandle());
  }

  /** Returns the offset of the first byte. After an error every further call fails with it. */
  append(bytes: Uint8Array<ArrayBuffer>): number {
    if (this.broken !== null) throw this.broken;
    if (this.handle === null) throw sinkMisused('it is closed');
    const offset = this.length;
    try {
      writeAll(this.handle, bytes, offset);
    } catch (error) {
      this.broken = error;
      throw error;
    }
    this.length += bytes.length;
    return offset;
  }

  async seal(): Promise<File> {
    if (this.broken !== null) throw this.broken;
    if (this.state !== 'open' && this.state !== 'sealed') throw sinkMisused(`it is ${this.state}`);
    this.handle?.flush();
    this.close();
    this.state = 'sealed';
    const file = await this.file.getFile();
    if (file.size !== this.length) throw storageFull(new Error(`${file.size} of ${this.length} bytes are on disk.`));
    return file;
  }

  async publish(): Promise<void> {
    if (this.state === 'published') return;
    if (this.state !== 'sealed') throw sinkMisused(`it is ${this.state}, not sealed`);
    const { incoming, archives } = this.folders;
    if (isMovable(this.file)) {
      await this.file.move(archives, fileNameOf(this.id));
    } else {
      await copyFile(this.file, archives, fileNameOf(this.id));
      await removeFile(incoming, this.id);
    }
    this.state = 'published';
  }

  async abort(): Promise<void> {
    if (this.state === 'published') return;
    this.close();
    this.state = 'aborted';
    await removeFile(this.folders.archives, this.id);
    await removeFile(this.folders.incoming, this.id);
  }

  private close(): void {
    this.handle?.close();
    this.handle = null;
  }
}

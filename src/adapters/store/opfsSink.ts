import { HoldfastError } from '../../core/HoldfastError.ts';
import type { ArchiveSink } from '../../ports/ArchiveStore.ts';
import { sinkMisused } from './archiveId.ts';
import { openFolders, removeFile } from './opfsFolders.ts';
import type { OpfsMessage, OpfsReply } from './opfsWorker.ts';
import { toStorageError } from './storageError.ts';

interface Call {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

function unpack(reply: OpfsReply & { ok: false }): HoldfastError {
  return new HoldfastError(reply.code, reply.message, reply.hint === null ? {} : { hint: reply.hint });
}

/** A worker that answers in the order in which it is asked. */
class OpfsWorkerClient {
  private readonly worker: Worker;
  private readonly calls: Call[] = [];
  /** Why no further call can be made; null while they can. */
  private ended: HoldfastError | null = null;

  constructor(worker: Worker) {
    this.worker = worker;
    this.worker.onmessage = ({ data }: MessageEvent<OpfsReply>) => {
      const call = this.calls.shift();
      if (data.ok) call?.resolve(data.value);
      else call?.reject(unpack(data));
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end(toStorageError(event.message ?? 'its worker could not start', 'write the archive'));
    };
  }

  get dead(): boolean {
    return this.ended !== null;
  }

  ask(message: OpfsMessage, transfer: Transferable[] = []): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.ended !== null) return reject(this.ended);
      try {
        this.worker.postMessage(message, transfer);
        this.calls.push({ resolve, reject });
      } catch (error) {
        reject(toStorageError(error, 'write the archive'));
      }
    });
  }

  end(why: HoldfastError): void {
    this.ended ??= why;
    this.worker.terminate();
    for (const call of this.calls.splice(0)) call.reject(why);
  }
}

/** An archive in the origin private file system, written by a worker of its own. */
class OpfsSink implements ArchiveSink {
  private readonly worker: OpfsWorkerClient;
  private readonly root: string;
  private readonly id: string;
  private published = false;
  private aborting: Promise<void> | null = null;

  constructor(worker: OpfsWorkerClient, root: string, id: string) {
    this.worker = worker;
    this.root = root;
    this.id = id;
  }

  async append(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    return (await this.worker.ask({ kind: 'append', bytes }, [bytes.buffer])) as number;
  }

  async seal(): Promise<Blob> {
    return (await this.worker.ask({ kind: 'seal' })) as File;
  }

  async publish(): Promise<void> {
    if (this.published) return;
    // The worker answers in order, so the second of two calls may come back after the first has ended it.
    await this.worker.ask({ kind: 'publish' }).catch((error: unknown) => {
      if (!this.published) throw error;
    });
    this.published = true;
    this.worker.end(sinkMisused('it is published'));
  }

  abort(): Promise<void> {
    if (this.published) return Promise.resolve();
    this.aborting ??= this.remove();
    return this.aborting;
  }

  private async remove(): Promise<void> {
    try {
      if (this.worker.dead) await this.removeWithoutWorker();
      else await this.worker.ask({ kind: 'abort' });
    } catch (error) {
      throw toStorageError(error, 'remove the unfinished archive');
    } finally {
      this.worker.end(sinkMisused('it was aborted'));
    }
  }

  /** A worker that died gave its lock on the file back. */
  private async removeWithoutWorker(): Promise<void> {
    const { incoming, archives } = await openFolders(this.root);
    await removeFile(archives, this.id);
    await removeFile(incoming, this.id);
  }
}

/** Begins an archive. @throws HoldfastError `storage-failed` when the id is taken or the browser has no such storage. */
export async function createOpfsSink(root: string, id: string, startWorker: () => Worker): Promise<ArchiveSink> {
  const worker = new OpfsWorkerClient(startWorker());
  try {
    await worker.ask({ kind: 'begin', root, id });
  } catch (error) {
    worker.end(sinkMisused('it could not be begun'));
    throw error;
  }
  return new OpfsSink(worker, root, id);
}

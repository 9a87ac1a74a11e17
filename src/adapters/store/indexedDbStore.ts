import type { ArchiveSink, ArchiveStore } from '../../ports/ArchiveStore.ts';
import { archiveExists, checkArchiveId, sinkMisused } from './archiveId.ts';
import type { Database, Transaction } from './database.ts';
import { storageFull } from './storageError.ts';

function chunksOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Number.POSITIVE_INFINITY]);
}

/** All chunks as one blob: the browser reads them from disk when the blob is read. */
async function joined(tx: Transaction<'readonly'>, id: string): Promise<Blob> {
  return new Blob(await tx.objectStore('chunks').getAll(chunksOf(id)));
}

async function remove(database: Database, id: string): Promise<void> {
  await database.write('delete the archive', ['archives', 'chunks'], async (tx) => {
    await Promise.all([tx.objectStore('archives').delete(id), tx.objectStore('chunks').delete(chunksOf(id))]);
  });
}

class IndexedDbSink implements ArchiveSink {
  private readonly database: Database;
  private readonly id: string;
  private length = 0;
  private chunks = 0;
  private state: 'open' | 'sealed' | 'published' | 'aborted' = 'open';
  /** The last append; rejects from the first failed one on. */
  private last: Promise<void> = Promise.resolve();

  constructor(database: Database, id: string) {
    this.database = database;
    this.id = id;
  }

  async append(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    this.demand('open');
    const offset = this.length;
    const key: [string, number] = [this.id, this.chunks];
    this.length += bytes.length;
    this.chunks += 1;
    const blob = new Blob([bytes]);
    const write = () =>
      this.database.write('write the archive', ['chunks'], (tx) => tx.objectStore('chunks').put(blob, key), {
        relaxed: true,
      });
    const written = this.last.then(async () => {
      // After an abort nobody wants the rest.
      if (this.state === 'aborted') throw sinkMisused('it is aborted');
      await write();
    });
    this.last = written;
    await written;
    return offset;
  }

  async seal(): Promise<Blob> {
    if (this.state !== 'sealed') this.demand('open');
    this.state = 'sealed';
    await this.last;
    // Written strictly, which flushes what was written before it as well: the chunks were written relaxed.
    await this.record(false);
    const blob = await this.database.read('read the archive', ['chunks'], (tx) => joined(tx, this.id));
    if (blob.size !== this.length) throw storageFull(new Error(`${blob.size} of ${this.length} bytes are on disk.`));
    return blob;
  }

  async publish(): Promise<void> {
    if (this.state === 'published') return;
    this.demand('sealed');
    await this.last;
    await this.record(true);
    this.state = 'published';
  }

  async abort(): Promise<void> {
    if (this.state === 'published') return;
    this.state = 'aborted';
    // Whether the last append failed does not matter any more; that it ended does.
    await Promise.allSettled([this.last]);
    await remove(this.database, this.id);
  }

  private async record(published: boolean): Promise<void> {
    const archive = { id: this.id, published, sizeBytes: this.length };
    await this.database.write('write the archive', ['archives'], (tx) => tx.objectStore('archives').put(archive));
  }

  private demand(state: 'open' | 'sealed'): void {
    if (this.state !== state) throw sinkMisused(`it is ${this.state}`);
  }
}

/** Archives as blobs in IndexedDB, a chunk per append: for browsers without an origin private file system. */
export function createIndexedDbStore(database: Database): ArchiveStore {
  const list = () => database.read('list the archives', ['archives'], (tx) => tx.objectStore('archives').getAll());
  return {
    async create(id) {
      checkArchiveId(id);
      await database.write('begin the archive', ['archives'], async (tx) => {
        if ((await tx.objectStore('archives').get(id)) !== undefined) throw archiveExists(id);
        await tx.objectStore('archives').put({ id, published: false, sizeBytes: 0 });
      });
      return new IndexedDbSink(database, id);
    },

    open: (id) =>
      database.read('open the archive', ['archives', 'chunks'], async (tx) => {
        const archive = await tx.objectStore('archives').get(id);
        return archive?.published === true ? joined(tx, id) : null;
      }),

    async list() {
      const published = (await list()).filter((archive) => archive.published);
      return published.map(({ id, sizeBytes }) => ({ id, sizeBytes }));
    },

    async listUnpublished() {
      return (await list()).filter((archive) => !archive.published).map(({ id }) => id);
    },

    delete: (id) => remove(database, id),
  };
}

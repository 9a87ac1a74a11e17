import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { ArchiveSink, ArchiveStore } from '../../src/ports/ArchiveStore.ts';

/** An archive store in memory, with a disk that can be made full. */
export interface MemoryArchiveStore extends ArchiveStore {
  /** Bytes that may be stored in all, published or not; more is refused with `storage-full`. */
  quotaBytes: number;
  /** Flips bits of a published archive, as a failing disk would. @throws Error when it is not there. */
  damage(id: string, change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>): Promise<void>;
}

class MemorySink implements ArchiveSink {
  readonly chunks: Uint8Array<ArrayBuffer>[] = [];
  length = 0;
  private state: 'open' | 'sealed' | 'published' | 'aborted' = 'open';
  private broken: HoldfastError | null = null;
  private readonly hasRoom: (bytes: number) => boolean;
  private readonly onPublish: (blob: Blob) => void;
  private readonly onAbort: () => void;

  constructor(hasRoom: (bytes: number) => boolean, onPublish: (blob: Blob) => void, onAbort: () => void) {
    this.hasRoom = hasRoom;
    this.onPublish = onPublish;
    this.onAbort = onAbort;
  }

  async append(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    this.demand('open');
    if (!this.hasRoom(bytes.length)) {
      this.broken = new HoldfastError('storage-full', "The browser's storage is full.", {
        hint: 'Delete older backups.',
      });
      throw this.broken;
    }
    const offset = this.length;
    // Like the real stores: the caller's buffer is empty afterwards.
    const owned = structuredClone(bytes, { transfer: [bytes.buffer] });
    this.chunks.push(owned);
    this.length += owned.length;
    return offset;
  }

  async seal(): Promise<Blob> {
    if (this.state !== 'sealed') this.demand('open');
    this.state = 'sealed';
    return new Blob(this.chunks);
  }

  async publish(): Promise<void> {
    if (this.state === 'published') return;
    this.demand('sealed');
    this.state = 'published';
    this.onPublish(new Blob(this.chunks));
  }

  async abort(): Promise<void> {
    if (this.state === 'published' || this.state === 'aborted') return;
    this.state = 'aborted';
    this.onAbort();
  }

  private demand(state: 'open' | 'sealed'): void {
    if (this.broken !== null) throw this.broken;
    if (this.state !== state)
      throw new HoldfastError('storage-failed', `The archive cannot be written: it is ${this.state}.`);
  }
}

/** Makes an empty store. */
export function createMemoryArchiveStore(): MemoryArchiveStore {
  const published = new Map<string, Blob>();
  const unpublished = new Map<string, MemorySink>();
  const usedBytes = () =>
    [...published.values()].reduce((sum, blob) => sum + blob.size, 0) +
    [...unpublished.values()].reduce((sum, sink) => sum + sink.length, 0);

  const store: MemoryArchiveStore = {
    quotaBytes: Number.POSITIVE_INFINITY,

    async create(id) {
      if (published.has(id) || unpublished.has(id)) {
        throw new HoldfastError('storage-failed', `An archive with the id ${id} is there already.`);
      }
      const sink = new MemorySink(
        (bytes) => usedBytes() + bytes <= store.quotaBytes,
        (blob) => {
          published.set(id, blob);
          unpublished.delete(id);
        },
        () => unpublished.delete(id),
      );
      unpublished.set(id, sink);
      return sink;
    },

    async open(id) {
      return published.get(id) ?? null;
    },

    async list() {
      return [...published].map(([id, blob]) => ({ id, sizeBytes: blob.size }));
    },

    async listUnpublished() {
      return [...unpublished.keys()];
    },

    async delete(id) {
      published.delete(id);
      unpublished.delete(id);
    },

    async damage(id, change) {
      const blob = published.get(id);
      if (blob === undefined) throw new Error(`There is no archive ${id}.`);
      published.set(id, new Blob([change(new Uint8Array(await blob.arrayBuffer()))]));
    },
  };
  return store;
}

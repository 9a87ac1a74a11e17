import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { Host, StorageEstimate } from '../../src/ports/Host.ts';

/** A host that remembers what it was given. Ids count up and random numbers repeat, so runs are the same each time. */
export interface FakeHost extends Host {
  secureContext: boolean;
  readonly downloads: { blob: Blob; filename: string }[];
  readonly copied: string[];
  estimate: StorageEstimate;
  clipboardAllowed: boolean;
  persistenceGranted: boolean;
}

export function createFakeHost(): FakeHost {
  let ids = 0;
  let seed = 1;
  const host: FakeHost = {
    secureContext: true,
    downloads: [],
    copied: [],
    estimate: { usedBytes: 1_000_000, quotaBytes: 1_000_000_000, persistent: false },
    clipboardAllowed: true,
    persistenceGranted: true,
    download(blob, filename) {
      host.downloads.push({ blob, filename });
    },
    async copyText(text) {
      if (!host.clipboardAllowed) throw new HoldfastError('denied', 'The browser did not let the app copy.');
      host.copied.push(text);
    },
    async storage() {
      return { ...host.estimate };
    },
    async requestPersistence() {
      host.estimate = { ...host.estimate, persistent: host.persistenceGranted };
      return host.persistenceGranted;
    },
    newId() {
      ids += 1;
      return `00000000-0000-4000-8000-${ids.toString(16).padStart(12, '0')}`;
    },
    random() {
      // Park and Miller's minimal generator.
      seed = (seed * 48_271) % 0x7fff_ffff;
      return seed / 0x7fff_ffff;
    },
  };
  return host;
}

import type { ArchiveStore } from '../../ports/ArchiveStore.ts';

/** A store that is chosen at first use, since only trying shows what a browser can do. */
export function createLazyStore(choose: () => Promise<ArchiveStore>): ArchiveStore {
  let chosen: Promise<ArchiveStore> | null = null;
  const store = (): Promise<ArchiveStore> => {
    chosen ??= choose().catch((error: unknown) => {
      chosen = null; // the next use may try again
      throw error;
    });
    return chosen;
  };
  return {
    create: async (id) => (await store()).create(id),
    open: async (id) => (await store()).open(id),
    list: async () => (await store()).list(),
    listUnpublished: async () => (await store()).listUnpublished(),
    delete: async (id) => (await store()).delete(id),
  };
}

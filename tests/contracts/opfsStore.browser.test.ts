import { createOpfsStore } from '../../src/adapters/store/opfsStore.ts';
import { archiveStoreContract, type StoreUnderTest } from './archiveStore.contract.ts';
import { limitStorage } from './browserQuota.ts';

async function newStore(startWorker?: () => Worker): Promise<StoreUnderTest> {
  const root = `test-${crypto.randomUUID()}`;
  return {
    store: createOpfsStore(root, startWorker),
    otherTab: createOpfsStore(root, startWorker),
    makeFull: () => limitStorage(100_000),
    close: async () => {
      await limitStorage(null);
      const top = await navigator.storage.getDirectory();
      await top.removeEntry(root, { recursive: true });
    },
  };
}

archiveStoreContract('origin private file system', () => newStore());

archiveStoreContract('origin private file system that cannot move files', () =>
  newStore(() => new Worker(new URL('../adapters/opfsWithoutMove.worker.ts', import.meta.url), { type: 'module' })),
);

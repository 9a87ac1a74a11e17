import fileSaver from 'file-saver';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { Host } from '../../ports/Host.ts';

/** The StorageManager; missing over plain http. */
function storageManager(): StorageManager | undefined {
  return (navigator as { storage?: StorageManager }).storage;
}

/** The browser that the app runs in. */
export function createHost(): Host {
  return {
    secureContext: window.isSecureContext,

    // file-saver makes an object URL, which the browser reads from disk, and revokes it after 40 s.
    download: (blob, filename) => fileSaver.saveAs(blob, filename),

    async copyText(text) {
      try {
        await navigator.clipboard.writeText(text);
      } catch (cause) {
        throw new HoldfastError('denied', 'The browser did not let the app copy to the clipboard.', {
          hint: 'Allow access to the clipboard for this page, or select the text and copy it yourself.',
          cause,
        });
      }
    },

    async storage() {
      const storage = storageManager();
      const [estimate, persistent] = await Promise.all([storage?.estimate?.(), storage?.persisted?.()]);
      return {
        usedBytes: estimate?.usage ?? null,
        quotaBytes: estimate?.quota ?? null,
        persistent: persistent ?? false,
      };
    },

    requestPersistence: async () => (await storageManager()?.persist?.()) ?? false,

    newId: () => crypto.randomUUID(),

    random: () => Math.random(),
  };
}

import fileSaver from 'file-saver';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { Host, NotificationAnswer } from '../../ports/Host.ts';

/** The StorageManager; missing over plain http. */
function storageManager(): StorageManager | undefined {
  return (navigator as { storage?: StorageManager }).storage;
}

type Notice = Parameters<Host['notify']>[0];

function permission(): NotificationAnswer {
  return 'Notification' in window ? Notification.permission : 'unsupported';
}

/** Chrome on Android shows notifications by a service worker only, and throws otherwise. */
async function showByServiceWorker({ title, body, tag }: Notice): Promise<void> {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  const registration = await serviceWorker?.getRegistration();
  await registration?.showNotification(title, { body, tag });
}

function show(notice: Notice): void {
  const { title, body, tag } = notice;
  try {
    const shown = new Notification(title, { body, tag });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    showByServiceWorker(notice).catch((error: unknown) => console.warn('A notification could not be shown.', error));
  }
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
      // Browsers fail at this at times. A figure that is not known must not keep a backup from being made.
      const [estimate, persistent] = await Promise.all([
        storage?.estimate?.().catch(() => null),
        storage?.persisted?.().catch(() => null),
      ]);
      return {
        usedBytes: estimate?.usage ?? null,
        quotaBytes: estimate?.quota ?? null,
        persistent: persistent ?? false,
      };
    },

    requestPersistence: async () => (await storageManager()?.persist?.()) ?? false,

    notificationPermission: permission,

    async askForNotifications() {
      if (permission() === 'unsupported') return 'unsupported';
      try {
        await Notification.requestPermission();
      } catch (error) {
        console.warn('The browser did not let the app ask for notifications.', error); // some throw when nothing was pressed before
      }
      return permission(); // what it keeps, which may differ from what it just answered
    },

    notify(notice) {
      if (permission() === 'granted') show(notice);
    },

    onWake(listener) {
      const end = new AbortController();
      const { signal } = end;
      const wake = () => listener();
      const wakeIfVisible = () => {
        if (document.visibilityState === 'visible') listener();
      };
      document.addEventListener('visibilitychange', wakeIfVisible, { signal });
      document.addEventListener('resume', wake, { signal }); // of a frozen page
      for (const type of ['pageshow', 'online', 'focus']) window.addEventListener(type, wake, { signal });
      return () => end.abort();
    },

    newId: () => crypto.randomUUID(),

    random: () => Math.random(),
  };
}

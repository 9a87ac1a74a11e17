import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { Host, NotificationAnswer, StorageEstimate } from '../../src/ports/Host.ts';
import { createListeners } from './listeners.ts';

/** A host that remembers what it was given. Ids count up and random numbers repeat, so runs are the same each time. */
export interface FakeHost extends Host {
  secureContext: boolean;
  readonly downloads: { blob: Blob; filename: string }[];
  readonly copied: string[];
  estimate: StorageEstimate;
  clipboardAllowed: boolean;
  persistenceGranted: boolean;
  permission: NotificationAnswer;
  /** What the person says when asked for notifications. */
  notificationAnswer: NotificationAnswer;
  /** Those that were shown, in order. */
  readonly notifications: { title: string; body: string; tag: string }[];
  /** Lets the page wake up. */
  wake(): void;
}

export function createFakeHost(): FakeHost {
  let ids = 0;
  let seed = 1;
  const wakes = createListeners();
  const host: FakeHost = {
    secureContext: true,
    downloads: [],
    copied: [],
    estimate: { usedBytes: 1_000_000, quotaBytes: 1_000_000_000, persistent: false },
    clipboardAllowed: true,
    persistenceGranted: true,
    permission: 'default',
    notificationAnswer: 'granted',
    notifications: [],
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
    notificationPermission: () => host.permission,
    async askForNotifications() {
      host.permission = host.notificationAnswer;
      return host.permission;
    },
    notify(notification) {
      if (host.permission === 'granted') host.notifications.push({ ...notification });
    },
    onWake: wakes.subscribe,
    wake: wakes.notify,
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

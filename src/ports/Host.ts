/** How much of the browser's storage is used; numbers in bytes, null where the browser does not tell. */
export interface StorageEstimate {
  usedBytes: number | null;
  quotaBytes: number | null;
  /** True when the browser promised not to clear it by itself. */
  persistent: boolean;
}

export type NotificationAnswer = 'granted' | 'denied' | 'default' | 'unsupported';

/** What the machine around the app does for it: files handed to the person, clipboard, storage figures, randomness. */
export interface Host {
  /** False over plain http on another host than localhost, where OPFS, Web Locks and WebCrypto are missing. */
  readonly secureContext: boolean;
  /** Offers the blob as a file download. The blob is streamed from disk; its object URL is revoked. */
  download(blob: Blob, filename: string): void;
  /** @throws HoldfastError `denied` when the browser refuses the clipboard. */
  copyText(text: string): Promise<void>;
  storage(): Promise<StorageEstimate>;
  /** Asks the browser to keep the storage; resolves with its answer. */
  requestPersistence(): Promise<boolean>;
  /** Whether the browser may show notifications; `unsupported` where it has none. */
  notificationPermission(): NotificationAnswer;
  /** Asks the person, who must have pressed something just now. Resolves with the answer. */
  askForNotifications(): Promise<NotificationAnswer>;
  /** Shows a notification, where it is permitted; one with the same tag replaces the one before. Never throws: the screen says it too. */
  notify(notification: { title: string; body: string; tag: string }): void;
  /** Calls back when the page may have slept: it became visible, was resumed, or is online again. Returns the function that ends it. */
  onWake(listener: () => void): () => void;
  /** A new random UUID. */
  newId(): string;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

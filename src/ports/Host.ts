/** How much of the browser's storage is used; numbers in bytes, null where the browser does not tell. */
export interface StorageEstimate {
  usedBytes: number | null;
  quotaBytes: number | null;
  /** True when the browser promised not to clear it by itself. */
  persistent: boolean;
}

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
  /** A new random UUID. */
  newId(): string;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

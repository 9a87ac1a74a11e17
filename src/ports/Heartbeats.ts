/** Signs of life of those who hold a lock: a frozen tab keeps its locks, but its heart stops. */
export interface Heartbeats {
  /** Counts one more beat of this tab under the name of the lock. @throws HoldfastError `storage-failed`. */
  beat(name: string, tab: string): Promise<void>;
  /** The tab that beat last, and how often it was beaten under this name in all; null when never. */
  read(name: string): Promise<{ tab: string; count: number } | null>;
}

/** What a job in a worker came to, and which of its buffers move instead of being copied. */
export interface Answer<T> {
  value: T;
  transfer?: Transferable[];
}

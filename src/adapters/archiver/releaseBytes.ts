/** All browsers since 2024; TypeScript's library for the target does not know it yet, nor does Node 20. */
interface MovableBuffer {
  transfer?(length: number): ArrayBuffer;
}

/**
 * Gives the memory of bytes back at once, which may not be used again. Garbage collection would do it too, but late: buffers lie outside of
 * the heap that it watches, and a worker that goes through hundreds of parts would hold many that nobody needs.
 *
 * Only for bytes on a buffer that was made here, by `new Uint8Array`. One that came from a stream, a file or another thread is held by the
 * browser's own code as well until the next collection; taking it from the heap only hides it from the collector, which then comes later
 * (tried in Chromium 156: 40 parts of 9 MB left 361 MB behind instead of 80).
 */
export function releaseBytes(bytes: Uint8Array<ArrayBuffer>): void {
  (bytes.buffer as MovableBuffer).transfer?.(0);
}

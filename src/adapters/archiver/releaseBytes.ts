/** All browsers since 2024; TypeScript's library for the target does not know it yet, nor does Node 20. */
interface MovableBuffer {
  transfer?(length: number): ArrayBuffer;
}

/**
 * Gives the memory of bytes back at once, which may not be used again. Garbage collection would do it too, but late: buffers lie outside of
 * the heap that it watches, and a worker that goes through hundreds of parts would hold many that nobody needs.
 */
export function releaseBytes(bytes: Uint8Array<ArrayBuffer>): void {
  (bytes.buffer as MovableBuffer).transfer?.(0);
}

/** The level at which browsers deflate; it cannot be chosen. https://compression.spec.whatwg.org uses zlib's default. */
export const platformLevel = 6;

/** Whether the platform deflates at all: all browsers since 2023 do. */
export const canDeflate = 'CompressionStream' in globalThis;

/** Sizes of what gzip puts around the deflated data when it names no file, bytes (RFC 1952, 2.3). */
const gzipHeadBytes = 10;
const gzipTailBytes = 8;

/** Deflates by the platform's own code. gzip rather than bare deflate, since its tail holds the CRC-32 that ZIP wants. */
export async function deflate(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ data: Uint8Array<ArrayBuffer>; crc32: number }> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const gzip = new Uint8Array(await new Response(source.pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
  const tail = new DataView(gzip.buffer, gzip.length - gzipTailBytes);
  return { data: gzip.subarray(gzipHeadBytes, gzip.length - gzipTailBytes), crc32: tail.getUint32(0, true) };
}

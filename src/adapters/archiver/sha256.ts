import { sha256 } from '@noble/hashes/sha2.js';

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 of the bytes by the platform's own code; lower-case hex. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** SHA-256 of several streams of bytes that arrive in pieces, which the platform's own code cannot do. */
export class StreamDigests {
  private readonly streams = new Map<string, ReturnType<typeof sha256.create>>();

  append(stream: string, bytes: Uint8Array): void {
    const hash = this.streams.get(stream) ?? sha256.create();
    this.streams.set(stream, hash.update(bytes));
  }

  /** Digest of what was appended so far; the stream can go on. Lower-case hex. */
  digest(stream: string): string {
    const hash = this.streams.get(stream) ?? sha256.create();
    return toHex(hash.clone().digest());
  }
}

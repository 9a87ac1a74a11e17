import { createSHA256, type IHasher } from 'hash-wasm';

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 of the bytes by the platform's own code; lower-case hex. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** SHA-256 of several streams of bytes that arrive in pieces, which the platform's own code cannot do. */
export class StreamDigests {
  private readonly streams = new Map<string, Promise<IHasher>>();

  /** Takes the bytes into the stream's digest; calls for one stream count in the order in which they were made. */
  async append(stream: string, bytes: Uint8Array): Promise<void> {
    (await this.hasherOf(stream)).update(bytes);
  }

  /** Digest of what was appended so far; the stream can go on. Lower-case hex. */
  async digest(stream: string): Promise<string> {
    const hasher = await this.hasherOf(stream);
    const state = hasher.save();
    const digest = hasher.digest('hex');
    hasher.load(state);
    return digest;
  }

  private hasherOf(stream: string): Promise<IHasher> {
    const hasher = this.streams.get(stream) ?? createSHA256();
    this.streams.set(stream, hasher);
    return hasher;
  }
}

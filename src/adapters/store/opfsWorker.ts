import { OpfsSpool } from './opfsSpool.ts';
import { toStorageError } from './storageError.ts';

/** What the worker of one archive is told, in order; `begin` comes first. */
export type OpfsMessage =
  | { kind: 'begin'; root: string; id: string }
  | { kind: 'append'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'seal' }
  | { kind: 'publish' }
  | { kind: 'abort' };

/** Its answers, one to each message, in the same order. */
export type OpfsReply =
  | { ok: true; value: unknown }
  | { ok: false; code: 'storage-full' | 'storage-failed'; message: string; hint: string | null };

let spool: OpfsSpool | null = null;

async function obey(message: OpfsMessage): Promise<unknown> {
  if (message.kind === 'begin') {
    spool = await OpfsSpool.begin(message.root, message.id);
    return null;
  }
  if (spool === null) throw new Error('No archive was begun.');
  if (message.kind === 'append') return spool.append(message.bytes);
  if (message.kind === 'seal') return spool.seal();
  if (message.kind === 'publish') return spool.publish();
  return spool.abort();
}

async function reply(message: OpfsMessage): Promise<void> {
  try {
    const value = await obey(message);
    self.postMessage({ ok: true, value } satisfies OpfsReply);
  } catch (error) {
    const { code, message: text, hint } = toStorageError(error, 'write the archive');
    const known = code === 'storage-full' ? code : 'storage-failed';
    self.postMessage({ ok: false, code: known, message: text, hint } satisfies OpfsReply);
  }
}

let previous: Promise<void> = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<OpfsMessage>) => {
  previous = previous.then(() => reply(data));
};

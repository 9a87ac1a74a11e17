import type { Answer } from './answer.ts';
import { type CheckJob, checkEntry, type DeflateJob, deflateEntry, extractEntry, type ReadJob } from './jobs.ts';
import { type PartMessage, runPartJob } from './partJobs.ts';
import { StreamDigests } from './sha256.ts';
import { packError, type WorkerReply } from './workerReply.ts';

/** What the archiver's workers can be asked to do. `append` and `digest` go to one worker that is kept for one archive. */
export type WorkerMessage =
  | { kind: 'deflate'; job: DeflateJob }
  | { kind: 'check'; job: CheckJob }
  | { kind: 'extract'; job: ReadJob }
  | PartMessage
  | { kind: 'append'; stream: string; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'digest'; stream: string };

const digests = new StreamDigests();

async function answer(message: WorkerMessage): Promise<Answer<unknown>> {
  if (message.kind === 'deflate') {
    const value = await deflateEntry(message.job);
    return { value, transfer: [value.local.buffer] };
  }
  if (message.kind === 'check') {
    const value = await checkEntry(message.job);
    return { value, transfer: value.content === null ? [] : [value.content.buffer] };
  }
  if (message.kind === 'extract') {
    const value = await extractEntry(message.job);
    return { value, transfer: [value.buffer] };
  }
  if (message.kind === 'part') return await runPartJob(message);
  if (message.kind === 'digest') return { value: await digests.digest(message.stream) };
  await digests.append(message.stream, message.bytes);
  return { value: message.bytes, transfer: [message.bytes.buffer] };
}

async function reply(message: WorkerMessage): Promise<void> {
  try {
    const { value, transfer = [] } = await answer(message);
    self.postMessage({ ok: true, value } satisfies WorkerReply, { transfer });
  } catch (error) {
    self.postMessage(packError(error));
  }
}

self.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
  void reply(data);
};

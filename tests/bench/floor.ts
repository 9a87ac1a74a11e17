import type { SentRequest } from './recordRequests.ts';

/** Figures of the floor: what the server and the network take, with nothing done to the answers. */
export interface FloorRun {
  ms: number;
  bytes: number;
}

async function sendAndDiscard({ url, init }: SentRequest): Promise<number> {
  const response = await fetch(url, init);
  if (!response.ok || response.body === null) throw new Error(`${url} answered with status ${response.status}.`);
  let bytes = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.length;
  return bytes;
}

/** Sends the same requests again, so many at once, and throws the bodies away. */
export async function runFloor(requests: readonly SentRequest[], concurrency: number): Promise<FloorRun> {
  const waiting = requests.values();
  let bytes = 0;
  const began = performance.now();
  const lane = async () => {
    for (const request of waiting) bytes += await sendAndDiscard(request);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { ms: performance.now() - began, bytes };
}

import { HoldfastError } from '../../core/HoldfastError.ts';
import { RowScanner } from '../../core/rowScanner.ts';
import { nextTask, turnMs } from './nextTask.ts';

/** Rows of an answer, found while it arrived. Offsets count from the beginning of `bytes`. */
export interface ScannedRows {
  bytes: Uint8Array<ArrayBuffer>;
  starts: Uint32Array;
  ends: Uint32Array;
  /** What follows the rows, as text. */
  tail: string;
}

/**
 * Skips what stands before a list of rows, white space aside, and says how many bytes that was once the list begins.
 * @throws HoldfastError `bad-answer` at the first byte that does not belong there.
 */
class HeadSkipper {
  private readonly wanted: Uint8Array;
  private matched = 0;
  private skipped = 0;

  constructor(head: string) {
    this.wanted = new TextEncoder().encode(`${head}[`);
  }

  /** Null while the list has not begun; its offset from the first byte of all, afterwards. */
  push(chunk: Uint8Array): number | null {
    for (const byte of chunk) {
      const isSpace = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
      if (!isSpace && byte !== this.wanted[this.matched++]) throw notRows();
      if (this.matched === this.wanted.length) return this.skipped;
      this.skipped += 1;
    }
    return null;
  }
}

/**
 * Reads an answer that holds one list of rows, scanning each chunk as it comes: no second pass, and no long task even
 * where the whole answer is already there.
 * @param touch called at every chunk.
 * @param head what must stand before the list: nothing, or the beginning of an envelope.
 * @throws HoldfastError `bad-answer` when the body is cut short or is not such JSON.
 */
export async function readRows(response: Response, touch: () => void, head = ''): Promise<ScannedRows> {
  if (response.body === null) throw notRows();
  const skipper = new HeadSkipper(head);
  const scanner = new RowScanner();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let listStart: number | null = null;
  const reader = response.body.getReader();
  let turnBegan = performance.now();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const chunk = read.value;
    touch();
    listStart ??= skipper.push(chunk);
    if (listStart !== null && scanner.end === null) scanner.push(chunk.subarray(Math.max(0, listStart - size)));
    chunks.push(chunk);
    size += chunk.length;
    // Chunks that have arrived come one after the other without a task between them.
    if (performance.now() - turnBegan > turnMs) {
      await nextTask();
      turnBegan = performance.now();
    }
  }
  scanner.finish();
  await nextTask(); // what the caller does with the page is a task of its own
  const list = join(chunks, size).subarray(listStart ?? 0);
  const tail = new TextDecoder('utf-8', { fatal: true }).decode(list.subarray(scanner.end ?? list.length)).trim();
  return { bytes: list, starts: scanner.starts, ends: scanner.ends, tail };
}

/** A body that is one JSON value of modest size. @throws HoldfastError `bad-answer` when it is not JSON. */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HoldfastError('bad-answer', 'The answer was cut short or is not JSON.', { cause, retryable: true });
  }
}

function notRows(): HoldfastError {
  return new HoldfastError('bad-answer', 'The answer is not a list of rows.', { retryable: true });
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

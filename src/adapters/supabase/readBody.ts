import { HoldfastError } from '../../core/HoldfastError.ts';
import { RowScanner } from '../../core/rowScanner.ts';

/** Rows of an answer, found while it arrived. Offsets count from the beginning of `bytes`. */
export interface ScannedRows {
  bytes: Uint8Array<ArrayBuffer>;
  starts: Uint32Array;
  ends: Uint32Array;
  /** What follows the rows, as text. */
  tail: string;
}

const openBracket = 0x5b;
/** A list of rows begins within the first few bytes of every answer that Holdfast asks for. */
const longestHead = 256;

/**
 * Reads an answer that holds one list of rows, scanning each chunk as it comes: no long task, no second pass.
 * @param touch called at every chunk.
 * @param head what must stand before the list, white space aside: nothing, or the beginning of an envelope.
 * @throws HoldfastError `bad-answer` when the body is cut short or is not such JSON.
 */
export async function readRows(response: Response, touch: () => void, head = ''): Promise<ScannedRows> {
  if (response.body === null) throw notRows();
  const scanner = new RowScanner();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let listStart = -1;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const chunk = read.value;
    touch();
    chunks.push(chunk);
    let from = 0;
    if (listStart < 0) {
      const bracket = chunk.indexOf(openBracket);
      if (bracket < 0) {
        if (size + chunk.length > longestHead) throw notRows();
        size += chunk.length;
        continue;
      }
      listStart = size + bracket;
      if (listStart > longestHead) throw notRows();
      from = bracket;
    }
    size += chunk.length;
    if (scanner.end === null) scanner.push(chunk.subarray(from));
  }
  scanner.finish();
  const bytes = join(chunks, size);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  if (decoder.decode(bytes.subarray(0, listStart)).replaceAll(/\s/g, '') !== head) throw notRows();
  const list = bytes.subarray(listStart);
  return {
    bytes: list,
    starts: scanner.starts,
    ends: scanner.ends,
    tail: decoder.decode(list.subarray(scanner.end ?? list.length)).trim(),
  };
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

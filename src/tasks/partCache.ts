import type { PartRows, RowReader, StoredPart } from '../ports/RowReader.ts';

/** Parts that were read, the ones used last kept in memory. */
export interface PartCache {
  /** The rows of a part. Callers that ask for the same part share one reading, which ends when all of them have aborted. */
  rows(part: StoredPart, signal?: AbortSignal): Promise<PartRows>;
  /** The rows of a part that is in memory, else null. */
  peek(part: StoredPart): PartRows | null;
  /** Bytes that are kept. */
  readonly bytes: number;
}

interface Reading {
  rows: Promise<PartRows>;
  waiting: number;
  stop: AbortController;
}

/** Rejects when the signal aborts, though the work behind the promise may go on for others. */
function until<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * Keeps parts by their digest, so that equal parts of two backups are one.
 * @param limitBytes what is kept at most; the part used last stays, however large it is.
 */
export function createPartCache(reader: Pick<RowReader, 'rows'>, limitBytes: number = 64 * 1024 * 1024): PartCache {
  // A Map keeps the order in which keys were set: the first was used least recently.
  const kept = new Map<string, PartRows>();
  const readings = new Map<string, Reading>();
  let bytes = 0;
  const sizeOf = (rows: PartRows) => rows.bytes.length + rows.starts.byteLength + rows.ends.byteLength;

  function keep(key: string, rows: PartRows): void {
    kept.set(key, rows);
    bytes += sizeOf(rows);
    for (const [oldest, old] of kept) {
      if (bytes <= limitBytes || oldest === key) return;
      kept.delete(oldest);
      bytes -= sizeOf(old);
    }
  }

  function use(key: string): PartRows | null {
    const rows = kept.get(key);
    if (rows === undefined) return null;
    kept.delete(key);
    kept.set(key, rows);
    return rows;
  }

  function begin(part: StoredPart): Reading {
    const stop = new AbortController();
    const reading: Reading = { rows: reader.rows(part, stop.signal), waiting: 0, stop };
    readings.set(part.sha256, reading);
    const end = () => {
      if (readings.get(part.sha256) === reading) readings.delete(part.sha256);
    };
    reading.rows.then((rows) => keep(part.sha256, rows), end).finally(end);
    return reading;
  }

  return {
    get bytes() {
      return bytes;
    },
    peek: (part) => use(part.sha256),
    async rows(part, signal) {
      signal?.throwIfAborted();
      const known = use(part.sha256);
      if (known !== null) return known;
      const reading = readings.get(part.sha256) ?? begin(part);
      reading.waiting += 1;
      try {
        return await until(reading.rows, signal);
      } finally {
        reading.waiting -= 1;
        if (reading.waiting === 0 && readings.get(part.sha256) === reading) {
          readings.delete(part.sha256);
          reading.stop.abort();
        }
      }
    },
  };
}

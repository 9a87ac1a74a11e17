import { Condition } from '../core/Condition.ts';
import type { CatalogTable } from '../core/catalog.ts';
import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import type { KeyRange, Page } from '../core/page.ts';
import { afterFailure, afterPage, firstPageSize, type PageSize } from '../core/pageSize.ts';
import type { Semaphore } from '../core/semaphore.ts';
import type { TableReader } from '../ports/Project.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/** Pages that a table should have before its key range is cut: below, asking for cuts costs more than it brings. */
const worthSplittingPages = 4;
/** Bytes that ranges ahead of their turn may hold in memory, per table. */
const aheadBytes = 24 * 1024 * 1024;
/** Longest time for which pages that are there already follow each other in one task, ms: half a frame at 60 Hz. */
const turnMs = 8;
/** Errors after which a smaller page may succeed. */
const askForLess = new Set(['timed-out', 'server', 'network', 'bad-answer']);

export interface ReadTableOptions {
  context: RetryContext;
  reader: TableReader;
  /** Bounds the requests in flight, over all tables of the run. */
  slots: Semaphore;
  /** Ranges of this table that are read at once. */
  concurrency: number;
  /** Bytes of JSON that a page aims at. */
  pageBytes: number;
  onRetry: (note: string | null) => void;
}

/**
 * Reads every row of a table and yields its pages in key order, while later ranges are already being read. A page is never
 * skipped: it comes, or the whole reading fails.
 * @throws HoldfastError as `TableReader.readPage`, once tries are used up; AbortError.
 */
export async function* readTable(table: CatalogTable, options: ReadTableOptions): AsyncGenerator<Page> {
  const size = { current: firstPageSize(table.bytes, table.estimated_rows, options.pageBytes) };
  const ranges = await splitTable(table, size.current, options);
  yield* inOrder(ranges, options.concurrency, (range) => readRange(table, range, size, options), options.context);
}

/** Cutting is only for speed: where it fails, the table is read in one piece, and what is wrong shows then. */
async function splitTable(table: CatalogTable, size: PageSize, options: ReadTableOptions): Promise<KeyRange[]> {
  const { context, reader, slots } = options;
  const whole: KeyRange[] = [{ after: null, until: null }];
  if ((table.estimated_rows ?? 0) / size.rows < worthSplittingPages) return whole;
  try {
    return await slots.run(() => reader.split(table, size.rows, context.signal));
  } catch (error) {
    if (isAbort(error) || !(error instanceof HoldfastError)) throw error;
    return whole;
  }
}

async function* readRange(
  table: CatalogTable,
  range: KeyRange,
  size: { current: PageSize },
  { context, reader, slots, pageBytes, onRetry }: ReadTableOptions,
): AsyncGenerator<Page> {
  // A range cut to about one page may be a little larger: asking for half as much again lets one request end it.
  const room = range.until === null ? 1 : 1.5;
  for (let after = range.after; ; ) {
    let asked = size.current.rows;
    const page = await slots.run(() =>
      withRetries(
        context,
        () => {
          asked = size.current.rows;
          return reader.readPage(table, { after, until: range.until }, Math.ceil(asked * room), context.signal);
        },
        (error, failures) => {
          if (askForLess.has(error.code)) size.current = afterFailure(size.current, asked, failures);
          onRetry(`${reasonWord(error)}, ${failures === 1 ? 'retrying' : `retry ${failures}`}`);
        },
      ),
    );
    onRetry(null);
    size.current = afterPage(size.current, page.starts.length, page.bytes.length, pageBytes);
    yield page;
    if (page.next === null) return;
    after = page.next;
  }
}

function reasonWord(error: HoldfastError): string {
  if (error.code === 'timed-out') return 'timed out';
  if (error.code === 'rate-limited') return 'asked to slow down';
  if (error.code === 'network') return 'connection lost';
  if (error.code === 'bad-answer') return 'answer cut short';
  return 'server error';
}

interface RangeReading {
  pages: Page[];
  ended: boolean;
  error: unknown;
}

/**
 * Reads several ranges at once and yields their pages as if they had been read one after the other. A range ahead of its
 * turn pauses once the ranges ahead hold too much, so memory is bounded; the range whose turn it is never pauses.
 */
async function* inOrder(
  ranges: readonly KeyRange[],
  concurrency: number,
  read: (range: KeyRange) => AsyncGenerator<Page>,
  { clock, signal }: RetryContext,
): AsyncGenerator<Page> {
  const readings: RangeReading[] = [];
  let turn = 0;
  let started = 0;
  let held = 0;
  let stopped = false;
  const change = new Condition();
  let turnBeganMs = clock.monotonic();

  async function fill(index: number, reading: RangeReading): Promise<void> {
    try {
      for await (const page of read(ranges[index] as KeyRange)) {
        if (stopped) return;
        reading.pages.push(page);
        held += page.bytes.length;
        change.notify();
        while (index !== turn && held > aheadBytes && !stopped && !signal.aborted) await change.wait();
      }
    } catch (error) {
      reading.error = error ?? new HoldfastError('server', 'The reading failed.');
    } finally {
      reading.ended = true;
      change.notify();
    }
  }

  function startMore(): void {
    while (started < ranges.length && started < turn + concurrency) {
      const reading: RangeReading = { pages: [], ended: false, error: null };
      readings[started] = reading;
      void fill(started, reading); // its failure is kept in `reading.error` and thrown when its turn comes
      started += 1;
    }
  }

  try {
    for (; turn < ranges.length; turn += 1, change.notify()) {
      startMore();
      const reading = readings[turn] as RangeReading;
      for (;;) {
        const page = reading.pages.shift();
        if (page !== undefined) {
          held -= page.bytes.length;
          change.notify();
          yield page;
          if (clock.monotonic() - turnBeganMs > turnMs) {
            await clock.sleep(0, signal); // a new task, so that the screen gets its turn
            turnBeganMs = clock.monotonic();
          }
        } else if (reading.ended) break;
        else {
          await change.wait();
          turnBeganMs = clock.monotonic();
        }
      }
      if (reading.error !== null) throw reading.error;
      delete readings[turn];
    }
  } finally {
    stopped = true;
    change.notify();
  }
}

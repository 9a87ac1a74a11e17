import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogTable } from '../../src/core/catalog.ts';
import { type ErrorCode, HoldfastError } from '../../src/core/HoldfastError.ts';
import { Semaphore } from '../../src/core/semaphore.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import type { TableReader } from '../../src/ports/Project.ts';
import { readTable } from '../../src/tasks/readTable.ts';
import { memoryServices, rowsFrom1 } from './memoryServices.ts';

const count = 400;

/** A reader that fails as told, call by call, before it answers. */
function failing(reader: TableReader, failures: readonly (ErrorCode | null)[]): TableReader & { mostAtOnce: number } {
  const left = [...failures];
  let atOnce = 0;
  const wrapped = {
    ...reader,
    mostAtOnce: 0,
    async readPage(...call: Parameters<TableReader['readPage']>) {
      atOnce += 1;
      wrapped.mostAtOnce = Math.max(wrapped.mostAtOnce, atOnce);
      try {
        await new Promise((resolve) => setImmediate(resolve));
        const code = left.shift() ?? null;
        if (code !== null) throw new HoldfastError(code, code, { retryable: code !== 'denied' });
        return await reader.readPage(...call);
      } finally {
        atOnce -= 1;
      }
    },
  };
  return wrapped;
}

async function read(failures: readonly (ErrorCode | null)[], slots: number, estimatedRows: number | null) {
  const services = await memoryServices([{ name: 'things', rows: rowsFrom1(count) }]);
  const session = services.project.openSession();
  const { signal } = new AbortController();
  const catalog = await session.catalog(null, signal);
  // Bytes as if rows were large: pages of some ten rows, so that there are many.
  const table: CatalogTable = {
    ...(catalog?.tables[0] as CatalogTable),
    bytes: count * 200_000,
    estimated_rows: estimatedRows,
  };
  const reader = failing(session.reader('export'), failures);
  const context = { session, clock: services.clock, host: services.host, signal, onSignInNeeded: () => undefined };
  const ids: number[] = [];
  const pageBytes = defaultSettings.pageBytes;
  const options = {
    context,
    reader,
    slots: new Semaphore(slots),
    concurrency: slots,
    pageBytes,
    onRetry: () => undefined,
  };
  for await (const page of readTable(table, options)) {
    ids.push(...(JSON.parse(new TextDecoder().decode(page.bytes)) as { id: number }[]).map(({ id }) => id));
  }
  return { ids, mostAtOnce: reader.mostAtOnce };
}

const passing = fc.constantFrom<ErrorCode | null>(
  null,
  null,
  null,
  'timed-out',
  'server',
  'network',
  'bad-answer',
  'rate-limited',
);
const all = Array.from({ length: count }, (_id, index) => index + 1);

describe('readTable', () => {
  it('gives every row once and in order, or fails: whatever goes wrong, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(passing, { maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(null, 1, count),
        async (failures, slots, estimate) => {
          try {
            const { ids, mostAtOnce } = await read(failures, slots, estimate);
            expect(ids).toEqual(all);
            expect(mostAtOnce).toBeLessThanOrEqual(slots);
          } catch (error) {
            if (!(error instanceof HoldfastError)) throw error;
            expect(error.retryable).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives up after four failures in a row of one page, and not before', async () => {
    expect((await read(['timed-out', 'timed-out', 'timed-out'], 1, null)).ids).toEqual(all);
    await expect(read(['timed-out', 'timed-out', 'timed-out', 'timed-out'], 1, null)).rejects.toMatchObject({
      code: 'timed-out',
    });
  });

  it('does not try again what cannot be mended', async () => {
    await expect(read(['denied'], 1, null)).rejects.toMatchObject({ code: 'denied' });
  });
});

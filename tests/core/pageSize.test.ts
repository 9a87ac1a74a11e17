import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/core/backoff.ts';
import { afterFailure, afterPage, firstPageSize } from '../../src/core/pageSize.ts';
import { defaultSettings } from '../../src/core/settings.ts';

const targetPageBytes = defaultSettings.pageBytes;

describe('page size', () => {
  it('starts from what the catalog estimates, or blindly with the hosted row cap', () => {
    expect(firstPageSize(200_000 * 250, 200_000, targetPageBytes).rows).toBe(Math.floor(targetPageBytes / 250));
    expect(firstPageSize(0, null, targetPageBytes).rows).toBe(1000);
  });

  it('moves to the target in bytes', () => {
    const size = afterPage({ rows: 1000, ceiling: 50_000 }, 1000, 100_000_000, targetPageBytes);
    expect(size.rows).toBe(Math.floor((targetPageBytes * 1000) / 100_000_000));
  });

  it('halves on a failure, and shrinks faster when the next tries fail too', () => {
    const start = { rows: 8000, ceiling: 50_000 };
    const halved = afterFailure(start, 8000, 1);
    expect(halved.rows).toBe(4000);
    expect(afterFailure(halved, 4000, 2).rows).toBe(1000);
    expect(afterFailure({ rows: 1000, ceiling: 1000 }, 1000, 3).rows).toBe(125);
  });

  it('counts pages that failed side by side once', () => {
    let size = { rows: 8000, ceiling: 50_000 };
    for (let request = 0; request < 4; request += 1) size = afterFailure(size, 8000, 1);
    expect(size.rows).toBe(4000);
  });

  it('does not grow back at once, but in the end', () => {
    let size = afterFailure({ rows: 8000, ceiling: 50_000 }, 8000, 1);
    size = afterPage(size, 4000, 1000, targetPageBytes);
    expect(size.rows).toBe(5000);
    for (let page = 0; page < 20; page += 1) size = afterPage(size, size.rows, 1000, targetPageBytes);
    expect(size.rows).toBe(50_000);
  });

  it('always asks for at least one row', () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.nat(), fc.nat(20), (rows, bytes, timeouts) => {
        let size = afterPage(firstPageSize(bytes, rows, targetPageBytes), rows, bytes, targetPageBytes);
        for (let turn = 0; turn < timeouts; turn += 1) size = afterFailure(size, size.rows, 1 + (turn % 3));
        expect(size.rows).toBeGreaterThanOrEqual(1);
        expect(Number.isInteger(size.rows)).toBe(true);
      }),
    );
  });
});

describe('backoffMs', () => {
  it('doubles from half a second, with jitter, and never undercuts the server', () => {
    expect(backoffMs(1, 0, null)).toBe(250);
    expect(backoffMs(3, 1, null)).toBe(2000);
    expect(backoffMs(20, 1, null)).toBe(30_000);
    expect(backoffMs(1, 0, 7000)).toBe(7000);
  });
});

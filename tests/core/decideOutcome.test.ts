import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideOutcome, decideStatus } from '../../src/core/decideOutcome.ts';

const facts = { rows: 23, before: { visible: 23, total: 23 }, after: null, rlsFilters: true, agreed: true };

describe('decideOutcome', () => {
  it('calls a table exported when all that exists was visible and read', () => {
    expect(decideOutcome(facts)).toEqual({ outcome: 'exported', error: null, proven: true });
  });

  it('says how many rows row level security hid', () => {
    const hidden = { visible: 120, total: 5000 };
    expect(decideOutcome({ ...facts, rows: 120, before: hidden })).toMatchObject({
      outcome: 'partial',
      error: '120 of 5,000 rows visible to you',
    });
  });

  it('does not trust counts that moved', () => {
    const moved = { ...facts, rows: 25, after: { visible: 27, total: 27 } };
    expect(decideOutcome(moved)).toMatchObject({ outcome: 'exported', proven: true });
  });

  it('trusts counts that stood still', () => {
    const missing = { ...facts, rows: 20, after: facts.before };
    expect(decideOutcome(missing)).toMatchObject({ outcome: 'failed', error: '20 rows were read, but there are 23' });
  });

  it('proves nothing about hidden rows without a true count, unless no policy applies', () => {
    const uncounted = { ...facts, before: { visible: 23, total: null } };
    expect(decideOutcome(uncounted)).toEqual({ outcome: 'exported', error: null, proven: false });
    expect(decideOutcome({ ...uncounted, rlsFilters: false }).proven).toBe(true);
    expect(decideOutcome({ ...facts, before: null }).proven).toBe(false);
  });

  it('calls a keyless table partial when its readings differed', () => {
    expect(decideOutcome({ ...facts, agreed: false }).outcome).toBe('partial');
  });

  it('never calls a table exported and proven while rows are hidden at either count', () => {
    const count = fc.record({ visible: fc.nat(50), total: fc.nat(50) });
    fc.assert(
      fc.property(count, fc.option(count), fc.nat(50), (before, after, rows) => {
        const { outcome } = decideOutcome({ rows, before, after, rlsFilters: true, agreed: true });
        const hidden = before.total > before.visible || (after !== null && after.total > after.visible);
        if (hidden) expect(outcome).toBe('partial');
      }),
    );
  });
});

describe('decideStatus', () => {
  const exported = { outcome: 'exported', proven: true } as const;
  const excluded = { outcome: 'excluded', proven: true } as const;

  it('completes only when every table is exported or excluded and nothing can be out of sight', () => {
    expect(decideStatus('catalog', [exported, excluded])).toBe('completed');
    expect(decideStatus('declared', [exported])).toBe('unproven');
    expect(decideStatus('catalog', [exported, { ...exported, proven: false }])).toBe('unproven');
  });

  it.each(['partial', 'denied', 'failed'] as const)('is partial when a table is %s', (outcome) => {
    expect(decideStatus('catalog', [exported, { outcome, proven: true }])).toBe('partial');
  });

  it('fails when no table gave anything', () => {
    expect(decideStatus('catalog', [{ outcome: 'denied', proven: true }, excluded])).toBe('failed');
    expect(decideStatus('catalog', [])).toBe('failed');
  });
});

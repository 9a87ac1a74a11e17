import { describe, expect, it } from 'vitest';
import type { TableDifference } from '../../src/core/comparison.ts';
import { doubtOf, whyNotCompared } from '../../src/core/comparisonDoubts.ts';
import { describeOneSided, inOrder, type SideFacts } from '../../src/core/describeTables.ts';
import type { Manifest } from '../../src/core/manifest.ts';

const facts = (place: 'before' | 'after', change: Partial<SideFacts['manifest']> = {}, live = false): SideFacts => ({
  side: { kind: live ? 'live' : 'backup' },
  place,
  manifest: { status: 'completed', coverage: 'catalog', left_out: [], ...change },
});
const table = { outcome: 'exported', error: null, rows_visible: 5, rows_total: 5 } as const;
const whole = { status: 'partial', coverage: 'catalog' } satisfies Partial<Manifest>;
const plain = { status: 'unproven', coverage: 'declared' } satisfies Partial<Manifest>;

describe('doubts about differences', () => {
  it('are none where a side is known to be whole', () => {
    expect(doubtOf({ ...facts('after'), table })).toBeNull();
    expect(doubtOf({ ...facts('after', whole), table })).toBeNull();
    expect(doubtOf({ ...facts('after'), table: { ...table, rows_total: null } })).toBeNull();
  });

  it('name the rows that may only have been out of sight, and whose sight it was', () => {
    const partial = { ...table, outcome: 'partial', error: '120 of 5,000 rows visible to you' } as const;
    expect(doubtOf({ ...facts('after', whole, true), table: partial })).toEqual({
      about: 'removed',
      why: 'The live project does not hold every row of this table: 120 of 5,000 rows visible to you. Rows called removed may still be in the project.',
    });
    expect(doubtOf({ ...facts('before', whole), table: partial })).toMatchObject({
      about: 'added',
      why: expect.stringMatching(/^The backup under “Before” .* may have been there before\.$/),
    });
    expect(doubtOf({ ...facts('after', plain), table })?.why).toContain('without the helper');
    expect(doubtOf({ ...facts('after', whole), table: { ...table, rows_total: null } })?.why).toContain('hidden rows');
  });
});

describe('tables that are not compared', () => {
  it('say what became of them on the side that lacks them', () => {
    const why = (outcome: 'excluded' | 'denied' | 'failed', error: string | null) =>
      whyNotCompared({ ...facts('before'), table: { ...table, outcome, error } });
    expect(why('denied', 'You may not read this table')).toBe(
      'The backup under “Before” could not read it: You may not read this table.',
    );
    expect(why('failed', 'It timed out. Four tries.')).toBe(
      'The backup under “Before” did not read it to its end: It timed out. Four tries.',
    );
    expect(why('excluded', null)).toBe('The backup under “Before” left it out, as its settings said.');
  });

  it('are only called gone where the other side would have known of them', () => {
    const note = (other: SideFacts) => describeOneSided('public.a', null, facts('before'), other).note;
    expect(note(facts('after'))).toBe('The backup under “After” did not have it. Its rows were not read.');
    expect(note(facts('after', plain))).toContain('nobody knows whether it was there');
    const left_out = [{ schema: 'public', name: 'a', reason: 'extension' }];
    expect(note(facts('after', { left_out }))).toContain('left it out: extension.');
  });
});

describe('inOrder', () => {
  it('puts what differs most first, and what is equal last', () => {
    const difference = (
      name: string,
      verdict: TableDifference['verdict'],
      changed: number | null,
    ): TableDifference => ({
      table: name,
      verdict,
      counts: changed === null ? null : { added: 0, removed: 0, changed },
      rowsBefore: 10,
      rowsAfter: 10,
      key: [],
      keyChange: null,
      columns: [],
      doubts: [],
      note: null,
    });
    const sorted = inOrder([
      difference('e', 'equal', 0),
      difference('d', 'equal', 0),
      difference('n', 'not-compared', null),
      difference('o', 'only-before', null),
      difference('b', 'different', 3),
      difference('a', 'different', 7),
    ]);
    expect(sorted.map((each) => each.table)).toEqual(['a', 'b', 'o', 'n', 'd', 'e']);
  });
});

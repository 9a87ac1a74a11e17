import { describe, expect, it } from 'vitest';
import { excerptOf, matchedRow } from '../../src/core/matchedRow.ts';
import type { RowQuery } from '../../src/core/rowQuery.ts';

const query: RowQuery = { text: 'x', match: 'contains', caseSensitive: true, filters: [] };

describe('excerptOf', () => {
  it('leaves short texts whole', () => {
    expect(excerptOf('a text', { index: 2, length: 4 })).toBe('a text');
  });

  it('cuts long ones around the place and says so', () => {
    const excerpt = excerptOf(`${'a'.repeat(500)}here${'b'.repeat(500)}`, { index: 500, length: 4 });
    expect(excerpt).toMatch(/^…a{60}hereb{136}…$/);
  });

  it('cuts no character in two', () => {
    for (const shift of ['', 'a']) {
      const text = `${shift}${'😀'.repeat(100)}here${'😀'.repeat(300)}`;
      expect(excerptOf(text, { index: text.indexOf('here'), length: 4 })).toMatch(/^\P{Surrogate}+$/u);
    }
  });
});

describe('matchedRow', () => {
  const bytes = new TextEncoder().encode('[{"id":7,"a":"axb","b":null}]');
  const part = {
    bytes,
    starts: new Uint32Array([1]),
    ends: new Uint32Array([28]),
    overrides: [{ row: 0, column: 'b', text: 'nxt' }],
  };

  it('carries the row, its key and the value with the text', () => {
    const {
      bytes: row,
      excerpt,
      key,
    } = matchedRow(part, { row: 0, column: 'a' }, query, { key: ['id'], rowBytes: 28 });
    expect(new TextDecoder().decode(row ?? undefined)).toBe('{"id":7,"a":"axb","b":null}');
    expect({ excerpt, key }).toEqual({ excerpt: 'axb', key: [{ column: 'id', text: '7' }] });
  });

  it('takes the text of an override', () => {
    expect(matchedRow(part, { row: 0, column: 'b' }, query, { key: [], rowBytes: 28 }).excerpt).toBe('nxt');
    const nothing = matchedRow(part, { row: 0, column: null }, { ...query, text: '' }, { key: [], rowBytes: 5 });
    expect(nothing).toEqual({ bytes: null, excerpt: '', key: null });
  });
});

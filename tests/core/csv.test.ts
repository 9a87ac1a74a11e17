import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvField, csvLine, guardText } from '../../src/core/csv.ts';

/** Reads CSV as RFC 4180 has it; a field without quotes and characters is null. */
function parseCsv(text: string): (string | null)[][] {
  const lines: (string | null)[][] = [];
  for (let at = 0; at < text.length; ) {
    const line: (string | null)[] = [];
    for (let more = true; more; ) {
      if (text[at] === '"') {
        let value = '';
        for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
          if (text[at] === '"') at += 1;
          value += text[at];
        }
        line.push(value);
        at += 1;
      } else {
        const end = text.slice(at).search(/,|\r\n/) + at;
        line.push(end === at ? null : text.slice(at, end));
        at = end;
      }
      more = text[at] === ',';
      at += more ? 1 : 2;
    }
    lines.push(line);
  }
  return lines;
}

const value = fc.option(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', "'", ' ', '\\', '.') }),
  ),
);

describe('CSV', () => {
  it('gives back every field, null and the empty text apart', () => {
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { minLength: 1 }), (lines) => {
        expect(parseCsv(lines.map(csvLine).join(''))).toEqual(lines);
      }),
    );
  });

  it('quotes what COPY would take for the end of the data', () => {
    expect(csvField('\\.')).toBe('"\\."');
  });
});

describe('guardText', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "'text"])('marks %j', (text) => {
    expect(guardText(text)).toBe(`'${text}`);
  });

  it('leaves no text that begins a formula, and can be undone', () => {
    fc.assert(
      fc.property(value, (text) => {
        const guarded = guardText(text ?? '');
        expect(guarded).not.toMatch(/^[=+\-@\t\r]/);
        expect(guarded.startsWith("'") ? guarded.slice(1) : guarded).toBe(text ?? '');
      }),
    );
  });
});

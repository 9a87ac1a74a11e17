import { isLosslessNumber, parse, stringify } from 'lossless-json';
import type { ColumnFilter, RowQuery } from '../../src/core/rowQuery.ts';

/** What a value can be found by: the whole of it, and every text in which a part of it may stand. */
export interface NaiveValue {
  own: string | null;
  all: string[];
}

const shortEscapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The text with its escapes resolved, one UTF-16 unit after the other. */
export function unescaped(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '\\' || at + 1 === text.length || text[at + 1] === '\n') {
      result += text[at];
      continue;
    }
    at += 1;
    const digits = text.slice(at + 1, at + 5);
    if (text[at] === 'u' && /^[0-9a-fA-F]{4}$/.test(digits)) {
      result += String.fromCharCode(Number(`0x${digits}`));
      at += 4;
    } else result += shortEscapes[text[at] ?? ''] ?? text[at];
  }
  return result;
}

/** Read by a full parse that keeps numbers as they are written. */
export function naiveValue(json: string): NaiveValue {
  const value = parse(json, undefined, { onDuplicateKey: ({ newValue }) => newValue });
  if (value === null) return { own: null, all: [] };
  if (typeof value === 'string') return { own: value, all: [value] };
  if (typeof value === 'object' && !isLosslessNumber(value)) return { own: json, all: [json, unescaped(json)] };
  const text = stringify(value) ?? '';
  return { own: text, all: [text] };
}

function sameCharacter(one: string, other: string, caseSensitive: boolean): boolean {
  if (one === other || caseSensitive) return one === other;
  const letter = /^[\p{L}\p{M}\p{N}\p{S}]$/u.test(other) && !'$+^|'.includes(other);
  return letter && new RegExp(`^${other}$`, 'iu').test(one);
}

/** Compares character by character at every place. */
function contains(value: string, text: string, caseSensitive: boolean, whole: boolean): boolean {
  const [here, there] = [[...value], [...text]];
  if (whole && here.length !== there.length) return false;
  for (let from = 0; from + there.length <= here.length; from += 1)
    if (there.every((character, index) => sameCharacter(here[from + index] ?? '', character, caseSensitive)))
      return true;
  return false;
}

/** Whether a value is, or has in it, a text. */
export function naiveHas(
  value: NaiveValue,
  text: string,
  { match, caseSensitive }: Omit<RowQuery, 'text' | 'filters'>,
): boolean {
  if (match === 'equals') return value.own !== null && contains(value.own, text, caseSensitive, true);
  return value.all.some((each) => contains(each, text, caseSensitive, false));
}

export function naiveHolds(value: NaiveValue | undefined, filter: ColumnFilter, caseSensitive: boolean): boolean {
  if (value === undefined) return false;
  if (filter.test === 'is-null') return value.own === null;
  if (filter.test === 'is-not-null') return value.own !== null;
  if (filter.test === 'contains') return naiveHas(value, filter.value, { match: 'contains', caseSensitive });
  return naiveHas(value, filter.value, { match: 'equals', caseSensitive }) === (filter.test === 'equals');
}

import type { ArrayForm } from './columnForm.ts';
import { isSpace, kindOf, pastValue, textOf, unquote } from './rowFields.ts';

/** Where the elements of a JSON array begin and end. */
function elementsOf(bytes: Uint8Array, start: number, end: number): [start: number, end: number][] {
  const elements: [number, number][] = [];
  for (let index = start + 1; index < end - 1; ) {
    if (isSpace(bytes[index]) || bytes[index] === 0x2c) {
      index += 1;
      continue;
    }
    const past = pastValue(bytes, index, end - 1);
    elements.push([index, past]);
    index = past;
  }
  return elements;
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** The literal and the lengths of its dimensions, from the outermost. */
interface Literal {
  text: string;
  lengths: number[];
}

function sameLengths(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((length, index) => length === other[index]);
}

function scalarLiteral(bytes: Uint8Array, start: number, end: number, element: ArrayForm['element']): string | null {
  const kind = kindOf(bytes[start] as number);
  if (kind === 'null') return 'NULL';
  const json = textOf(bytes, start, end);
  if (element === 'json') return quoted(json);
  if (kind === 'string') return element === 'text' || element === 'numeric' ? quoted(unquote(json)) : null;
  return kind === 'number' || kind === 'boolean' ? json : null;
}

function literalOf(bytes: Uint8Array, start: number, end: number, element: ArrayForm['element']): Literal | null {
  const elements = elementsOf(bytes, start, end);
  const texts: string[] = [];
  let inner: number[] | null = null;
  for (const [from, to] of elements) {
    const nested = bytes[from] === 0x5b ? literalOf(bytes, from, to, element) : null;
    if (nested === null && bytes[from] === 0x5b) return null;
    const lengths = nested?.lengths ?? [];
    if (inner !== null && !sameLengths(inner, lengths)) return null;
    inner = lengths;
    const text = nested?.text ?? scalarLiteral(bytes, from, to, element);
    if (text === null || text === '{}') return null;
    texts.push(text);
  }
  return { text: `{${texts.join(',')}}`, lengths: [elements.length, ...(inner ?? [])] };
}

/**
 * The Postgres literal of an array that stands as JSON from `start` to `end`: `{1,NULL,"a \"b\""}`. Null where it cannot be written with
 * certainty: elements that are composites or of a type that is not known well enough, rows of unequal length. Arrays in an array are its
 * dimensions, as Postgres itself reads them; json values that are arrays come as overrides.
 */
export function arrayLiteral(bytes: Uint8Array, start: number, end: number, { element }: ArrayForm): string | null {
  if (element === 'other' || element === 'unknown') return null;
  return literalOf(bytes, start, end, element)?.text ?? null;
}

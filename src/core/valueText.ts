import { type FieldKind, unquote } from './rowFields.ts';

/** The text of a value as people see it: a string's own text, anything else as the server wrote it; empty for null. */
export function shownText(kind: FieldKind, json: string): string {
  if (kind === 'string') return unquote(json);
  return kind === 'null' ? '' : json;
}

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The JSON text of an object or array with every escape in it replaced by the character that it stands for: to search, not to parse. */
export function withoutEscapes(json: string): string {
  return json.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_all, unit: string | undefined, short: string | undefined) =>
    unit === undefined ? (escapes[short ?? ''] ?? short ?? '') : String.fromCharCode(Number.parseInt(unit, 16)),
  );
}

/** The texts of one value, as a search sees them. */
export interface SearchedTexts {
  /** The whole value; null for null. */
  own: string | null;
  /** Where a part of it may stand: the value, and what has escapes in it also without them. Empty for null. */
  all: readonly string[];
}

const nothing: SearchedTexts = { own: null, all: [] };

/**
 * The texts of a JSON value. Objects and arrays are also searched without escapes, so that `{"a": "say \"hi\""}` contains `say "hi"`.
 */
export function textsOfJson(kind: FieldKind, json: string): SearchedTexts {
  if (kind === 'null') return nothing;
  if (kind === 'object' || kind === 'array') return textsOfOverride(json);
  const own = shownText(kind, json);
  return { own, all: [own] };
}

/** The texts of a value that is given by Postgres' own output. */
export function textsOfOverride(text: string): SearchedTexts {
  return { own: text, all: text.includes('\\') ? [text, withoutEscapes(text)] : [text] };
}

import { caseForms, escapeForRegExp } from './caseForms.ts';

/** Characters of a text that the pattern takes; what follows is left to the exact test. */
const patternLimit = 64;

const oneByteDecoder = new TextDecoder('latin1');
const encoder = new TextEncoder();

/** The character that stands for each byte in `oneByteText`: asked of the decoder, since runtimes have differed on 0x80 to 0x9f. */
const byteCharacters = oneByteDecoder.decode(Uint8Array.from({ length: 256 }, (_none, byte) => byte));

/** The bytes as a text of one character a byte, so that places in it are offsets; for `searchPattern`. */
export function oneByteText(bytes: Uint8Array): string {
  return oneByteDecoder.decode(bytes);
}

const shortEscapes: Record<string, string> = {
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '"': '"',
  '/': '/',
};

/** The UTF-8 bytes of a character as a regular expression on one-byte text. */
function rawBytes(character: string): string {
  return [...encoder.encode(character)].map((byte) => escapeForRegExp(byteCharacters[byte] as string)).join('');
}

/** The `\uXXXX` of a character, hexadecimal digits in either case; two of them for one beyond the basic plane. */
function unicodeEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_none, index) => character.charCodeAt(index));
  return units
    .map((unit) => {
      const digits = unit.toString(16).padStart(4, '0');
      return `\\\\u${digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`;
    })
    .join('');
}

const loneSurrogate = /^[\ud800-\udfff]$/u;

/** Everything that a character can look like in JSON. */
function spellings(forms: readonly string[], unicodeEscapes: boolean): string {
  const raw = forms.filter((form) => !loneSurrogate.test(form)).map(rawBytes);
  const escaped = forms.flatMap((form) => {
    const short = shortEscapes[form];
    const unicode = unicodeEscapes || form < ' ' ? [unicodeEscape(form)] : [];
    return short === undefined ? unicode : [`\\\\${escapeForRegExp(short)}`, ...unicode];
  });
  const single = raw.filter((bytes) => bytes.replace('\\', '').length === 1);
  const all = [
    ...(single.length > 1 ? [`[${single.join('')}]`] : single),
    ...raw.filter((bytes) => !single.includes(bytes)),
    ...escaped,
  ];
  if (all.length === 0) return '(?!)';
  return all.length === 1 ? (all[0] as string) : `(?:${all.join('|')})`;
}

/**
 * A regular expression that finds in the `oneByteText` of JSON every place where a value may contain the text, whether its characters
 * stand there as they are or escaped, or its JSON text itself is meant. What it finds must be tested exactly; it misses nothing.
 *
 * Runs of backslashes are counted instead of matched one by one: a backslash may stand for itself or for half of an escaped one, and an
 * expression that tries both for each would take exponential time.
 * @param unicodeEscapes whether `\u` stands anywhere in the JSON; without it the expression is much faster.
 */
export function searchPattern(text: string, caseSensitive: boolean, unicodeEscapes: boolean): RegExp {
  const backslash = unicodeEscapes ? '(?:\\\\u005[cC]|\\\\)' : '\\\\';
  let pattern = '';
  let run = 0;
  for (const character of [...text].slice(0, patternLimit)) {
    if (character === '\\') {
      run += 1;
      continue;
    }
    // A quote or slash ends in itself, escaped or not, so its own backslash is counted with those before it.
    const own = run > 0 && (character === '"' || character === '/');
    if (run > 0) pattern += `${backslash}{${run},${2 * run + (own ? 1 : 0)}}`;
    run = 0;
    if (own)
      pattern += unicodeEscapes
        ? `(?:${escapeForRegExp(character)}|${unicodeEscape(character)})`
        : escapeForRegExp(character);
    else pattern += spellings(caseSensitive ? [character] : caseForms(character), unicodeEscapes);
  }
  if (run > 0) pattern += `${backslash}{${run},${2 * run}}`;
  return new RegExp(pattern, 'g');
}

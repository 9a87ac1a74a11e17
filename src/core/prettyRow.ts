import { textOf } from './rowFields.ts';

const quote = 0x22;
const backslash = 0x5c;

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Where the token that begins at `from` ends: a string, a bare value, or one of `{}[],:`. */
function tokenEnd(bytes: Uint8Array, from: number): number {
  let index = from;
  if (bytes[index] === quote) {
    for (index += 1; index < bytes.length && bytes[index] !== quote; index += 1)
      if (bytes[index] === backslash) index += 1;
    return Math.min(index + 1, bytes.length);
  }
  while (index < bytes.length && !isSpace(bytes[index]) && !'{}[],:"'.includes(String.fromCharCode(bytes[index] ?? 0)))
    index += 1;
  return Math.max(index, from + 1);
}

/**
 * A row as JSON over several lines, indented by two spaces. Numbers, escapes and the order of the fields stay as the server wrote them:
 * only white space between the tokens changes. Nothing is parsed, so nothing is rounded and no repeated key of a json value is lost.
 */
export function prettyRow(row: Uint8Array): string {
  const out: string[] = [];
  let depth = 0;
  const newLine = () => out.push('\n', '  '.repeat(depth));
  let before = '';
  for (let index = 0; index < row.length; ) {
    if (isSpace(row[index])) {
      index += 1;
      continue;
    }
    const end = tokenEnd(row, index);
    const token = textOf(row, index, end);
    index = end;
    const closing = token === '}' || token === ']';
    if (closing) depth -= 1;
    const emptyInside = closing && (before === '{' || before === '[');
    if ((closing && !emptyInside) || (!closing && (before === '{' || before === '[' || before === ','))) newLine();
    out.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return out.join('');
}

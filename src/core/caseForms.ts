let everyLetter: string | null = null;

/** All characters that can have a case: none lies beyond the supplementary plane (Unicode, CaseFolding.txt). */
function letters(): string {
  if (everyLetter !== null) return everyLetter;
  const found: string[] = [];
  for (let from = 0; from < 0x20000; from += 4096) {
    const points = Array.from({ length: 4096 }, (_none, index) => from + index);
    found.push(String.fromCodePoint(...points.filter((point) => point < 0xd800 || point > 0xdfff)));
  }
  everyLetter = found.join('');
  return everyLetter;
}

const known = new Map<string, readonly string[]>();

/**
 * The characters that are the same as this one when case does not count, itself among them: simple case folding, as regular expressions
 * with the flags `iu` do it. So "s" is also "ſ", but "ß" is not "ss".
 */
export function caseForms(character: string): readonly string[] {
  let forms = known.get(character);
  if (forms === undefined) {
    forms = letters().match(new RegExp(escapeForRegExp(character), 'giu')) ?? [character];
    if (known.size > 10_000) known.clear();
    known.set(character, forms);
  }
  return forms;
}

/** The text as a regular expression that stands for itself, also with the flag `u`. */
export function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

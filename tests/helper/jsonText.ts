/** The elements of a JSON array, each as its own text. For tests: the text must be valid JSON. */
export function elementsOf(array: string): string[] {
  const elements: string[] = [];
  for (let at = skipSpace(array, array.indexOf('[') + 1); array[at] !== ']'; at = skipSpace(array, at)) {
    if (array[at] === ',') at = skipSpace(array, at + 1);
    const end = endOfValue(array, at);
    elements.push(array.slice(at, end));
    at = end;
  }
  return elements;
}

/** The members of a JSON object, each value as its own text, white space around it included. */
export function membersOf(object: string): Map<string, string> {
  const members = new Map<string, string>();
  for (let at = skipSpace(object, object.indexOf('{') + 1); object[at] !== '}'; ) {
    if (object[at] === ',') at = skipSpace(object, at + 1);
    const endOfName = endOfValue(object, at);
    const colon = skipSpace(object, endOfName);
    const end = skipSpace(object, endOfValue(object, skipSpace(object, colon + 1)));
    members.set(JSON.parse(object.slice(at, endOfName)) as string, object.slice(colon + 1, end));
    at = end;
  }
  return members;
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (' \t\n\r'.includes(text[next] ?? 'end')) next += 1;
  return next;
}

/** Where the value that starts at `at` ends. */
function endOfValue(text: string, at: number): number {
  let depth = 0;
  for (let next = at; next < text.length; next += 1) {
    const character = text[next] ?? '';
    if (character === '"') {
      for (next += 1; text[next] !== '"'; next += 1) if (text[next] === '\\') next += 1;
    } else if ('{['.includes(character)) depth += 1;
    else if ('}]'.includes(character)) depth -= 1;
    else if (depth > 0 || !', \t\n\r:'.includes(character)) continue;
    if (depth === 0 && '"}]'.includes(character)) return next + 1;
    if (depth < 0 || (depth === 0 && ', \t\n\r:'.includes(character))) return next;
  }
  return text.length;
}

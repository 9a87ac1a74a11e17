/**
 * Says why a path must not stand in an archive, as a clause; null when it is safe to unpack anywhere.
 * Paths are relative, divided by `/`, and name files, as APPNOTE.TXT 4.4.17 asks.
 */
export function whyUnsafePath(path: string): string | null {
  if (path === '') return 'it is empty';
  if (path.startsWith('/')) return 'it is absolute';
  if (/^[A-Za-z]:/.test(path)) return 'it names a drive';
  if (path.includes('\\')) return 'it holds a backslash';
  // Control characters cut names short (NUL) or hide them on a terminal.
  if ([...path].some((character) => character < ' ' || character === '\u007f')) return 'it holds a control character';
  const steps = path.split('/');
  if (steps.at(-1) === '') return 'it names a folder';
  if (steps.includes('')) return 'it holds an empty step';
  if (steps.includes('.') || steps.includes('..')) return 'it leaves its folder';
  return null;
}

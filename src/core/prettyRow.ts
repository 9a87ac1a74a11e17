/**
 * A row as JSON over several lines, indented by two spaces. Numbers, escapes and the order of the fields stay as the server wrote them:
 * only white space between the tokens changes.
 */
export function prettyRow(_row: Uint8Array): string {
  throw new Error('Not built yet');
}

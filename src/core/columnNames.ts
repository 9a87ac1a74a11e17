import { parse } from 'lossless-json';

/** Names of the columns of one row, given its bytes. A json value in it may repeat its own keys; a row does not. */
export function columnNames(row: Uint8Array): string[] {
  const text = new TextDecoder().decode(row);
  return Object.keys(parse(text, undefined, { onDuplicateKey: ({ newValue }) => newValue }) as object);
}

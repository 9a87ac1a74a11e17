import fc from 'fast-check';

/** Text that hurts: quotes, backslashes, brackets, control characters, all of Unicode. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '\n', '\u0000', 'é', '😀', 'a') }),
);

/** Rows as a table could hold them: objects of anything that JSON can carry. */
export const arbitraryRows = fc.array(
  fc.dictionary(hostileText, fc.oneof(fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>, hostileText), {
    maxKeys: 5,
    noNullPrototype: true,
  }),
  { maxLength: 12 },
);

/** JSON text of the rows with white space wherever the grammar allows some. */
export function formatRows(rows: readonly unknown[], spaces: Iterator<string>): string {
  const space = () => spaces.next().value as string;
  const format = (value: unknown): string => {
    if (Array.isArray(value))
      return `[${space()}${value.map((item) => `${space()}${format(item)}${space()}`).join(',')}]`;
    if (value !== null && typeof value === 'object') {
      const fields = Object.entries(value).map(
        ([name, field]) => `${space()}${JSON.stringify(name)}${space()}:${space()}${format(field)}${space()}`,
      );
      return `{${space()}${fields.join(',')}}`;
    }
    return JSON.stringify(value);
  };
  return `${space()}${format(rows)}`;
}

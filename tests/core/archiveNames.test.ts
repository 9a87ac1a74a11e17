import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveFilename, overridesPath, partPath } from '../../src/core/archiveNames.ts';

const names = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.constantFrom('a.b', 'A', 'a', '..', '/', 'con', 'a b', '%41'),
);

describe('archive names', () => {
  it('names an archive by type and UTC time', () => {
    expect(archiveFilename('manual', '2026-01-25T14:30:45.123Z')).toBe('manual-backup-2026-01-25T14-30-45-123Z.zip');
  });

  it('leaves plain names readable', () => {
    expect(partPath({ schema: 'public', name: 'users' }, null)).toBe('tables/public.users.json');
    expect(partPath({ schema: 'public', name: 'orders' }, 2)).toBe('tables/public.orders/00002.json');
    expect(overridesPath({ schema: 'public', name: 'orders' }, null)).toBe('overrides/public.orders.json');
  });

  it('encodes what is unsafe, per byte', () => {
    expect(partPath({ schema: 'public', name: 'Größe 1/2' }, null)).toBe(
      'tables/public.%47r%C3%B6%C3%9Fe%201%2F2.json',
    );
  });

  it('gives two tables two paths, also on disks that ignore case, and never leaves the folder', () => {
    fc.assert(
      fc.property(names, names, names, names, (schema, name, otherSchema, otherName) => {
        const one = partPath({ schema, name }, null);
        const other = partPath({ schema: otherSchema, name: otherName }, null);
        expect(one).toMatch(/^tables\/[a-zA-F0-9_%-]+\.[a-zA-F0-9_%-]+\.json$/);
        const same = toBytes(schema) === toBytes(otherSchema) && toBytes(name) === toBytes(otherName);
        expect(one.toLowerCase() === other.toLowerCase()).toBe(same);
      }),
    );
  });
});

/** Text as the database would store it: lone surrogates are not text. */
function toBytes(text: string): string {
  return new TextEncoder().encode(text).join();
}

import { describe, expect, it } from 'vitest';
import { buildManifest, type ManifestInput } from '../../src/core/buildManifest.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { formatManifest, parseManifest } from '../../src/core/manifest.ts';

const input: ManifestInput = {
  backupId: '3f9a7c12-0000-4000-8000-000000000000',
  createdAt: '2026-01-25T14:30:45.123Z',
  finishedAt: '2026-01-25T14:30:50.000Z',
  type: 'manual',
  status: 'partial',
  reason: 'Before the summer update',
  createdBy: { id: 'a', email: 'admin@example.com' },
  platform: 'Car Audio Competition Platform',
  projectUrl: 'https://x.supabase.co',
  coverage: 'catalog',
  catalog: null,
  read: [],
  unread: [
    { table: { schema: 'public', name: 'b' }, columns: null, outcome: 'denied', error: 'You may not read this table' },
    { table: { schema: 'public', name: 'a' }, columns: null, outcome: 'excluded', error: null },
  ],
};

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('the manifest', () => {
  it('comes back as it was written, tables in order of their names', () => {
    const manifest = buildManifest(input, []);
    expect(manifest.tables.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(parseManifest(formatManifest(manifest))).toEqual(manifest);
  });

  it('keeps fields that it does not know', () => {
    const manifest = { ...buildManifest(input, []), colour: 'blue' };
    expect(parseManifest(encode(manifest))).toMatchObject({ colour: 'blue' });
  });

  it('refuses what a newer Holdfast wrote, and says so', () => {
    const newer = { ...buildManifest(input, []), format_version: 2 };
    expect(() => parseManifest(encode(newer))).toThrow('The archive has format 2; this Holdfast reads up to 1.');
  });

  it.each([
    ['no JSON', new TextEncoder().encode('{"format":')],
    ['another format', encode({ format: 'zip', format_version: 1 })],
    ['a negative count', encode({ ...buildManifest(input, []), total_rows: -1 })],
    [
      'a broken digest',
      encode({ ...buildManifest(input, []), files: [{ path: 'README.txt', bytes: 1, sha256: 'x' }] }),
    ],
  ])('refuses %s', (_name, bytes) => {
    expect(() => parseManifest(bytes)).toThrow(HoldfastError);
  });
});

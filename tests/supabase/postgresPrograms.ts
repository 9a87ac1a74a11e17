import { cpSync, existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { findPostgres, libraryLinks } from './binaries.ts';
import { isReachableByAll } from './serverUser.ts';

/**
 * Postgres' programs, ready to run: with the library links that npm cannot carry, and reachable for the server's user.
 * Where either fails in place (a read-only checkout, one under a 0700 home), they are copied beside the cluster.
 * @returns the folder with `bin/`.
 * @throws MissingBinaryError
 */
export function preparePostgres(folder: string, needsOtherUser: boolean, native = findPostgres()): string {
  const reachable = !needsOtherUser || isReachableByAll(path.join(native, 'bin', 'postgres'));
  if (reachable && makeLinks(native)) return path.join(native, 'bin');
  const copy = path.join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') });
  if (!makeLinks(copy, native)) throw new Error(`Cannot make the library links of Postgres in ${copy}.`);
  return path.join(copy, 'bin');
}

/** Makes the missing links; false where the folder cannot be written. */
function makeLinks(native: string, listedIn = native): boolean {
  const root = path.dirname(native);
  for (const { source, target } of libraryLinks(listedIn)) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EEXIST') continue; // another start made it just now
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      throw error;
    }
  }
  return true;
}

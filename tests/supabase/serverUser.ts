import { readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The user and group that a server program runs under. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root: then another user of this machine (`postgres`, else `nobody`) runs it.
 * @returns null when this process is not root and can run it itself.
 */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error(
    'The sample project runs as root here, and Postgres refuses that; ' +
      'the machine has neither a user "postgres" nor "nobody" to run it under. Start it as an ordinary user.',
  );
}

/** Whether every user of this machine can reach and read the file or enter the folder. */
export function isReachableByAll(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats || (stats.mode & 0o005) !== 0o005) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** The folder for clusters: the system's temporary one, as root only if the server's user can get there too. */
export function clusterRoot(): string {
  if (process.getuid?.() !== 0) return tmpdir();
  const root = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => isReachableByAll(folder));
  if (root) return root;
  throw new Error('The sample project needs a temporary folder that every user can enter (chmod 1777 /tmp).');
}

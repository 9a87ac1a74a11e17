import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeProcess, stillRunning } from './liveProcess.ts';
import { clusterRoot } from './serverUser.ts';

const PREFIX = 'holdfast-sample-';

/**
 * Makes the folder of one cluster in the system's temporary folder. It notes which process owns it (`owner`) and
 * which programs run for it (`processes/`), so that a later start can tell what a killed owner left behind.
 */
export function makeClusterFolder(): string {
  const folder = mkdtempSync(path.join(clusterRoot(), PREFIX));
  chmodSync(folder, 0o711); // as root, the server runs under another user, who must get through
  mkdirSync(path.join(folder, 'processes'));
  writeFileSync(path.join(folder, 'owner'), describeProcess(process.pid));
  return folder;
}

/** Notes a started program in the cluster's folder. */
export function noteProcess(folder: string, pid: number): void {
  writeFileSync(path.join(folder, 'processes', String(pid)), describeProcess(pid));
}

/** Forgets a program that ended. */
export function forgetProcess(folder: string, pid: number): void {
  rmSync(path.join(folder, 'processes', String(pid)), { force: true });
}

/** Removes a cluster's folder with everything in it; what still runs for it is killed first. */
export function removeClusterFolder(folder: string): void {
  for (const note of readNotes(folder)) {
    const pid = stillRunning(note);
    if (pid !== null) killQuietly(pid);
  }
  // A server that is just ending may still write: try again for a moment.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/**
 * Removes the folders whose owner is dead, and kills what still runs for them.
 * A folder without a readable owner is left alone: it may be just being made.
 * @returns the removed folders.
 */
export function sweepClusterFolders(): string[] {
  const removed: string[] = [];
  for (const name of readdirSync(clusterRoot())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = path.join(clusterRoot(), name);
    try {
      // The notes inside say what to kill: only a folder of this very user is believed.
      if (process.getuid && statSync(folder).uid !== process.getuid()) continue;
      const owner = readFileSync(path.join(folder, 'owner'), 'utf8');
      if (stillRunning(owner) !== null) continue;
      removeClusterFolder(folder);
      removed.push(folder);
    } catch (error) {
      // Another user's folder, or one that another start is sweeping or making right now.
      if (!['EACCES', 'EPERM', 'ENOENT', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error;
    }
  }
  return removed;
}

function readNotes(folder: string): string[] {
  const notes = path.join(folder, 'processes');
  try {
    return readdirSync(notes).map((name) => readFileSync(path.join(notes, name), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

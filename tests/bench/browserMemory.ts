import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a browser with all its processes. Linux only. */
export interface BrowserMemory {
  /** Bytes at this moment; null where the system does not tell. */
  now(): number | null;
  /** Begins to sample. Ends with the largest sum of bytes seen; null where the system does not tell. */
  sample(): { stop(): number | null };
}

const sampleMs = 50;
const pageBytes = 4096;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}

function processes(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function findBrowser(profile: string): number | null {
  const isBrowser = (pid: number) => {
    const command = read(`/proc/${pid}/cmdline`);
    return command.includes(`--user-data-dir=${profile}`) && !command.includes('--type=');
  };
  return processes().find(isBrowser) ?? null;
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const pid of processes()) {
    // "pid (name) state parent …": the name may hold spaces and parentheses.
    const parent = Number(read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function residentBytes(pid: number): number {
  return Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * pageBytes;
}

/**
 * Watches the browser that was started with this profile folder. Pages that processes share count once for each: only
 * differences mean something.
 */
export function watchBrowserMemory(profile: string): BrowserMemory {
  const root = process.platform === 'linux' ? findBrowser(profile) : null;
  const now = () => (root === null ? null : descendants(root).reduce((sum, pid) => sum + residentBytes(pid), 0));
  return {
    now,
    sample() {
      if (root === null) return { stop: () => null };
      const family = descendants(root); // workers are threads: no process joins it during a run
      let peak = 0;
      const look = () => {
        peak = Math.max(
          peak,
          family.reduce((sum, pid) => sum + residentBytes(pid), 0),
        );
      };
      look();
      const timer = setInterval(look, sampleMs);
      return {
        stop() {
          clearInterval(timer);
          look();
          return peak;
        },
      };
    },
  };
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, as an opaque mark, or null when there is no such process (a zombie counts as none).
 * Pid and mark together name one process: pids are reused.
 */
export function startMark(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      // The command name in parentheses may hold spaces; state is field 3, starttime field 22 (proc_pid_stat(5)).
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
    } catch {
      return null;
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** A process that is certainly the same one later: pid and start mark in one line of text. */
export function describeProcess(pid: number): string {
  return `${pid} ${startMark(pid) ?? ''}`;
}

/** The pid of a process noted by `describeProcess`, or null when that very process is gone. */
export function stillRunning(description: string): number | null {
  const [pidText = '', ...mark] = description.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid < 2) return null;
  return startMark(pid) === mark.join(' ') && mark.join(' ') !== '' ? pid : null;
}

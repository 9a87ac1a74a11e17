import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { forgetProcess, noteProcess } from './clusterFolder.ts';

/** How a program of the sample project is started. */
export interface ChildOptions {
  folder: string;
  env?: Record<string, string>;
  /** Run under this user and group (only root can). */
  user?: { uid: number; gid: number } | null;
  /** What the kernel sends it when this process dies, where the platform can (Linux with setpriv). */
  deathSignal: 'INT' | 'KILL';
}

/** A running program of the sample project. */
export interface Child {
  pid: number;
  process: ChildProcess;
  /** Resolves with what it wrote last, once it ended. Never rejects. */
  ended: Promise<string>;
  /** Sends the signal and resolves once it ended; after `graceMs` it is killed. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
}

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));

/**
 * Starts a program that does not outlive this process: a parent-death signal where there is one,
 * a note in the cluster's folder for the next start to sweep, and the exit hooks of `cleanup.ts`.
 * @throws Error when the program cannot be started at all.
 */
export function startChild(file: string, args: string[], options: ChildOptions): Child {
  // setpriv sets the death signal after the change of user: the kernel clears it when credentials change.
  const wrapped = SETPRIV
    ? {
        file: SETPRIV,
        args: [
          ...(options.user ? [`--reuid=${options.user.uid}`, `--regid=${options.user.gid}`, '--clear-groups'] : []),
          `--pdeathsig=${options.deathSignal}`,
          file,
          ...args,
        ],
        user: {},
      }
    : { file, args, user: options.user ?? {} };
  const child = spawn(wrapped.file, wrapped.args, {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: Ctrl+C in a terminal reaches this process alone, which then stops things in order.
    detached: process.platform !== 'win32',
    ...wrapped.user,
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`Cannot start ${wrapped.file}.`);
  noteProcess(options.folder, pid);
  let tail = '';
  const keepTail = (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', keepTail);
  child.stderr.on('data', keepTail);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)));
    child.once('close', () => {
      if (existsSync(options.folder)) forgetProcess(options.folder, pid);
      resolve(tail);
    });
  });
  return {
    pid,
    process: child,
    ended,
    async stop(signal, graceMs) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(killer);
    },
  };
}

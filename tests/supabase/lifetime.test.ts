import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findPostgres } from './binaries.ts';
import { startChild } from './children.ts';
import type { ClusterAddress } from './cluster.ts';
import { makeClusterFolder, removeClusterFolder, sweepClusterFolders } from './clusterFolder.ts';
import { describeProcess, stillRunning } from './liveProcess.ts';
import { preparePostgres } from './postgresPrograms.ts';
import { clusterRoot, isReachableByAll, serverUser } from './serverUser.ts';
import { connect as connectSql } from './sql.ts';
import { CLUSTER_VARIABLE, startProject } from './startProject.ts';

/** Everything that runs below a process, as notes that stay true when pids are reused. Linux only. */
function descendants(pid: number): string[] {
  const below = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return (
          readFileSync(`/proc/${name}/stat`, 'latin1')
            .replace(/^.*\) /s, '')
            .split(' ')[1] === String(pid)
        );
      } catch {
        return false; // ended while we looked
      }
    });
  return below.flatMap((name) => [describeProcess(Number(name)), ...descendants(Number(name))]);
}

function foldersOf(pid: number): string[] {
  return readdirSync(clusterRoot())
    .map((name) => path.join(clusterRoot(), name))
    .filter((folder) => {
      try {
        return readFileSync(path.join(folder, 'owner'), 'utf8').startsWith(`${pid} `);
      } catch (error) {
        // Nothing of ours, or removed by whoever owned it while we looked.
        if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
        throw error;
      }
    });
}

/** A process that has started a project on a cluster of its own. */
async function startElsewhere(...args: string[]) {
  const { [CLUSTER_VARIABLE]: _shared, ...env } = process.env;
  const script = fileURLToPath(new URL('./startAndWait.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url: string };
    const pid = child.pid ?? 0;
    return { child, pid, url, ended, folders: foldersOf(pid), below: descendants(pid) };
  }
  throw new Error('The other process ended without a project.');
}

const onLinux = process.platform === 'linux';

test.runIf(onLinux)('stop ends every server and removes the database', async () => {
  const before = descendants(process.pid);
  const project = await startProject({ database: 'empty', helper: false });
  const cluster = JSON.parse(process.env[CLUSTER_VARIABLE] ?? '{}') as ClusterAddress;
  const database = new URL(project.postgresUrl).pathname.slice(1);
  const databases = async () => {
    const client = await connectSql(cluster, 'postgres');
    const found = await client.query('select from pg_database where datname = $1', [database]);
    await client.end();
    return found.rowCount;
  };
  const below = descendants(process.pid).filter((note) => !before.includes(note));
  expect([await databases(), below.length > 0]).toEqual([1, true]);
  await project.stop();
  expect(await databases()).toBe(0);
  expect(below.filter((note) => stillRunning(note) !== null)).toEqual([]);
  await expect(fetch(project.url)).rejects.toThrow();
  await project.stop(); // safe to repeat
});

test.runIf(onLinux).each(['SIGTERM', 'SIGINT', 'exit'])('after %s no process and no folder is left', async (how) => {
  const { child, below, folders, ended } = await startElsewhere(...(how === 'exit' ? ['exit'] : []));
  if (how !== 'exit') {
    expect(folders).toHaveLength(1);
    expect(below.length).toBeGreaterThan(2);
    child.kill(how as NodeJS.Signals);
  }
  await ended;
  await expect.poll(() => below.filter((note) => stillRunning(note) !== null), { timeout: 10_000 }).toEqual([]);
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
});

test.runIf(onLinux)('after kill -9 no process is left, and the next start sweeps the folder', async () => {
  const { child, below, folders, ended } = await startElsewhere();
  expect(below.length).toBeGreaterThan(2);
  child.kill('SIGKILL');
  await ended;
  await expect.poll(() => below.filter((note) => stillRunning(note) !== null), { timeout: 10_000 }).toEqual([]);
  expect(folders.map((folder) => existsSync(folder))).toEqual([true]);
  sweepClusterFolders();
  expect(folders.map((folder) => existsSync(folder))).toEqual([false]);
});

test('a sweep leaves the folder of a living process alone', () => {
  const folder = makeClusterFolder();
  try {
    expect(sweepClusterFolders()).not.toContain(folder);
    expect(existsSync(folder)).toBe(true);
  } finally {
    removeClusterFolder(folder);
  }
});

test('Postgres runs from a checkout that its user cannot enter and whose library links were never made', async () => {
  const checkout = mkdtempSync(path.join(clusterRoot(), 'holdfast-checkout-'));
  const folder = makeClusterFolder();
  try {
    chmodSync(checkout, 0o700);
    const native = path.join(checkout, 'native');
    cpSync(findPostgres(), native, {
      recursive: true,
      filter: (source) => !/\.a$|\.so\.\d+$|\.so$/.test(source) || !/lib(icu|pq|ecpg|pgtypes)/.test(source),
    });
    expect(isReachableByAll(path.join(native, 'bin', 'postgres'))).toBe(false);
    const user = serverUser();
    const bin = preparePostgres(folder, user !== null, native);
    const postgres = startChild(path.join(bin, 'postgres'), ['--version'], { folder, user, deathSignal: 'KILL' });
    expect(await postgres.ended).toContain('postgres (PostgreSQL) 17');
  } finally {
    rmSync(checkout, { recursive: true, force: true });
    removeClusterFolder(folder);
  }
});

import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Child, startChild } from './children.ts';
import { onProcessEnd } from './cleanup.ts';
import { makeClusterFolder, removeClusterFolder, sweepClusterFolders } from './clusterFolder.ts';
import { freePort } from './freePort.ts';
import { startMark } from './liveProcess.ts';
import { preparePostgres } from './postgresPrograms.ts';
import { serverUser } from './serverUser.ts';
import { connect } from './sql.ts';

/** Where a running cluster is reached; plain data, so that it can be handed to other processes. */
export interface ClusterAddress {
  port: number;
  /** The password of every login role; random per cluster. */
  password: string;
  /** Its folder, where programs that run for it are noted. */
  folder: string;
}

/** A Postgres cluster of this process. */
export interface Cluster extends ClusterAddress {
  /** Stops Postgres and removes the folder. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Starts a Postgres 17 cluster on a free port of 127.0.0.1, with the roles of a hosted project and no durability.
 * First it removes what killed starts left behind.
 * @throws MissingBinaryError when there is no Postgres for this platform.
 */
export async function startCluster(): Promise<Cluster> {
  sweepClusterFolders();
  const folder = makeClusterFolder();
  let server: Child | null = null;
  const forget = onProcessEnd(() => endNow(server, folder));
  try {
    const user = serverUser();
    const bin = preparePostgres(folder, user !== null);
    const password = randomBytes(18).toString('base64url');
    await initialise(bin, folder, password, user);
    const started = await listen(bin, folder, user);
    server = started.server;
    const address = { port: started.port, password, folder };
    await createRoles(address);
    return {
      ...address,
      async stop() {
        await started.server.stop('SIGINT', 5_000);
        removeClusterFolder(folder);
        forget();
      },
    };
  } catch (error) {
    endNow(server, folder);
    forget();
    throw error;
  }
}

async function initialise(bin: string, folder: string, password: string, user: ReturnType<typeof serverUser>) {
  const home = path.join(folder, 'server');
  const passwordFile = path.join(home, 'password');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) {
    chownSync(passwordFile, user.uid, user.gid);
    chownSync(home, user.uid, user.gid);
  }
  const initdb = startChild(
    path.join(bin, 'initdb'),
    [
      `--pgdata=${path.join(home, 'data')}`,
      '--username=supabase_admin',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // A real language's order, as hosted projects have: byte order would hide mistakes in paging by text keys.
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=en-US',
      '--no-sync',
      '--no-instructions',
    ],
    { folder, user, deathSignal: 'KILL' },
  );
  const output = await initdb.ended;
  rmSync(passwordFile, { force: true });
  if (initdb.process.exitCode !== 0) throw new Error(`Postgres could not make its cluster (initdb):\n${output}`);
}

async function listen(bin: string, folder: string, user: ReturnType<typeof serverUser>) {
  let output = '';
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const port = await freePort();
    const server = startChild(path.join(bin, 'postgres'), serverArguments(folder, port), {
      folder,
      user,
      deathSignal: 'INT',
    });
    const ready = new Promise<true>((resolve) => {
      server.process.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.includes('ready to accept connections')) resolve(true);
      });
    });
    const result = await Promise.race([ready, server.ended]);
    if (result === true) return { port, server };
    output = result;
    if (!/could not bind|already in use/i.test(output)) break; // else another program took the port: next one
  }
  throw new Error(`Postgres did not start:\n${output}`);
}

function serverArguments(folder: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    // Everything in it is made up and thrown away.
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '4GB',
    checkpoint_timeout: '1h',
    // Statistics are taken once after seeding, so that estimates do not depend on the moment.
    autovacuum: 'off',
    max_connections: 300,
    shared_buffers: '256MB',
    // Shared memory as files of the data folder: a killed server leaves nothing in /dev/shm.
    dynamic_shared_memory_type: 'mmap',
    timezone: 'UTC',
    search_path: '"$user", public, extensions',
  };
  return [
    '-D',
    path.join(folder, 'server', 'data'),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

async function createRoles(address: ClusterAddress): Promise<void> {
  const client = await connect(address, 'postgres');
  try {
    const roles = readFileSync(new URL('./roles.sql', import.meta.url), 'utf8');
    await client.query(roles.replaceAll(":'password'", client.escapeLiteral(address.password)));
  } finally {
    await client.end();
  }
}

/** For the exit hook, where nothing can be awaited: an immediate shutdown, at most 3 s of waiting, the folder removed. */
function endNow(server: Child | null, folder: string): void {
  if (server && startMark(server.pid) !== null) {
    server.process.kill('SIGQUIT');
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let waitedMs = 0; waitedMs < 3_000 && startMark(server.pid) !== null; waitedMs += 10) {
      Atomics.wait(pause, 0, 0, 10);
    }
  }
  removeClusterFolder(folder);
}

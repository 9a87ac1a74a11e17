import { findPostgrest } from './binaries.ts';
import { type Child, startChild } from './children.ts';
import type { ClusterAddress } from './cluster.ts';
import { freePort } from './freePort.ts';
import { connectionUrl } from './sql.ts';

/** A running REST server. */
export interface Postgrest {
  port: number;
  stop(): Promise<void>;
  /** The exit hook's way: no waiting. */
  kill(): void;
}

/** The row cap of a hosted project: no answer holds more rows than this. */
export const HOSTED_MAX_ROWS = 1_000;

/**
 * Starts PostgREST on a database, set up as hosted: capped answers, role time-outs, schemas public and shop exposed.
 * @throws MissingBinaryError when there is no PostgREST for this platform.
 */
export async function startPostgrest(cluster: ClusterAddress, database: string, jwtSecret: string): Promise<Postgrest> {
  const file = findPostgrest();
  let output = '';
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const port = await freePort();
    const adminPort = await freePort();
    const server = startChild(file, [], {
      folder: cluster.folder,
      deathSignal: 'KILL',
      env: {
        PGRST_DB_URI: connectionUrl(cluster, database, 'authenticator'),
        PGRST_DB_SCHEMAS: 'public,shop',
        PGRST_DB_EXTRA_SEARCH_PATH: 'public,extensions',
        PGRST_DB_ANON_ROLE: 'anon',
        PGRST_DB_MAX_ROWS: String(HOSTED_MAX_ROWS),
        PGRST_DB_POOL: '10',
        PGRST_JWT_SECRET: jwtSecret,
        PGRST_SERVER_HOST: '127.0.0.1',
        PGRST_SERVER_PORT: String(port),
        PGRST_ADMIN_SERVER_PORT: String(adminPort),
        PGRST_LOG_LEVEL: 'error',
      },
    });
    if (await isReady(server, adminPort)) {
      return {
        port,
        stop: () => server.stop('SIGTERM', 2_000),
        kill: () => void server.process.kill('SIGKILL'),
      };
    }
    output = await server.ended;
    if (!/resource busy|already in use/i.test(output)) break; // else another program took a port: next ones
  }
  throw new Error(`PostgREST did not start:\n${output}`);
}

/** Waits until the admin port says so, or the program ended. */
async function isReady(server: Child, adminPort: number): Promise<boolean> {
  let running = true;
  void server.ended.then(() => {
    running = false;
  });
  for (let attempt = 0; running && attempt < 3_000; attempt += 1) {
    try {
      const answer = await fetch(`http://127.0.0.1:${adminPort}/ready`);
      await answer.arrayBuffer();
      if (answer.ok) return true;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await server.stop('SIGTERM', 2_000);
  return false;
}

import { startCluster } from './cluster.ts';
import { CLUSTER_VARIABLE } from './startProject.ts';

/**
 * Starts one Postgres cluster for the whole test run; workers find it through the environment.
 * The runner calls this once per test project: the first call starts it, its teardown stops it.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[CLUSTER_VARIABLE]) return undefined;
  process.env[CLUSTER_VARIABLE] = 'starting';
  const cluster = await startCluster();
  const { port, password, folder } = cluster;
  process.env[CLUSTER_VARIABLE] = JSON.stringify({ port, password, folder });
  return async () => {
    delete process.env[CLUSTER_VARIABLE];
    await cluster.stop();
  };
}

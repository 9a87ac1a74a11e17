import pg from 'pg';

/** Every value as the text that Postgres writes, NULL as null. */
export type TextRow = Record<string, string | null>;

const asText = { getTypeParser: () => (value: string) => value };

/** How a superuser connection is reached. */
interface Server {
  port: number;
  password: string;
}

/** Opens one connection on which every value is read as text. Default role: the superuser. */
export async function connect(server: Server, database: string, user = 'supabase_admin'): Promise<pg.Client> {
  const client = new pg.Client({ ...target(server, database, user), types: asText as unknown as pg.CustomTypesConfig });
  // A database that is dropped with force, or a cluster that stops, ends the connection: nothing to report.
  client.on('error', ignoreLostConnection);
  await client.connect();
  return client;
}

/** A few connections on which every value is read as text. */
export function openPool(server: Server, database: string): pg.Pool {
  const pool = new pg.Pool({
    ...target(server, database, 'supabase_admin'),
    max: 4,
    types: asText as unknown as pg.CustomTypesConfig,
  });
  pool.on('error', ignoreLostConnection);
  return pool;
}

/** The address of a database for psql or pg. */
export function connectionUrl(server: Server, database: string, user = 'supabase_admin'): string {
  return `postgresql://${user}:${server.password}@127.0.0.1:${server.port}/${database}`;
}

function target(server: Server, database: string, user: string) {
  return { host: '127.0.0.1', port: server.port, user, password: server.password, database };
}

function ignoreLostConnection(error: Error): void {
  void error;
}

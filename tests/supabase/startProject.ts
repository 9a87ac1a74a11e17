import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { type Account, ADMIN, OTHER_ADMIN, USER } from './accounts.ts';
import { type AuthServer, createAuth } from './auth.ts';
import { findPostgres, findPostgrest } from './binaries.ts';
import { onProcessEnd } from './cleanup.ts';
import { type ClusterAddress, startCluster } from './cluster.ts';
import { DEMO_ROWS } from './demo.ts';
import type { Interceptor } from './faults.ts';
import { type Postgrest, startPostgrest } from './postgrest.ts';
import { type LoggedRequest, type RunningProxy, startProxy } from './proxy.ts';
import { connect, connectionUrl, openPool, type TextRow } from './sql.ts';
import { cloneDatabase, dropDatabase, type SampleDatabase } from './templates.ts';
import { type Claims, signToken } from './token.ts';

/** What a sample project shall be. */
export interface ProjectOptions {
  /** `demo`: the car audio platform; `zoo`: every type and every hostile name; `empty`: as just created. Default: demo. */
  database?: SampleDatabase;
  /** Whether the helper (`public/holdfast.sql`) is installed, with both admins listed in it. Default: true. */
  helper?: boolean;
  /** About how many rows the demo holds in all. Default: `SAMPLE_ROWS` of the environment, else some 35,000. */
  rows?: number;
  /** The port of the project's address. Default: any free one. */
  serveOn?: number;
  /** How long access tokens live. Default: 3,600, as hosted. */
  jwtExpirySeconds?: number;
  /** Whether `requests` is kept. Default: true. */
  logRequests?: boolean;
}

/** A running sample project: a hosted Supabase made of real parts, on loopback. */
export interface Project {
  /** The project's address, `http://127.0.0.1:…`. */
  url: string;
  /** `sb_publishable_…`, the only key there is. */
  publishableKey: string;
  /** The same right in the older form, a token of role anon. */
  anonKey: string;
  /** For psql or pg, as the superuser. */
  postgresUrl: string;
  /** The same as the project's owner `postgres`, who is no superuser: what the SQL editor of a hosted project is. */
  ownerUrl: string;
  admin: Account;
  otherAdmin: Account;
  user: Account;
  /** Runs SQL as the superuser; every value is Postgres' own text, NULL is null. Of several statements the last answers. */
  sql(query: string, params?: readonly unknown[]): Promise<TextRow[]>;
  /** Every request that arrived, preflights included, oldest first. Empty it by `requests.length = 0`. */
  requests: LoggedRequest[];
  /** Lets a test decide what goes wrong with each request, preflights included; null ends it. */
  intercept(interceptor: Interceptor | null): void;
  /** Added before every request is looked at, preflights included. May be set at any time. */
  latencyMs: number;
  /** Access tokens issued from now on live this long. PostgREST accepts them 30 s longer (it forgives clock skew). */
  setTokenLifetime(seconds: number): void;
  /** Signs any token with the project's secret, such as an expired one. */
  signToken(claims: Claims): string;
  /** Installs the helper as a person would in the SQL editor, lists the admins, and waits until REST offers it. */
  installHelper(): Promise<void>;
  /** Stops everything and removes the database. Safe to repeat. */
  stop(): Promise<void>;
}

/** The environment variable by which a test run hands its shared cluster to its workers, as JSON. */
export const CLUSTER_VARIABLE = 'HOLDFAST_SAMPLE_CLUSTER';

const HELPER_FILE = new URL('../../public/holdfast.sql', import.meta.url);
const PERMISSIONS = ['create', 'download', 'delete', 'restore', 'settings'];

/**
 * Starts a sample project with a database of its own: on the test run's shared cluster where there is one, else on a
 * cluster of its own.
 * @throws MissingBinaryError when there is no Postgres or PostgREST for this platform.
 */
export async function startProject(options: ProjectOptions = {}): Promise<Project> {
  const undo: (() => Promise<void>)[] = [];
  try {
    return await start(options, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

async function start(options: ProjectOptions, undo: (() => Promise<void>)[]): Promise<Project> {
  findPostgres(); // what is missing is said before anything runs
  findPostgrest();
  const shared = sharedCluster();
  const cluster = shared ?? (await startOwnCluster(undo));
  const database = `project_${randomBytes(6).toString('hex')}`;
  await cloneDatabase(cluster, database, options.database ?? 'demo', options.rows ?? rowsOfEnvironment());
  if (shared) undo.push(() => dropDatabase(shared, database)); // an own cluster goes as a whole

  const pool = openPool(cluster, database);
  undo.push(() => pool.end());
  if (options.helper !== false && existsSync(HELPER_FILE)) await runHelper(cluster, database, pool);

  const jwtSecret = randomBytes(32).toString('base64url');
  const postgrest = await startPostgrest(cluster, database, jwtSecret);
  const forget = onProcessEnd(() => postgrest.kill());
  undo.push(async () => {
    await postgrest.stop();
    forget();
  });

  const keys = {
    publishableKey: `sb_publishable_${randomBytes(16).toString('base64url')}`,
    anonKey: signToken(
      { iss: 'supabase', ref: database, role: 'anon', iat: 1_735_689_600, exp: 2_051_222_400 },
      jwtSecret,
    ),
  };
  const control = {
    interceptor: null as Interceptor | null,
    latencyMs: 0,
    requests: options.logRequests === false ? null : ([] as LoggedRequest[]),
  };
  let auth: AuthServer | null = null;
  const proxy = await startProxy({
    ...keys,
    port: options.serveOn ?? 0,
    postgrestPort: postgrest.port,
    control,
    auth() {
      if (!auth) throw new Error('The sign-in server is not there yet.');
      return auth;
    },
  });
  undo.push(() => proxy.close());
  const url = addressOf(proxy);
  const signIn = createAuth({
    database: { host: '127.0.0.1', port: cluster.port, user: 'supabase_admin', password: cluster.password, database },
    jwtSecret,
    tokenLifetimeSeconds: options.jwtExpirySeconds ?? 3_600,
    siteUrl: url,
  });
  auth = signIn;
  undo.push(() => signIn.close());

  return {
    url,
    ...keys,
    postgresUrl: connectionUrl(cluster, database),
    ownerUrl: connectionUrl(cluster, database, 'postgres'),
    admin: ADMIN,
    otherAdmin: OTHER_ADMIN,
    user: USER,
    requests: control.requests ?? [],
    sql: (query, params) => runSql(pool, query, params),
    intercept(interceptor) {
      control.interceptor = interceptor;
    },
    get latencyMs() {
      return control.latencyMs;
    },
    set latencyMs(value) {
      control.latencyMs = value;
    },
    setTokenLifetime: (seconds) => signIn.setTokenLifetime(seconds),
    signToken: (claims) => signToken(claims, jwtSecret),
    async installHelper() {
      await runHelper(cluster, database, pool);
      await pool.query("notify pgrst, 'reload schema'");
      await waitForHelper(postgrest);
    },
    stop: () => undoAll(undo),
  };
}

function sharedCluster(): ClusterAddress | null {
  const shared = process.env[CLUSTER_VARIABLE];
  return shared ? (JSON.parse(shared) as ClusterAddress) : null;
}

async function startOwnCluster(undo: (() => Promise<void>)[]): Promise<ClusterAddress> {
  const own = await startCluster();
  undo.push(() => own.stop());
  return own;
}

/** In reverse order; every step is tried, the first failure is thrown at the end. */
async function undoAll(undo: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let step = undo.pop(); step; step = undo.pop()) {
    await step().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

function rowsOfEnvironment(): number {
  const text = process.env.SAMPLE_ROWS;
  if (!text) return DEMO_ROWS;
  const rows = Number(text);
  if (!Number.isSafeInteger(rows) || rows < 1_000) {
    throw new Error(`SAMPLE_ROWS must be a whole number of at least 1000, not "${text}".`);
  }
  return rows;
}

async function runSql(pool: pg.Pool, query: string, params?: readonly unknown[]): Promise<TextRow[]> {
  const answer: pg.QueryResult<TextRow> | pg.QueryResult<TextRow>[] = await pool.query(
    query,
    params ? [...params] : undefined,
  );
  return (Array.isArray(answer) ? answer.at(-1)?.rows : answer.rows) ?? [];
}

/** Runs the helper's file as the project's owner, as a person would in the SQL editor, and lists the admins. */
async function runHelper(cluster: ClusterAddress, database: string, pool: pg.Pool): Promise<void> {
  const owner = await connect(cluster, database, 'postgres');
  try {
    await owner.query(readFileSync(HELPER_FILE, 'utf8'));
  } catch (cause) {
    throw new Error(`public/holdfast.sql does not run: ${String(cause)}`, { cause });
  } finally {
    await owner.end();
  }
  await pool.query(
    `insert into holdfast.admins (user_id, permissions) select unnest($1::uuid[]), $2::text[]
     on conflict (user_id) do update set permissions = excluded.permissions`,
    [[ADMIN.id, OTHER_ADMIN.id], PERMISSIONS],
  );
}

/** Until the REST server has read the schema anew, it answers 404 for the helper's functions. */
async function waitForHelper(postgrest: Postgrest): Promise<void> {
  for (let attempt = 0; attempt < 1_500; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:${postgrest.port}/rpc/holdfast_version`, { method: 'POST' });
    await answer.arrayBuffer();
    if (answer.status !== 404 && answer.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('The helper is installed, but REST does not offer holdfast_version() after 30 s.');
}

function addressOf(proxy: RunningProxy): string {
  return `http://127.0.0.1:${proxy.port}`;
}

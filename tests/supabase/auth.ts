import type pg from 'pg';

/** The sign-in server of one project, answering what arrives under /auth/v1. */
export interface AuthServer {
  /** Answers one request, whose path begins with /auth/v1. */
  answer(request: Request): Promise<Response>;
  /** From now on access tokens live this long. */
  setTokenLifetime(seconds: number): void;
  close(): Promise<void>;
}

/** What the sign-in server needs to know. */
export interface AuthOptions {
  database: pg.PoolConfig;
  /** HS256 secret that PostgREST checks with, at least 32 characters. */
  jwtSecret: string;
  tokenLifetimeSeconds: number;
  siteUrl: string;
}

/** Makes the sign-in server; it loads and connects at its first request, since many tests never sign in. */
export function createAuth(options: AuthOptions): AuthServer {
  let seconds = options.tokenLifetimeSeconds;
  let app: ReturnType<typeof loadApp> | null = null;
  return {
    async answer(request) {
      app ??= loadApp(options, seconds);
      return await (await app).fetch(request);
    },
    setTokenLifetime(next) {
      seconds = next;
      const old = app;
      app = null; // the next request makes one with the new lifetime
      old?.then((loaded) => loaded.connection.close()).catch((error) => console.error(error));
    },
    async close() {
      await (await app)?.connection.close();
    },
  };
}

/** Makes the tables of schema `auth` in a new database. */
export async function createAuthTables(database: pg.PoolConfig): Promise<void> {
  const app = await loadApp({ database, jwtSecret: 'unused-while-making-tables-0123456789', siteUrl: '' }, 3600);
  try {
    await app.ensureSystemSchema();
  } finally {
    await app.connection.close();
  }
}

async function loadApp(options: Pick<AuthOptions, 'database' | 'jwtSecret' | 'siteUrl'>, seconds: number) {
  process.env.DO_NOT_TRACK = '1';
  // On import it wraps process.emitWarning by a version that fails on warnings which are Error objects.
  const emitWarning = process.emitWarning;
  const [{ App }, { AuthConnection }] = await Promise.all([import('@supabase/lite'), import('./authConnection.ts')]);
  process.emitWarning = emitWarning;
  return new App({
    connection: new AuthConnection({ ...options.database, max: 3 }),
    auth: {
      enabled: true,
      jwt_secret: options.jwtSecret,
      jwt_expiry: seconds,
      site_url: options.siteUrl,
      enable_signup: true,
      enable_refresh_token_rotation: true,
      email: { enable_signup: true, enable_confirmations: false },
    },
    // The proxy has checked the API key; nobody is an admin without a token.
    options: { server: { apiKeys: false } },
  });
}

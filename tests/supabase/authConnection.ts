import { Connection } from '@supabase/lite';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** What the auth server asks of a statement's answer. */
interface Answer {
  rows: unknown[];
}

// date, time, timestamp, timestamptz, timetz: the auth server wants Postgres' own text, not a rounded Date.
const MOMENTS = new Set([1082, 1083, 1114, 1184, 1266]);
const BIGINT = 20;

/** Connects the auth server to Postgres over `pg`, so that the project needs one driver only. */
export class AuthConnection extends Connection<pg.Pool> {
  override driver: pg.Pool;
  override dialect = 'postgres' as const;

  constructor(config: pg.PoolConfig) {
    super({});
    this.driver = new pg.Pool({
      ...config,
      types: {
        getTypeParser(oid: number, format?: 'text' | 'binary') {
          if (MOMENTS.has(oid)) return (value: string) => value;
          return oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text');
        },
      } as pg.CustomTypesConfig,
    });
    // A database dropped with force ends its connections: nothing to report.
    this.driver.on('error', (error) => void error);
    this.kysely = new Kysely({ dialect: new PostgresDialect({ pool: this.driver }) });
  }

  // Only the data API asks for it, which is PostgREST's job here.
  override async introspect(): Promise<never> {
    throw new Error('The sample project uses the auth server for /auth/v1 only.');
  }

  override async exec<T = Answer>(query: string, ...parameters: readonly unknown[]): Promise<T> {
    const answer = await this.driver.query(query, parameters.length > 0 ? [...parameters] : undefined);
    // Several statements in one text answer with an array.
    return { rows: (Array.isArray(answer) ? answer[0] : answer).rows } as T;
  }

  override async transaction(statements: string[]): Promise<void> {
    const client = await this.driver.connect();
    try {
      await client.query('begin');
      for (const statement of statements) await client.query(statement);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  override async close(): Promise<void> {
    await this.driver.end();
  }
}

import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { ACCOUNTS } from './accounts.ts';
import { createAuthTables } from './auth.ts';
import type { ClusterAddress } from './cluster.ts';
import { DEMO_ROWS, seedDemo } from './demo.ts';
import { connect } from './sql.ts';
import { seedZoo } from './zoo.ts';

/** What a sample project can hold. */
export type SampleDatabase = 'demo' | 'zoo' | 'empty';

/**
 * Makes a database with the given content and returns at once with its copy from a template;
 * the template is made by whoever needs it first, once per cluster.
 */
export async function cloneDatabase(
  cluster: ClusterAddress,
  name: string,
  content: SampleDatabase,
  rows = DEMO_ROWS,
): Promise<void> {
  const template = `template_${content}${content === 'demo' && rows !== DEMO_ROWS ? `_${rows}` : ''}`;
  const client = await connect(cluster, 'postgres');
  try {
    await ensureTemplate(client, cluster, template, content, rows);
    await client.query(`create database ${name} template ${template} owner postgres strategy file_copy`);
  } finally {
    await client.end();
  }
}

/** Removes a database, ending its connections. */
export async function dropDatabase(cluster: ClusterAddress, name: string): Promise<void> {
  const client = await connect(cluster, 'postgres');
  try {
    await client.query(`drop database if exists ${name} with (force)`);
  } finally {
    await client.end();
  }
}

async function ensureTemplate(
  client: pg.Client,
  cluster: ClusterAddress,
  template: string,
  content: SampleDatabase,
  rows: number,
): Promise<void> {
  const exists = async () =>
    (await client.query('select from pg_database where datname = $1', [template])).rowCount === 1;
  if (await exists()) return;
  // Test files start at the same time: one makes it, the others wait here. Released with the connection.
  await client.query('select pg_advisory_lock(hashtext($1))', [template]);
  try {
    if (await exists()) return;
    const draft = `draft_of_${template}`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} owner postgres`);
    await fill(cluster, draft, content, rows);
    await client.query(`alter database ${draft} rename to ${template}`);
    await client.query(`alter database ${template} with is_template true allow_connections false`);
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [template]);
  }
}

async function fill(cluster: ClusterAddress, database: string, content: SampleDatabase, rows: number): Promise<void> {
  await createAuthTables({
    host: '127.0.0.1',
    port: cluster.port,
    user: 'supabase_admin',
    password: cluster.password,
    database,
  });
  const admin = await connect(cluster, database);
  try {
    await admin.query(readFileSync(new URL('./hosted.sql', import.meta.url), 'utf8'));
    for (const account of ACCOUNTS) {
      // Four rounds of bcrypt: tests sign in often, and this password guards nothing.
      await admin.query(ADD_ACCOUNT, [account.id, account.email, account.password, account.name]);
    }
    if (content === 'demo') await seedDemo(admin, rows);
    if (content === 'zoo') await seedZoo(admin);
    await admin.query('vacuum (freeze, analyze)');
  } finally {
    await admin.end();
  }
}

const ADD_ACCOUNT = `
  with person as (
    insert into auth.users (id, email, encrypted_password, email_confirmed_at,
                            raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
    values ($1::uuid, $2::text, extensions.crypt($3, extensions.gen_salt('bf', 4)), '2021-11-29 09:12:44.120311Z', '{"provider": "email", "providers": ["email"]}',
            jsonb_build_object('sub', $1::uuid, 'email', $2::text, 'email_verified', true, 'full_name', $4::text),
            '2021-11-29 09:12:44.120311Z', '2021-11-29 09:12:44.120311Z')
    returning id, email)
  insert into auth.identities (id, user_id, provider, provider_id, identity_data)
  select gen_random_uuid(), id, 'email', id::text,
         jsonb_build_object('sub', id::text, 'email', email, 'email_verified', true)
  from person`;

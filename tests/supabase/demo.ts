import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { documentRows, leadRows, type PaidEntry, paymentRows, resultRows, smsRows } from './demoActivity.ts';
import { eventRows, makeCompetitions, organizationRows, pageRows } from './demoEvents.ts';
import { authRows, makeMembers, profileRows, userRows } from './demoPeople.ts';
import { createRandom } from './random.ts';

/** How many rows the demo holds in all, unless scaled. */
export const DEMO_ROWS = 35_000;

/** How many rows each table of the demo gets. */
export interface DemoSize {
  members: number;
  organizations: number;
  events: number;
  pages: number;
  documents: number;
  payments: number;
  results: number;
  messages: number;
  leads: number;
}

/** Shares `rows` out among the tables: people and events stay about as many, what they do grows. */
export function demoSize(rows: number): DemoSize {
  const small = Math.min(1, rows / DEMO_ROWS);
  const members = Math.max(60, Math.round(1_500 * small));
  const organizations = Math.max(6, Math.round(44 * small));
  const events = Math.max(12, Math.round(120 * small));
  const pages = Math.max(6, Math.round(40 * small));
  const documents = Math.max(10, Math.round(320 * small));
  const rest = Math.max(0, rows - 2 * members - organizations - events - pages - documents);
  const payments = Math.round(rest * 0.42);
  const results = Math.round(rest * 0.19);
  const messages = Math.round(rest * 0.29);
  return {
    members,
    organizations,
    events,
    pages,
    documents,
    payments,
    results,
    messages,
    leads: rest - payments - results - messages,
  };
}

/** Creates the demo's tables, as the project's owner would, and fills them with about `rows` rows in all. */
export async function seedDemo(superuser: pg.Client, rows: number): Promise<void> {
  const size = demoSize(rows);
  const random = createRandom(20_260_125);
  await superuser.query(
    `set role postgres; ${readFileSync(new URL('./demo.sql', import.meta.url), 'utf8')}; reset role`,
  );

  const members = makeMembers(random, size.members);
  await insert(superuser, 'auth.users', authRows(members));
  await insert(superuser, 'users', userRows(random, members));
  await insert(superuser, 'profiles', profileRows(random, members));
  const organizations = organizationRows(random, size.organizations, members);
  await insert(superuser, 'organizations', organizations);
  const competitions = makeCompetitions(random, size.events, organizations);
  await insert(superuser, 'events', eventRows(random, competitions));
  await insert(superuser, 'cms_pages', pageRows(random, size.pages, members));
  await insert(superuser, 'competition_results', resultRows(random, size.results, members, competitions));

  const paid: PaidEntry[] = [];
  const documentEvery = Math.max(1, Math.floor((size.payments * 0.7) / size.documents));
  let paidSoFar = 0;
  function* payments() {
    for (const payment of paymentRows(random, size.payments, members, competitions)) {
      if (payment.paid_at !== null && paid.length < size.documents && paidSoFar++ % documentEvery === 0) {
        paid.push({ ...payment, paid_at: payment.paid_at });
      }
      yield payment;
    }
  }
  await insert(superuser, 'payments', payments());
  await insert(superuser, 'generated_documents', documentRows(random, paid, members));
  await insert(superuser, 'sms_logs', smsRows(random, size.messages, members, competitions));
  await insert(superuser, 'leads', leadRows(random, size.leads, members));

  for (const table of ['users', 'events', 'cms_pages', 'competition_results', 'payments', 'leads']) {
    await superuser.query(
      `select setval(pg_get_serial_sequence($1, 'id'), coalesce((select max(id) from ${table}), 0) + 1, false)`,
      [table],
    );
  }
  await superuser.query(
    `set role postgres; ${readFileSync(new URL('./demoPolicies.sql', import.meta.url), 'utf8')}; reset role`,
  );
}

/** Rows per statement: some megabytes of JSON at most. */
const BATCH = 5_000;

/** Inserts rows that all have the same columns, a batch per statement. Identity columns take the given values. */
async function insert(client: pg.Client, table: string, rows: Iterable<object>): Promise<void> {
  let batch: object[] = [];
  const flush = async () => {
    const first = batch[0];
    if (!first) return;
    const columns = Object.keys(first).join(', ');
    await client.query(
      `insert into ${table} (${columns}) overriding system value
       select ${columns} from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(batch)],
    );
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length === BATCH) await flush();
  }
  await flush();
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { BackupProgress } from '../../src/core/backupProgress.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { rowsInArchive, rowsInDatabase } from '../archive/compareWithDatabase.ts';
import { openArchive } from '../archive/openArchive.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import type { Fault, InterceptedRequest } from '../supabase/faults.ts';
import { type Connected, connect, signIn } from './connectedProject.ts';

/** For the faults that are no more than silence; for the others it would be one more thing that can go wrong on a busy machine. */
const stallMs = 1_500;
const tables = { mode: 'only' as const, names: ['public.payments', 'public.events'] };
let connected: Connected;
/** Those of the connection that this test's fault is met by. */
let services: FakeServices;
let impatient: FakeServices;

async function backUp(
  signal = new AbortController().signal,
  report: (progress: BackupProgress) => void = () => undefined,
): Promise<BackupRecord> {
  return await createBackup(services, { type: 'manual', reason: 'with faults', tables }, signal, report);
}

/** The promise itself: completed and exact, or not completed and nothing of it published. */
async function expectKept(record: BackupRecord): Promise<void> {
  const blob = await services.store.open(record.id);
  if (record.archive === null) {
    expect(blob).toBeNull();
    expect(record.status).not.toMatch(/completed|unproven|partial/);
    return;
  }
  if (blob === null) throw new Error('The record claims an archive that is not there.');
  const archive = await openArchive(blob);
  for (const table of archive.manifest.tables.filter(({ outcome }) => outcome === 'exported')) {
    expect(await rowsInArchive(connected.sample, archive, table)).toEqual(
      await rowsInDatabase(connected.sample, table),
    );
  }
}

/** Spoils the first `times` requests for table data, then lets all pass. */
function spoil(fault: Fault, times: number, of: (request: InterceptedRequest) => boolean = isRead): void {
  let left = times;
  connected.sample.intercept((request) => (of(request) && left-- > 0 ? fault : null));
}

const servicesFor = (fault: Fault): FakeServices =>
  fault === 'stall' || (typeof fault === 'object' && 'stallAfterBytes' in fault) ? impatient : connected.services;

const isRead = ({ method, path }: InterceptedRequest) =>
  (method === 'POST' && path.endsWith('/rpc/holdfast_export')) || (method === 'GET' && path === '/rest/v1/payments');
const isPaymentsRead = (request: InterceptedRequest) =>
  isRead(request) && (request.path.endsWith('/payments') || request.body.includes('payments'));

const passing: [string, Fault][] = [
  ['answers 500', { status: 500 }],
  ['answers 429', { status: 429, headers: { 'retry-after': '1' } }],
  ['answers 504 from a gateway', { status: 504, body: '<html>gateway</html>' }],
  [
    'times out in the database',
    { status: 500, body: { code: '57014', message: 'canceling statement due to statement timeout' } },
  ],
  ['cuts the connection', 'cut'],
  ['cuts the connection in the middle of the rows', { cutAfterBytes: 5_000 }],
  ['ends the answer early', { truncateAfterBytes: 5_000 }],
  ['ends the answer before the rows', { truncateAfterBytes: 4 }],
  ['sends a web page', 'garbage'],
  ['stalls', 'stall'],
  ['stalls in the middle of the rows', { stallAfterBytes: 5_000 }],
];

describe.each([{ helper: true }, { helper: false }])('a backup while the project misbehaves (helper: $helper)', ({
  helper,
}) => {
  beforeAll(async () => {
    connected = await connect({ helper, rows: 5_000 });
    impatient = (await signIn(connected.sample, stallMs)).services;
    if (helper) return;
    const settings = await connected.services.settings.load(connected.project.id);
    const declaredTables = ['payments', 'events'].map((name) => ({ table: `public.${name}`, key: ['id'] }));
    for (const each of [connected.services, impatient])
      await each.settings.save(connected.project.id, { ...settings, declaredTables });
  });
  beforeEach(() => connected.sample.intercept(null));
  afterAll(() => connected.stop());

  it.each(passing)('is exact when it %s three times and then recovers', async (_name, fault) => {
    services = servicesFor(fault);
    spoil(fault, 3, isPaymentsRead);
    const record = await backUp();
    expect(record.status).toBe(helper ? 'completed' : 'unproven');
    await expectKept(record);
  });

  it.each(passing)('never claims a table that %s for good', async (_name, fault) => {
    services = servicesFor(fault);
    spoil(fault, Number.POSITIVE_INFINITY, isPaymentsRead);
    const record = await backUp();
    expect(record.status).toBe('partial');
    expect(record.tables.find(({ table }) => table === 'public.payments')).toMatchObject({
      outcome: 'failed',
      rows: 0,
    });
    await expectKept(record);
  });
});

import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { openBrowser } from '../../src/app/createServices.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import type { Services } from '../../src/ports/Services.ts';
import { type CompareRun, keepBackup, runCompare, runCompareFloor } from './compareRuns.ts';
import { type FloorRun, runFloor } from './floor.ts';
import { storeLargeArchive } from './largeArchive.ts';
import { type OursRun, runOurs } from './ours.ts';
import type { SentRequest } from './recordRequests.ts';
import { type KeyedTable, runUsual, type UsualRun } from './usual.ts';
import { runVerify, runVerifyFloor, type VerifyRun } from './verifyRuns.ts';

/** What the page needs to know of the project. */
export interface BenchProject {
  url: string;
  publishableKey: string;
  email: string;
  password: string;
}

/** What can be asked of the page. One way at a time. */
export interface BenchPage {
  signIn(project: BenchProject): Promise<void>;
  /** @param only names of the tables; null for all. */
  ours(only: string[] | null): Promise<Omit<OursRun, 'requests'> & { requests: number }>;
  /** Sends again what the last run of ours sent. */
  floor(): Promise<FloorRun>;
  usual(project: BenchProject, tables: readonly KeyedTable[]): Promise<UsualRun>;
  /** Makes a backup and keeps it. Resolves with its id. */
  keepBackup(): Promise<string>;
  /** Compares two backups that were kept. */
  compare(before: string, after: string): Promise<CompareRun>;
  compareFloor(before: string, after: string): Promise<{ ms: number; bytes: number }>;
  /** Gets ready for what needs no project: archives lie in the browser. */
  unconnected(): void;
  /** Stores an archive of so many bytes of JSON. */
  makeArchive(jsonBytes: number): ReturnType<typeof storeLargeArchive>;
  /** Verifies a stored backup. */
  verify(id: string): Promise<VerifyRun>;
  verifyFloor(id: string): ReturnType<typeof runVerifyFloor>;
}

declare global {
  var bench: BenchPage;
}

let services: Services | null = null;
let sent: SentRequest[] = [];
let concurrency = 0;
let usualClient: SupabaseClient | null = null;

async function signInUsual({ url, publishableKey, email, password }: BenchProject): Promise<SupabaseClient> {
  const client = createClient(url, publishableKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const { error } = await client.auth.signInWithPassword({ email, password });
  if (error !== null) throw error;
  return client;
}

function signedIn(): Services {
  if (services === null) throw new Error('Nobody is signed in.');
  return services;
}

globalThis.bench = {
  async signIn({ url, publishableKey, email, password }) {
    services = openBrowser(defaultSettings).createServices({ url, publishableKey, platform: 'Bench' });
    await services.project.ready();
    const result = await services.project.signIn(email, password);
    if (!result.ok) throw new Error(result.message);
    concurrency = (await services.settings.load(services.project.id)).concurrency;
  },
  async ours(only) {
    const { requests, ...figures } = await runOurs(signedIn(), only);
    sent = requests;
    return { ...figures, requests: requests.length };
  },
  floor: () => runFloor(sent, concurrency),
  keepBackup: () => keepBackup(signedIn()),
  compare: (before, after) => runCompare(signedIn(), before, after),
  compareFloor: (before, after) => runCompareFloor(signedIn(), before, after),
  unconnected() {
    services ??= openBrowser(defaultSettings).createServices({
      ...{ url: 'https://bench.supabase.co', publishableKey: 'sb_publishable_bench', platform: 'Bench' },
    });
  },
  makeArchive(jsonBytes) {
    bench.unconnected();
    return storeLargeArchive(signedIn(), jsonBytes);
  },
  verify: (id) => runVerify(signedIn(), id),
  verifyFloor: (id) => runVerifyFloor(signedIn(), id),
  async usual(project, tables) {
    usualClient ??= await signInUsual(project);
    return runUsual(usualClient, tables);
  },
};

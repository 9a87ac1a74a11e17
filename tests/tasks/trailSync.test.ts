import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createObservable } from '../../src/core/observable.ts';
import type { ProjectState } from '../../src/tasks/projectInspector.ts';
import { createTrailSync } from '../../src/tasks/trailSync.ts';
import { createMemoryAuditLog } from '../fakes/memoryAuditLog.ts';
import type { Account } from '../supabase/accounts.ts';
import type { Fault } from '../supabase/faults.ts';
import { type Project, startProject } from '../supabase/startProject.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';
import { openTrailBrowser, type TrailBrowser } from './trailBrowsers.ts';

const appends = '/rest/v1/rpc/holdfast_append_audit';
const reads = '/rest/v1/rpc/holdfast_audit_entries';

describe('one trail of all browsers of a project', () => {
  let sample: Project;
  const browsers: TrailBrowser[] = [];
  beforeAll(async () => {
    sample = await startProject({ database: 'empty' });
  });
  afterAll(() => sample?.stop());
  beforeEach(() => emptyTrail());
  afterEach(async () => {
    sample.intercept(null);
    for (const browser of browsers.splice(0)) await browser.stop();
  });

  async function open(account: Account = sample.admin, audit?: TrailBrowser['audit']): Promise<TrailBrowser> {
    const browser = await openTrailBrowser(sample, account, audit);
    browsers.push(browser);
    return browser;
  }
  /** As the project's owner can who sets it back to an earlier day. */
  const emptyTrail = () =>
    sample.sql(`alter table holdfast.audit_log disable trigger append_only; truncate holdfast.audit_log;
      alter table holdfast.audit_log enable always trigger append_only`);
  /** What the project has, in the order in which it came. */
  const inProject = async () =>
    (await sample.sql(`select entry::jsonb ->> 'details' as details from holdfast.audit_log order by id`)).map(
      ({ details }) => details,
    );
  const settled = (browser: TrailBrowser) =>
    expect.poll(() => browser.sync.get()).toMatchObject({ pending: 0, running: false, error: null });
  /** Lets requests of a function fail so, as often as told. */
  function fail(path: string, fault: Fault, times = Number.POSITIVE_INFINITY): () => number {
    let failed = 0;
    sample.intercept((request) => {
      if (request.path !== path || request.method !== 'POST' || failed >= times) return null;
      failed += 1;
      return fault;
    });
    return () => failed;
  }
  const whole = async (browser: TrailBrowser) => (await browser.audit.check(browser.project.id)).faults;

  it('holds the entries of two browsers and two admins, and both see all of them', async () => {
    const here = await open(sample.admin);
    const there = await open(sample.otherAdmin);
    await here.write('here 1', 'here 2');
    await settled(here);
    await there.write('there 1');
    await settled(there);
    await here.sync.refresh();
    expect(await here.read()).toEqual(['here 1', 'here 2', 'there 1']);
    expect(await there.read()).toEqual(['here 1', 'here 2', 'there 1']);
    expect((await here.entries()).map(({ own, shared }) => ({ own, shared }))).toEqual([
      { own: false, shared: true },
      { own: true, shared: true },
      { own: true, shared: true },
    ]);
    expect(await here.audit.check(here.project.id)).toEqual({ entries: 3, chains: 2, faults: [] });
    expect(here.sync.get()).toMatchObject({ where: 'shared', syncedAt: expect.any(String) });
    const uploaders = await sample.sql('select uploaded_by from holdfast.audit_log order by id');
    expect(uploaders.map((row) => row.uploaded_by)).toEqual([sample.admin.id, sample.admin.id, sample.otherAdmin.id]);
  });

  it('is fetched from where it was read last, not anew', async () => {
    const here = await open();
    await here.write('1', '2', '3');
    await settled(here);
    sample.requests.length = 0;
    await here.sync.refresh();
    const asked = sample.requests.filter(({ path, method }) => method === 'POST' && path === reads);
    expect(asked).toHaveLength(1);
    expect(sample.requests.filter(({ path }) => path === appends)).toEqual([]);
    expect((await here.audit.exchange(here.project.id)).cursor?.id).toBe(3);
  });

  it('gets what was written offline later, in order and once, by itself', async () => {
    const here = await open();
    await here.write('before');
    await settled(here);
    const tries = fail(appends, 'cut');
    await here.write('offline 1', 'offline 2', 'offline 3');
    await expect.poll(tries).toBeGreaterThan(2);
    expect(here.sync.get()).toMatchObject({
      where: 'shared',
      pending: 3,
      error: { message: expect.stringContaining('connection') },
    });
    expect(await inProject()).toEqual(['before']);
    sample.intercept(null);
    await settled(here);
    expect(await inProject()).toEqual(['before', 'offline 1', 'offline 2', 'offline 3']);
  });

  it('waits for the connection to come back, which the browser tells', async () => {
    const here = await open();
    await here.sync.refresh();
    const state = createObservable<ProjectState>({ ...here.inspector.get(), status: 'error' });
    const offline = createTrailSync(here.services, state);
    here.sync.stop();
    await here.write('offline');
    await offline.refresh();
    expect(await inProject()).toEqual([]);
    state.set({ ...state.get(), status: 'ready' });
    await expect.poll(inProject).toEqual(['offline']);
    offline.stop();
  });

  it.each<[string, Fault]>([
    ['lost', { cutAfterBytes: 0 }],
    ['cut short', { truncateAfterBytes: 0 }],
  ])('holds an entry once whose upload arrived, but whose answer was %s', async (_how, fault) => {
    const here = await open();
    const failed = fail(appends, fault, 1);
    await here.write('1', '2');
    await settled(here);
    expect(failed()).toBe(1);
    await here.write('3');
    await settled(here);
    expect(await inProject()).toEqual(['1', '2', '3']);
    expect((await here.entries()).every(({ shared }) => shared)).toBe(true);
  });

  it('goes on where reading it was cut', async () => {
    const there = await open(sample.otherAdmin);
    await there.write('1', '2');
    await settled(there);
    const here = await open();
    await settled(here);
    await there.write('3');
    await settled(there);
    const failed = fail(reads, { status: 503 }, 2);
    await here.sync.refresh();
    expect(here.sync.get().error).not.toBeNull();
    await settled(here);
    expect(failed()).toBe(2);
    expect(await here.read()).toEqual(['1', '2', '3']);
  });

  it('is put back by the browsers when the project was set back, whoever wrote it', async () => {
    const here = await open();
    const there = await open(sample.otherAdmin);
    await there.write('there 1', 'there 2');
    await settled(there);
    await here.write('here 1', 'here 2');
    await settled(here);
    expect(await here.read()).toHaveLength(4);
    await emptyTrail();
    await here.write('here 3');
    await settled(here);
    expect((await inProject()).toSorted()).toEqual(['here 1', 'here 2', 'here 3', 'there 1', 'there 2']);
    await there.sync.refresh();
    expect((await there.read()).toSorted()).toEqual(['here 1', 'here 2', 'here 3', 'there 1', 'there 2']);
    expect(await whole(there)).toEqual([]);
    expect(await whole(here)).toEqual([]);
  });

  it('loses nothing when a browser’s data was copied, and both go on', async () => {
    const here = await open();
    await here.write('1', '2');
    await settled(here);
    const copied = createMemoryAuditLog();
    copied.trail.links = structuredClone(here.audit.trail.links);
    copied.trail.heads = structuredClone(here.audit.trail.heads);
    await here.write('here 3', 'here 4');
    await settled(here);
    const copy = await open(sample.otherAdmin, copied);
    copy.sync.stop(); // written before it was exchanged
    await copy.write('copy 3', 'copy 4', 'copy 5');
    const sync = createTrailSync(copy.services, copy.inspector);
    await sync.refresh();
    sync.stop();
    await here.sync.refresh();
    for (const browser of [here, copy]) {
      const all = (await browser.read()).filter((details) => !details.startsWith("A copy of this browser's data"));
      expect(all).toEqual(['1', '2', 'here 3', 'here 4', 'copy 3', 'copy 4', 'copy 5']);
      expect(await browser.audit.check(browser.project.id)).toEqual({ entries: 8, chains: 2, faults: [] });
    }
    expect(await inProject()).toHaveLength(8);
  });

  it('takes no entry that was changed in the browser; it is told, and nothing else is lost', async () => {
    const here = await open();
    fail(appends, 'cut');
    await here.write('true', 'and on');
    sample.intercept(null);
    const [link] = here.audit.trail.links;
    if (link !== undefined) link.text = link.text.replace('true', 'false');
    await here.sync.refresh();
    expect(here.sync.get()).toMatchObject({ pending: 2, error: { message: expect.stringContaining('digest') } });
    expect(await inProject()).toEqual([]);
    expect(await whole(here)).toMatchObject([{ message: 'Entry 1 was changed.', own: true }]);
  });

  it('is exchanged once an admin is signed in, also what was written before', async () => {
    const here = await open(sample.user);
    await here.write('by somebody who is no admin');
    await here.sync.refresh();
    expect(here.sync.get()).toMatchObject({ where: 'unknown', pending: 1, error: null });
    await here.project.signOut();
    await here.write('by nobody');
    await here.project.signIn(sample.admin.email, sample.admin.password);
    await settled(here);
    expect(await inProject()).toEqual(['by somebody who is no admin', 'by nobody']);
  });

  it('disturbs no backup when it cannot be exchanged', async () => {
    const here = await open();
    await sample.sql('create table public.things (id int primary key); grant select on public.things to authenticated');
    fail(appends, { status: 500 });
    const record = await backUp(here.services);
    expect(record.status).toBe('completed');
    expect(here.sync.get().pending).toBeGreaterThan(0);
    sample.intercept(null);
    await settled(here);
    expect(await inProject()).toHaveLength((await here.entries()).length);
  });
});

describe('a project that keeps no trail', () => {
  it.each([
    [null, 'no-helper'],
    [1, 'older-helper'],
  ] as const)('is never asked for it: helper version %s', async (helperVersion, where) => {
    const services = await memoryServices([{ name: 'things', rows: rowsFrom1(3) }]);
    let sessions = 0;
    const { openSession } = services.project;
    services.project.openSession = () => {
      sessions += 1;
      return openSession();
    };
    const access = { admin: true, permissions: [], helperVersion };
    const inspector = createObservable<ProjectState>({
      status: 'ready',
      access,
      catalog: null,
      error: null,
      checking: false,
    });
    const sync = createTrailSync(services, inspector);
    await backUp(services);
    const opened = sessions;
    await sync.refresh();
    services.host.onWake(() => undefined);
    services.host.wake();
    await sync.refresh();
    expect(sync.get()).toEqual({ where, running: false, pending: 2, syncedAt: null, error: null });
    expect(sessions).toBe(opened);
    inspector.set({ ...inspector.get(), access: { ...access, helperVersion: 2 } });
    await expect.poll(() => sync.get()).toMatchObject({ where: 'shared', pending: 0, error: null });
    sync.stop();
  });
});

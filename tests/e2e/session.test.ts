import type { BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Interceptor } from '../supabase/faults.ts';
import {
  createButton,
  expectPage,
  heading,
  historyRows,
  openAsAdmin,
  type Story,
  signIn,
  startStory,
  storedFiles,
} from './harness.ts';

let story: Story;
let context: BrowserContext;
let page: Page;

const hourSeconds = 3_600;

beforeAll(async () => {
  story = await startStory({ rows: 2_000 });
});
afterAll(() => story.stop());
beforeEach(async () => {
  story.project.requests.length = 0;
  story.project.setTokenLifetime(hourSeconds);
  ({ context, page } = await openAsAdmin(story));
});
afterEach(async () => {
  story.project.intercept(null);
  await context.close();
});

const isRefresh: Interceptor = ({ method, path, query }) =>
  method === 'POST' && path === '/auth/v1/token' && query.get('grant_type') === 'refresh_token'
    ? { status: 400, body: { error_code: 'refresh_token_not_found', msg: 'Invalid Refresh Token' } }
    : null;

const isRead = (method: string, path: string, body: string) =>
  method === 'POST' && path.endsWith('/holdfast_export') && body.includes('payments');

/** While a run reads, two hours pass at once on the computer's clock, and the session cannot be renewed. */
async function sleepThroughTheSession(): Promise<void> {
  story.project.setTokenLifetime(5 * hourSeconds); // for the next sign-in, by a clock that is two hours ahead
  let passed: Promise<void> | null = null;
  story.project.intercept(async (request) => {
    if (passed === null && isRead(request.method, request.path, request.body))
      passed = page.clock.setSystemTime(Date.now() + 2 * hourSeconds * 1_000);
    await passed;
    return isRefresh(request);
  });
  await createButton(page).click();
}

/** While a run reads, the server ends the session, although its token would be good for another hour. */
async function endSessionOnTheServer(): Promise<void> {
  let ended: string | null = null;
  story.project.intercept((request) => {
    const { method, path, headers, body } = request;
    const token = headers.authorization;
    if (ended === null && isRead(method, path, body)) ended = token ?? null;
    if (method !== 'OPTIONS' && path.startsWith('/rest/') && ended !== null && token === ended)
      return { status: 401, body: { code: 'PGRST301', message: 'JWT invalid' } };
    return isRefresh(request);
  });
  await createButton(page).click();
}

/** Database role and user of every request for data. */
function senders(): Set<string> {
  const data = story.project.requests.filter(
    ({ method, path }) => method !== 'OPTIONS' && path.startsWith('/rest/v1/'),
  );
  return new Set(data.map(({ role, sub }) => `${role} ${sub}`));
}

describe('a session that runs out while a backup is made', () => {
  it('makes it wait for sign-in and go on after it, until it is complete', async () => {
    await sleepThroughTheSession();
    await expectPage(heading(page, 'Sign in')).toBeVisible();
    await expectPage(page.getByText('Sign in again to go on')).toBeVisible();
    await expectPage(page.getByText(/^The backup waits at \d+%\. Nothing is lost\.$/)).toBeVisible();
    await signIn(page, story.project.admin);
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    expect(senders()).toEqual(new Set([`authenticated ${story.project.admin.id}`]));
  });

  it('cancels it when somebody else signs in, and keeps nothing of it', async () => {
    await sleepThroughTheSession();
    await expectPage(page.getByText('Sign in again to go on')).toBeVisible();
    await signIn(page, story.project.otherAdmin);
    await expectPage(historyRows(page, 'Cancelled')).toHaveCount(1);
    expect(await storedFiles(page)).toEqual({ incoming: [], archives: [] });
    const { admin, otherAdmin } = story.project;
    expect([...senders()].sort()).toEqual([admin, otherAdmin].map(({ id }) => `authenticated ${id}`).sort());
  });
});

describe('a session that the server ends while a backup is made', () => {
  it('makes it wait for sign-in, in peace, and go on after it', async () => {
    await endSessionOnTheServer();
    const notice = page.getByText('Sign in again to go on');
    await expectPage(notice).toBeVisible();
    const refused = story.project.requests.filter(({ status }) => status === 401);
    expect(refused.length).toBeLessThan(20); // a few requests in flight, each tried once more
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
    await expectPage(heading(page, 'Sign in')).toBeVisible();
    await expectPage(notice).toBeVisible();
    await signIn(page, story.project.admin);
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    expect(senders()).toEqual(new Set([`authenticated ${story.project.admin.id}`]));
  });
});

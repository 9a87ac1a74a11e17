import type { BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectProject, expectPage, heading, openTab, type Story, signIn, startStory } from './harness.ts';

let story: Story;
let context: BrowserContext;
let page: Page;
/** Addresses that the page asked for, other than the app's own. */
let asked: string[];

beforeAll(async () => {
  story = await startStory({ rows: 2_000 });
});
afterAll(() => story.stop());
beforeEach(async () => {
  context = await story.openBrowser();
  page = await openTab(context);
  asked = [];
  const own = new URL(page.url()).origin;
  page.on('request', (request) => {
    if (!request.url().startsWith(own)) asked.push(request.url());
  });
});
afterEach(() => context.close());

const address = () => page.getByRole('textbox', { name: 'Project URL' });
const key = () => page.getByRole('textbox', { name: 'Publishable key' });
const connect = () => page.getByRole('button', { name: 'Connect', exact: true }).click();
const alert = () => page.getByRole('alert');

const jwtOf = (role: string) => `${btoa('{"alg":"HS256"}')}.${btoa(JSON.stringify({ role }))}.signature`;

describe('connecting a project', () => {
  it('is what the app begins with, and says at the address what is wrong with it', async () => {
    await expectPage(heading(page, 'Connect a project')).toBeVisible();
    await address().fill('my project');
    await key().fill(story.project.publishableKey);
    await connect();
    await expectPage(alert()).toContainText('This is not a project URL');
    expect(asked).toEqual([]);
  });

  it('ties what is wrong to the field, for those who do not see it', async () => {
    await connect();
    await expectPage(address()).toHaveAccessibleDescription(/abcdefgh\.supabase\.co/);
    await key().fill('sb_secret_1234567890abcdef');
    await expectPage(key()).toHaveAccessibleDescription(/must never be in a browser/);
  });

  it('says that nothing answers at an address where nothing listens', async () => {
    await address().fill('http://127.0.0.1:9');
    await key().fill(story.project.publishableKey);
    await connect();
    await expectPage(alert()).toContainText('No project answers here');
  });

  it.each([
    ['sb_secret_', 'sb_secret_1234567890abcdef'],
    ['service_role', jwtOf('service_role')],
  ])('refuses a secret key (%s) in the form while it is typed, and asks nobody', async (_kind, secret) => {
    await address().fill(story.project.url);
    await key().fill(secret);
    await expectPage(alert()).toContainText('This is a secret key');
    await connect();
    await expectPage(alert()).toContainText('This is a secret key');
    await expectPage(heading(page, 'Connect a project')).toBeVisible();
    expect(asked).toEqual([]);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(secret);
  });

  it('says that the project refuses a key of another project', async () => {
    await address().fill(story.project.url);
    await key().fill('sb_publishable_of_another_project');
    await connect();
    await expectPage(alert()).toContainText('The project refused this key');
    expect(asked.every((url) => url.startsWith(story.project.url))).toBe(true);
  });

  it('lasts beyond a reload', async () => {
    await connectProject(page, story.project);
    await page.reload();
    await expectPage(heading(page, 'Sign in')).toBeVisible();
    await expectPage(page.getByText(new URL(story.project.url).host).first()).toBeVisible();
  });
});

describe('signing in', () => {
  beforeEach(() => connectProject(page, story.project));

  it('says in words that the password is wrong, and then takes the right one', async () => {
    const { admin } = story.project;
    await signIn(page, { email: admin.email, password: 'not it' });
    await expectPage(alert()).toHaveText('Email or password is not right.');
    await signIn(page, admin);
    await expectPage(heading(page, 'Overview')).toBeVisible();
    await page.reload();
    await expectPage(heading(page, 'Overview')).toBeVisible();
  });

  it('asks for what is missing', async () => {
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expectPage(page.getByText('Enter your email address.')).toBeVisible();
    await expectPage(page.getByText('Enter your password.')).toBeVisible();
  });

  it('shows an ordinary user one page only, which says why, and lets them sign out', async () => {
    await signIn(page, story.project.user);
    await expectPage(heading(page, 'You are not an admin of this project')).toBeVisible();
    for (const path of ['/admin', '/admin/backup', '/admin/settings']) {
      await page.goto(path);
      await expectPage(heading(page, 'You are not an admin of this project')).toBeVisible();
      await expectPage(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0);
    }
    await expectPage(page.getByText(story.project.user.email)).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expectPage(heading(page, 'Sign in')).toBeVisible();
    await page.goto('/admin/backup');
    await expectPage(heading(page, 'Sign in')).toBeVisible();
  });

  it('returns to the page that was asked for', async () => {
    await page.goto('/admin/settings');
    await signIn(page, story.project.admin);
    await expectPage(heading(page, 'Settings')).toBeVisible();
  });
});

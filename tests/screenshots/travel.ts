import type { BrowserContext, Page } from 'playwright';

const hourMs = 3_600_000;

/** Where the pages of a browser find by how much their clock is moved, in ms. */
export const offsetKey = 'screenshots-offset-ms';

// As text: what runs in the page must not depend on how this file is compiled.
const moveClock = `
  const offsetMs = Number(localStorage.getItem('${offsetKey}') ?? '0');
  const RealDate = Date;
  const now = () => RealDate.now() + offsetMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values) => (values.length === 0 ? new target(now()) : Reflect.construct(target, values)),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });`;

/** Lets the pages of a browser live at another time, so that a history of weeks can be made in a minute. */
export async function allowTravel(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: moveClock });
}

/** Loads the page again, so many hours ago. */
export async function travel(page: Page, hoursAgo: number): Promise<void> {
  await page.evaluate(`localStorage.setItem('${offsetKey}', '${-Math.round(hoursAgo * hourMs)}')`);
  await page.reload();
}

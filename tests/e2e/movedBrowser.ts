import type { BrowserContext, Locator, Page } from 'playwright';
import { expect, inject } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { SlotRecord } from '../../src/core/slot.ts';
import { enterAsAdmin, type Story, storedRecords } from './harness.ts';
import { offsetKey } from './movedClock.ts';

/** Where the stories take place; schedules that nobody has set up are in the browser's zone. */
const timeZone = 'Europe/Berlin';

/**
 * As `openAsAdmin`, on a computer whose clock shows another time, an ISO instant. Resolves when the schedules are looked after: what is
 * due from then on is run.
 */
export async function openAsAdminAt(story: Story, at: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await story.openBrowser({ baseURL: inject('movedAppUrl'), timezoneId: timeZone });
  // Only what loads first sets the clock; later pages find it as it was moved.
  const setClock = ([key, start]: readonly [string, number]) => {
    if (location.protocol.startsWith('http') && localStorage.getItem(key) === null)
      localStorage.setItem(key, String(start - Date.now()));
  };
  await context.addInitScript(setClock, [offsetKey, Date.parse(at)] as const);
  const page = await enterAsAdmin(story, context);
  // Before its first look at the clock, nothing is anybody's slot.
  await expect.poll(() => storedRecords(page, 'scheduler'), { timeout: 20_000 }).toHaveLength(1);
  return { context, page };
}

/** Sets the clock of the browser to an ISO instant, and wakes this tab, as a computer that slept until then. */
export async function moveTo(page: Page, at: string): Promise<void> {
  await setOffset(page, at);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

/** Sets the clock of a browser in which no tab of the app is open. */
export async function moveWhileClosed(context: BrowserContext, at: string): Promise<void> {
  const page = await context.newPage();
  await page.goto('/favicon.svg'); // of the app's origin, but not the app
  await setOffset(page, at);
  await page.close();
}

async function setOffset(page: Page, at: string): Promise<void> {
  await page.evaluate(([key, instant]) => localStorage.setItem(key, String(instant - Date.now())), [
    offsetKey,
    Date.parse(at),
  ] as const);
}

/**
 * Halts everything that the page itself does, as a browser does that freezes a tab: it keeps its locks and does nothing. Returns what
 * lets it go on. Chromium freezes no page that is visible, and all of Playwright's are, so the debugger does it; what other tabs tell
 * a page meanwhile is lost. Neither does Chromium freeze a page in the middle of a transaction, for which all others would wait: where
 * `other`, a tab of the same browser, cannot get one, it is tried again.
 */
export async function freeze(page: Page, other: Page): Promise<() => Promise<void>> {
  const debug = await page.context().newCDPSession(page);
  await debug.send('Debugger.enable');
  for (let patienceMs = 1_000; ; patienceMs += 1_000) {
    const halted = new Promise((resolve) => {
      debug.once('Debugger.paused', resolve);
    });
    await debug.send('Debugger.pause');
    await halted;
    if (await other.evaluate(getsTransaction, patienceMs)) break;
    await debug.send('Debugger.resume');
    // Paused again at once, it would get on by one step of its transaction a try.
    await other.evaluate(getsTransaction, 20_000);
  }
  return async () => {
    await debug.send('Debugger.resume');
    await debug.detach();
  };
}

/** Whether a page gets a transaction that writes to every store within so many ms. */
function getsTransaction(patienceMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    setTimeout(() => resolve(false), patienceMs);
    const opening = indexedDB.open('holdfast');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const { result: database } = opening;
      const stores = [...database.objectStoreNames];
      const transaction = database.transaction(stores, 'readwrite');
      transaction.oncomplete = () => resolve(true);
      transaction.objectStore(stores[0] as string).count();
      database.close(); // when the transaction has ended
    };
  });
}

export const storedSlots = (page: Page): Promise<SlotRecord[]> => storedRecords<SlotRecord>(page, 'slots');

export const storedBackups = (page: Page): Promise<BackupRecord[]> => storedRecords<BackupRecord>(page, 'backups');

export const automaticRegion = (page: Page): Locator => page.getByRole('region', { name: 'Automatic backups' });

/** The lines of the run log, newest first, of one result when it is named. */
export function runLog(page: Page, result?: string): Locator {
  const lines = page.getByRole('table', { name: 'Run log' }).locator('tbody').getByRole('row');
  return result === undefined ? lines : lines.filter({ has: page.getByText(result, { exact: true }) });
}

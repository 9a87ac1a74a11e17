import type { Page } from 'playwright';
import { loadTextHash } from '../../src/core/chainText.ts';
import { type Story, storyNow } from './story.ts';
import { tellTrail } from './storyTrail.ts';
import { offsetKey } from './travel.ts';

const sizesKey = 'screenshots-sizes';
const quotaBytes = 2_147_483_648;

// The files of the story are empty, for its archives would fill a gigabyte: only their sizes are looked at, and those are told.
const pretend = `
  const sizes = () => JSON.parse(localStorage.getItem('${sizesKey}') ?? '{}');
  const realSize = Object.getOwnPropertyDescriptor(Blob.prototype, 'size').get;
  Object.defineProperty(Blob.prototype, 'size', {
    get() { return (this instanceof File ? sizes()[this.name] : undefined) ?? realSize.call(this); },
  });
  StorageManager.prototype.estimate = async () => ({
    usage: Object.values(sizes()).reduce((sum, size) => sum + size, 0) * Number(localStorage.getItem('screenshots-fuller') ?? 1),
    quota: ${quotaBytes},
  });`;

/** Lets the pages of a browser believe in the sizes of the story's archives. Call it before the first page opens. */
export async function allowStory(page: Page): Promise<void> {
  await page.context().addInitScript({ content: pretend });
}

/** Writes a story, and the audit trail of it, into the browser's storage in place of what is there. */
export async function enterStory(page: Page, { records, slots, settings, checkedUntil }: Story): Promise<void> {
  await page.goto('/favicon.svg'); // of the app's origin, but not the app
  const present = records.filter(({ archive }) => archive?.bytes === 'present');
  const sizes = Object.fromEntries(present.map(({ id, archive }) => [`${id}.zip`, archive?.sizeBytes ?? 0]));
  const [first] = records;
  if (first === undefined) throw new Error('A story has a backup at least.');
  const trail = tellTrail({ records }, await loadTextHash());
  await page.evaluate(
    async ({ stores, sizes, sizesKey }) => {
      localStorage.setItem(sizesKey, JSON.stringify(sizes));
      const home = await (await navigator.storage.getDirectory()).getDirectoryHandle('holdfast', { create: true });
      const archives = await home.getDirectoryHandle('archives', { create: true });
      for (const name of Object.keys(sizes)) await archives.getFileHandle(name, { create: true });
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('holdfast');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const tx = database.transaction(Object.keys(stores), 'readwrite');
      for (const [name, lines] of Object.entries(stores)) {
        tx.objectStore(name).clear();
        for (const [value, key] of lines) tx.objectStore(name).put(value, key);
      }
      await new Promise((resolve, reject) => {
        tx.oncomplete = resolve;
        tx.onerror = () => reject(tx.error);
      });
      database.close();
    },
    {
      stores: {
        backups: records.map((record): [unknown, string?] => [record]),
        slots: slots.map((slot): [unknown, string?] => [slot]),
        settings: [[settings, `project:${first.projectId}`] as [unknown, string?]],
        scheduler: [[checkedUntil, first.projectId] as [unknown, string?]],
        auditEntries: trail.links.map((link): [unknown, string?] => [link]),
        auditHeads: [[trail.head] as [unknown, string?]],
        auditSync: [],
      },
      sizes,
      sizesKey,
    },
  );
}

/** Sets the clock back to the story's moment; the next page that is loaded goes by it. */
export async function stopTheClock(page: Page): Promise<void> {
  // What is not moved with Date.
  const setOffset = ([key, now]: readonly [string, number]) =>
    localStorage.setItem(key, String(now - performance.timeOrigin - performance.now()));
  await page.evaluate(setOffset, [offsetKey, storyNow] as const);
}

/** Pretends that so many times the real bytes are used. */
export async function fillStorage(page: Page, share: number): Promise<void> {
  await page.evaluate(
    ({ sizesKey, share, quotaBytes }) => {
      const sizes = Object.values(JSON.parse(localStorage.getItem(sizesKey) ?? '{}') as Record<string, number>);
      const used = sizes.reduce((sum, size) => sum + size, 0);
      localStorage.setItem('screenshots-fuller', String((share * quotaBytes) / used));
    },
    { sizesKey, share, quotaBytes },
  );
}

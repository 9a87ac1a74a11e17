import type { Browser, BrowserContextOptions, Page } from 'playwright';
import type { Project } from '../supabase/startProject.ts';
import { editFile } from '../tasks/archiveEdits.ts';
import { makeArchive, partOf } from '../tasks/smallArchive.ts';
import { takeAll } from './camera.ts';
import { button, heading, open, signIn } from './onPage.ts';
import { allowTravel } from './travel.ts';

const names = ['events', 'leads', 'organizations', 'payments', 'profiles', 'sms_logs', 'users'];
const tables = names.map((name, index) => ({ name, parts: [partOf(1, 30 + 7 * index)] }));

/** Files that somebody adds: two that are good, one that is damaged, one that is no archive. */
async function makeFiles() {
  const good = await makeArchive(tables, { backupId: '63f8eee0-0000-4000-8000-000000000000' });
  const older = await makeArchive(tables.slice(0, 4), { backupId: '3b78265c-0000-4000-8000-000000000000' });
  const whole = await makeArchive(tables, { backupId: '72e48a8f-0000-4000-8000-000000000000' });
  const damaged = await editFile(whole, 'tables/public.payments.json', (text) => text.replace('row 3', 'row 8'));
  const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) });
  return {
    good: file('manual-backup-2026-01-25T14-30-45-123Z.zip', good),
    older: file('from-the-office.zip', older),
    damaged: file('copy-from-old-laptop.zip', damaged),
    foreign: file('holiday-photos.zip', Buffer.from('JPEG')),
  };
}

async function dragOver(page: Page): Promise<void> {
  await page.getByRole('table', { name: 'Backup history' }).evaluate((table) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['PK'], 'backup.zip'));
    table.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer }));
  });
  await page.getByText('Drop archives to add them').waitFor();
}

async function takeAdding(page: Page): Promise<void> {
  const { good, older, damaged, foreign } = await makeFiles();
  const chooser = page.getByLabel('Archives to add');
  await chooser.setInputFiles([good, older]);
  await page.getByText('2 archives added and verified', { exact: true }).waitFor();
  await takeAll(page, 'archives-added', { extent: 'window' });
  await chooser.setInputFiles([foreign, damaged]);
  await page.getByRole('dialog', { name: 'This archive is damaged' }).waitFor();
  await takeAll(page, 'archives-damaged', { extent: 'window' });
  await button(page, 'Add as evidence').click();
  await page.getByText('Damaged archive added as evidence', { exact: true }).waitFor();
  await takeAll(page, 'archives-evidence');
  await dragOver(page);
  await takeAll(page, 'archives-drop', { extent: 'window' });
}

async function takeVerifying(page: Page): Promise<void> {
  await open(page, '/admin/backup', 'Backups');
  // Files open only when the picture was taken.
  await page.evaluate(() => {
    const held = window as unknown as { letGo(): void };
    const { getFile } = FileSystemFileHandle.prototype;
    const taken = new Promise<void>((resolve) => {
      held.letGo = resolve;
    });
    FileSystemFileHandle.prototype.getFile = async function () {
      await taken;
      return getFile.call(this);
    };
  });
  await button(page, 'Verify all').click();
  await page.getByRole('region', { name: 'Verification in progress' }).waitFor();
  await takeAll(page, 'archives-verifying', { extent: 'window' });
  await page.evaluate(() => (window as unknown as { letGo(): void }).letGo());
  await page.getByText('1 of 3 is corrupt', { exact: true }).waitFor();
  await takeAll(page, 'archives-verified', { extent: 'window' });
}

/** Something that is not Holdfast changes one entry of the trail and removes another. */
async function breakTrail(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('holdfast');
      opening.onsuccess = () => resolve(opening.result);
    });
    const tx = database.transaction('auditEntries', 'readwrite');
    const walking = tx.objectStore('auditEntries').openCursor();
    walking.onsuccess = () => {
      const cursor = walking.result;
      if (cursor === null) return;
      if (cursor.value.seq === 3)
        cursor.update({ ...cursor.value, text: cursor.value.text.replace('"imported"', '"restored"') });
      if (cursor.value.seq === 5) cursor.delete();
      cursor.continue();
    };
    await new Promise((resolve) => {
      tx.oncomplete = resolve;
    });
    database.close();
  });
}

async function takeOlderHelper(page: Page, project: Project): Promise<void> {
  await project.sql(
    `create or replace function public.holdfast_version() returns integer
     language plpgsql stable security definer set search_path = '' as $$ begin return 1; end $$`,
  );
  await open(page, '/admin/backup', 'Backups');
  await page.getByRole('region', { name: 'Update the helper' }).waitFor();
  await takeAll(page, 'helper-older', { extent: 'window' });
  await open(page, '/admin/audit', 'Audit trail');
  await page.getByText(/^Kept in this browser only/).waitFor();
  await takeAll(page, 'audit-older-helper', { extent: 'window' });
  await project.installHelper();
}

/** Archives that are added and verified, a trail that somebody broke, and a helper that is older than the app. */
export async function takeArchives(browser: Browser, options: BrowserContextOptions, project: Project): Promise<void> {
  const context = await browser.newContext(options);
  await allowTravel(context);
  const page = await context.newPage();
  await open(page, '/', 'Sign in');
  await signIn(page, project.admin);
  await heading(page, 'Overview').waitFor();
  await open(page, '/admin/backup', 'Backups');
  await takeAdding(page);
  await takeVerifying(page);
  await takeOlderHelper(page, project);
  await breakTrail(page);
  await open(page, '/admin/audit', 'Audit trail');
  await page.getByText(/^The audit trail is broken/).waitFor();
  await takeAll(page, 'audit-broken', { extent: 'window' });
  await context.close();
}

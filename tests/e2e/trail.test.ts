import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  connectProject,
  expectPage,
  goTo,
  heading,
  openAsAdmin,
  openTab,
  type Story,
  signIn,
  startStory,
  storedRecords,
} from './harness.ts';

let story: Story;

beforeAll(async () => {
  story = await startStory({ database: 'empty' });
});
afterAll(() => story.stop());

describe('the audit trail of two people at two computers', () => {
  it('is one, holds what was done without a connection, and shows a change behind the app’s back', async () => {
    const { project } = story;
    const here = await openAsAdmin(story);
    const context = await story.openBrowser();
    const there = await openTab(context);
    await connectProject(there, project);
    await signIn(there, { email: project.otherAdmin.email, password: 'wrong' });
    await expectPage(there.getByText('Email or password is not right.')).toBeVisible();
    await signIn(there, project.otherAdmin);
    await heading(there, 'Overview').waitFor();

    const inProject = async () =>
      (
        await project.sql(
          `select entry::jsonb ->> 'result' as result from holdfast.audit_log order by entry::jsonb ->> 'at'`,
        )
      ).map(({ result }) => result);
    await expectPage.poll(inProject).toEqual(['done', 'refused', 'done']);

    await goTo(here.page, 'Audit trail');
    const trail = here.page.getByRole('main');
    await expectPage(trail.getByText(project.otherAdmin.email)).toBeVisible();
    await expectPage(trail.getByText('Sign-in refused', { exact: true })).toBeVisible();
    await expectPage(trail.getByText('Shared with the project')).toBeVisible();

    // Without the project, what is done waits in the browser.
    project.intercept(({ path }) => (path.startsWith('/rest/') ? 'cut' : null));
    await goTo(there, 'Settings');
    await there.getByRole('textbox', { name: 'Platform name' }).fill('The same project');
    await there.getByRole('button', { name: 'Save', exact: true }).click();
    const pending = async () => {
      const heads = await storedRecords<{ shared: number; seq: number }>(there, 'auditHeads');
      return heads.reduce((sum, { shared, seq }) => sum + seq - shared, 0);
    };
    await expectPage.poll(pending).toBe(1);
    project.intercept(null);
    await expectPage.poll(inProject, { timeout: 30_000 }).toEqual(['done', 'refused', 'done', 'done']);

    await goTo(here.page, 'Overview');
    await goTo(here.page, 'Audit trail');
    await expectPage(trail.getByText('Setting changed', { exact: true })).toBeVisible();
    await expectPage(trail.getByText(/^Unbroken\./)).toBeVisible();
    await here.page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('holdfast');
          opening.onsuccess = () => {
            const tx = opening.result.transaction('auditEntries', 'readwrite');
            tx.objectStore('auditEntries').openCursor().onsuccess = (event) => {
              const cursor = (event.target as IDBRequest<IDBCursorWithValue>).result;
              cursor.update({ ...cursor.value, text: cursor.value.text.replace('"result":', '"answer":') });
            };
            tx.oncomplete = () => resolve();
            tx.onerror = () => reject(tx.error);
            opening.result.close();
          };
        }),
    );
    await here.page.getByRole('button', { name: 'Check again' }).click();
    await expectPage(trail.getByText(/Entry 1 was changed\./)).toBeVisible();
    await context.close();
    await here.context.close();
  });
});

import type { Project } from '../supabase/startProject.ts';
import { collectGarbage, withBrowser } from './benchBrowser.ts';
import type { ServedPages } from './servePages.ts';
import { type TracedTask, traceTasks } from './traceTasks.ts';
import { longestTaskMs } from './watchMainThread.ts';

/** Figures of one backup in the app itself. */
export interface AppRun {
  /** By the clock, so with the time for which the core was somebody else's. */
  longestTaskMs: number;
  /** Every task of the main thread in that time. */
  tasks: TracedTask[];
  /** Largest memory of the browser during the backup, less that before it; null where the system does not tell. */
  peakMemoryBytes: number | null;
}

/** Uses the app as a person does: connects, signs in, presses Create backup, and waits until the history says how it ended. */
export async function runRealApp(pages: ServedPages, project: Project): Promise<AppRun> {
  return withBrowser(async ({ context, memory, open }) => {
    await context.addInitScript({ path: pages.watchScript });
    const page = await open(pages.appUrl);
    await page.getByLabel('Project URL').fill(project.url);
    await page.getByLabel('Publishable key').fill(project.publishableKey);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('textbox', { name: 'Email' }).fill(project.admin.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(project.admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Backups' }).click();
    const create = page.getByRole('button', { name: 'Create backup', exact: true });
    await create.waitFor();
    await collectGarbage(page);

    const before = memory.now();
    const sampling = memory.sample();
    const trace = await traceTasks(page);
    const watch = await page.evaluateHandle(() => beginWatch());
    await create.click();
    // Read from the table as it is: a query by role would be work on the very thread that is measured.
    const ended = await page.waitForFunction(
      () =>
        /Completed|Partial|Unproven|Failed|Cancelled/.exec(
          document.querySelector('table tbody')?.textContent ?? '',
        )?.[0],
      undefined,
      { polling: 250, timeout: 600_000 },
    );
    const report = await watch.evaluate((begun) => begun.stop());
    const peak = sampling.stop();
    const tasks = await trace.stop();
    const status = await ended.jsonValue();
    if (status !== 'Completed') throw new Error(`The backup in the app ended as ${status}.`);
    return {
      longestTaskMs: longestTaskMs(report),
      tasks,
      peakMemoryBytes: peak === null || before === null ? null : peak - before,
    };
  });
}

import type { BrowserContext, JSHandle, Page } from 'playwright';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { Project } from '../supabase/startProject.ts';
import { type BenchBrowser, collectGarbage } from './benchBrowser.ts';
import { median } from './figures.ts';
import type { FrameReport } from './historyFrames.ts';
import { makeHistory } from './historyRecords.ts';
import { type TracedTask, traceTasks } from './traceTasks.ts';

/** Figures of a browser with so many backups; medians, in ms. Of tasks the longest of each repeat: by the clock, and on the core. */
export interface HistoryFigures {
  backups: number;
  /** From the beginning of a reload of the page of backups until its first rows are painted. */
  cold_ms: number;
  cold_longest_task_ms: number;
  cold_longest_task_cpu_ms: number;
  /** All that the main thread did in the first seconds after a reload, with what the app looks after when it starts. */
  cold_main_thread_ms: number;
  /** From the click on "Backups" until rows are painted, and the same for "Overview". */
  warm_ms: number;
  warm_longest_task_ms: number;
  warm_longest_task_cpu_ms: number;
  overview_ms: number;
  overview_longest_task_ms: number;
  overview_longest_task_cpu_ms: number;
  /** What one report of a run in another tab costs this tab's main thread. */
  report_main_thread_ms: number;
  report_longest_task_ms: number;
}

/** Figures that only a long history has. */
export interface LongHistoryFigures {
  scroll_frames: number;
  scroll_frames_over_50_ms: number;
  scroll_longest_frame_ms: number;
  search_longest_task_ms: number;
  search_longest_task_cpu_ms: number;
  sort_longest_task_ms: number;
  sort_longest_task_cpu_ms: number;
}

/** How long the app may look after what it finds at its start, ms: it is the same for every history. */
const settleMs = 6_000;
const reports = 12;
const reportEveryMs = 400;
const chunk = 500;
/** Five notches of a wheel for each frame: faster than a hand. */
const wheelPx = 500;

const longest = (tasks: readonly TracedTask[], measure: keyof TracedTask) =>
  Math.max(0, ...tasks.map((task) => task[measure]));
const sum = (tasks: readonly TracedTask[]) => tasks.reduce((all, { cpuMs }) => all + cpuMs, 0);
const rounded = (values: readonly number[]) => Number(median(values).toFixed(1));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function connect(page: Page, { url, publishableKey, admin }: Project): Promise<void> {
  await page.getByLabel('Project URL').fill(url);
  await page.getByLabel('Publishable key').fill(publishableKey);
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill(admin.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}

/** A tab of the same origin in which no app runs. */
async function openOtherTab(context: BrowserContext, appUrl: string, script: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${appUrl}favicon.svg`);
  await page.evaluate(script);
  return page;
}

async function fill(other: Page, records: readonly BackupRecord[], say: (line: string) => void): Promise<void> {
  for (let from = 0; from < records.length; from += chunk) {
    await other.evaluate((some) => historyBench.fill(some), records.slice(from, from + chunk));
  }
  say(`${records.length.toLocaleString('en')} records stored`);
}

/** Waits until the app has done what it does by itself when it starts. */
async function settle(page: Page): Promise<void> {
  await pause(settleMs);
  await collectGarbage(page);
}

async function cold(page: Page): Promise<{ ms: number; tasks: TracedTask[] }> {
  // Begun before the reload: its marks would be gone with the old document, so the tasks of the new one are told by time.
  await page.reload({ waitUntil: 'commit' });
  const trace = await traceTasks(page);
  const ms = await page.evaluate(() => historyWatch.untilPainted());
  await pause(settleMs);
  return { ms, tasks: await trace.stop() };
}

async function warm(page: Page, link: string): Promise<{ ms: number; tasks: TracedTask[] }> {
  const trace = await traceTasks(page);
  const ms = await page.evaluate((name) => historyWatch.clickUntilPainted(name), link);
  await pause(1_000);
  return { ms, tasks: await trace.stop() };
}

/** A run in another tab: its record is stored again and again, with more rows each time. */
async function watchRun(page: Page, other: Page, projectId: string): Promise<{ eachMs: number; longestMs: number }> {
  const [newest] = makeHistory(projectId, 1, Date.now());
  if (newest === undefined) throw new Error('There is no record to begin with.');
  const running: BackupRecord = { ...newest, id: 'running', status: 'in progress', archive: null, tables: [] };
  const put = (record: BackupRecord) => other.evaluate((next) => historyBench.putProgress(next), record);
  await put(running);
  await pause(2_000);
  const quiet = await traceTasks(page);
  await pause(reports * reportEveryMs);
  const idle = await quiet.stop();
  const trace = await traceTasks(page);
  for (let report = 1; report <= reports; report += 1) {
    await put({ ...running, totalRows: report * 1_000 });
    await pause(reportEveryMs);
  }
  const tasks = await trace.stop();
  await other.evaluate(() => historyBench.remove('running'));
  await pause(1_000);
  return { eachMs: Math.max(0, sum(tasks) - sum(idle)) / reports, longestMs: longest(tasks, 'wallMs') };
}

async function scroll(page: Page): Promise<FrameReport> {
  await page.mouse.move(900, 700);
  const frames: JSHandle<{ stop(): FrameReport }> = await page.evaluateHandle(() => historyWatch.beginFrames());
  const place = () => page.evaluate(() => [window.scrollY, document.documentElement.scrollHeight - window.innerHeight]);
  for (let [at = 0, end = 0] = await place(); at < end - 1; [at = 0, end = 0] = await place()) {
    for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, wheelPx);
  }
  const report = await frames.evaluate((begun) => begun.stop());
  await page.evaluate(() => window.scrollTo(0, 0));
  return report;
}

async function search(page: Page): Promise<TracedTask[]> {
  const field = page.getByRole('searchbox', { name: 'Search backups' });
  await field.click();
  const trace = await traceTasks(page);
  await page.keyboard.type('before spring', { delay: 80 });
  await pause(500);
  for (let key = 0; key < 13; key += 1) await page.keyboard.press('Backspace', { delay: 30 });
  await pause(500);
  return trace.stop();
}

async function sort(page: Page): Promise<TracedTask[]> {
  const trace = await traceTasks(page);
  for (const head of ['Filename', 'Size', 'Created']) {
    await page.getByRole('table', { name: 'Backup history' }).getByRole('button', { name: head }).click();
    await pause(300);
  }
  return trace.stop();
}

interface Setting {
  browser: BenchBrowser;
  appUrl: string;
  /** Sources of scripts for the app's page and for the other tab. */
  watchScript: string;
  pageScript: string;
  project: Project;
  backups: number;
  repeats: number;
  say(line: string): void;
}

/** Uses the app with a history of so many backups as a person does. */
export async function measureHistory(
  setting: Setting,
): Promise<{ figures: HistoryFigures; long: LongHistoryFigures | null }> {
  const { browser, appUrl, project, backups, repeats, say } = setting;
  const projectId = new URL(project.url).origin;
  await browser.context.addInitScript(setting.watchScript);
  const page = await browser.open(appUrl);
  await connect(page, project);
  const other = await openOtherTab(browser.context, appUrl, setting.pageScript);
  await other.evaluate((id) => historyBench.stopSchedules(id), projectId);
  await fill(other, makeHistory(projectId, backups, Date.now()), say);
  await page.bringToFront();
  await page.goto(`${appUrl}admin/backup`);
  await page.evaluate(() => historyWatch.untilPainted());
  await settle(page);

  const colds: Awaited<ReturnType<typeof cold>>[] = [];
  for (let turn = 0; turn < repeats; turn += 1) {
    colds.push(await cold(page));
    await settle(page);
  }
  say(`cold: ${colds.map(({ ms }) => Math.round(ms)).join(', ')} ms`);

  const overviews: Awaited<ReturnType<typeof warm>>[] = [];
  const warms: Awaited<ReturnType<typeof warm>>[] = [];
  for (let turn = 0; turn < repeats; turn += 1) {
    overviews.push(await warm(page, 'Overview'));
    warms.push(await warm(page, 'Backups'));
  }
  say(`warm: ${warms.map(({ ms }) => Math.round(ms)).join(', ')} ms`);

  const runs: Awaited<ReturnType<typeof watchRun>>[] = [];
  for (let turn = 0; turn < Math.min(3, repeats); turn += 1) runs.push(await watchRun(page, other, projectId));
  say(`a report of a run: ${runs.map(({ eachMs }) => eachMs.toFixed(1)).join(', ')} ms`);

  const figures: HistoryFigures = {
    backups,
    cold_ms: rounded(colds.map(({ ms }) => ms)),
    cold_longest_task_ms: rounded(colds.map(({ tasks }) => longest(tasks, 'wallMs'))),
    cold_longest_task_cpu_ms: rounded(colds.map(({ tasks }) => longest(tasks, 'cpuMs'))),
    cold_main_thread_ms: rounded(colds.map(({ tasks }) => sum(tasks))),
    warm_ms: rounded(warms.map(({ ms }) => ms)),
    warm_longest_task_ms: rounded(warms.map(({ tasks }) => longest(tasks, 'wallMs'))),
    warm_longest_task_cpu_ms: rounded(warms.map(({ tasks }) => longest(tasks, 'cpuMs'))),
    overview_ms: rounded(overviews.map(({ ms }) => ms)),
    overview_longest_task_ms: rounded(overviews.map(({ tasks }) => longest(tasks, 'wallMs'))),
    overview_longest_task_cpu_ms: rounded(overviews.map(({ tasks }) => longest(tasks, 'cpuMs'))),
    report_main_thread_ms: rounded(runs.map(({ eachMs }) => eachMs)),
    report_longest_task_ms: rounded(runs.map(({ longestMs }) => longestMs)),
  };
  return { figures, long: backups === 0 ? null : await measureList(page, Math.min(3, repeats), say) };
}

async function measureList(page: Page, repeats: number, say: (line: string) => void): Promise<LongHistoryFigures> {
  const frames = await scroll(page); // thousands of frames: once says enough
  say(`scrolling: ${frames.late} of ${frames.frames} frames late, the longest ${Math.round(frames.longestMs)} ms`);
  const searches: TracedTask[][] = [];
  const sorts: TracedTask[][] = [];
  for (let turn = 0; turn < repeats; turn += 1) {
    searches.push(await search(page));
    sorts.push(await sort(page));
  }
  return {
    scroll_frames: frames.frames,
    scroll_frames_over_50_ms: frames.late,
    scroll_longest_frame_ms: Number(frames.longestMs.toFixed(1)),
    search_longest_task_ms: rounded(searches.map((tasks) => longest(tasks, 'wallMs'))),
    search_longest_task_cpu_ms: rounded(searches.map((tasks) => longest(tasks, 'cpuMs'))),
    sort_longest_task_ms: rounded(sorts.map((tasks) => longest(tasks, 'wallMs'))),
    sort_longest_task_cpu_ms: rounded(sorts.map((tasks) => longest(tasks, 'cpuMs'))),
  };
}

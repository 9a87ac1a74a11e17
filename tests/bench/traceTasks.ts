import type { Page } from 'playwright';

/** A task of a page's main thread, as Chromium traced it. */
export interface TracedTask {
  /** From its beginning to its end, ms: with the time for which the system gave the core to somebody else. */
  wallMs: number;
  /** Time on a core, ms. */
  cpuMs: number;
}

export interface TaskTrace {
  /** Ends the trace. Resolves with the tasks that began since it was begun. */
  stop(): Promise<TracedTask[]>;
}

/** Trace Event Format: times in microseconds, `dur` by the clock and `tdur` by the thread's own. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
}

const beginMark = 'bench-trace-begin';
const endMark = 'bench-trace-end';

/** Begins to trace the tasks of a page's main thread, without profiling what they do, so that tracing itself costs little. */
export async function traceTasks(page: Page): Promise<TaskTrace> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) events.push(event as unknown as TraceEvent);
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      excludedCategories: ['*'],
      includedCategories: ['disabled-by-default-devtools.timeline', 'blink.user_timing'],
    },
  });
  await page.evaluate((name) => void performance.mark(name), beginMark);
  return {
    async stop() {
      await page.evaluate((name) => void performance.mark(name), endMark);
      const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
      await session.send('Tracing.end');
      await complete;
      await session.detach();
      return tasksBetween(events);
    },
  };
}

/** @throws Error when the trace holds no task: then nothing was measured. */
function tasksBetween(events: readonly TraceEvent[]): TracedTask[] {
  const begin = events.find(({ name }) => name === beginMark);
  const end = events.find(({ name }) => name === endMark);
  if (begin === undefined || end === undefined) throw new Error('The trace lacks its marks.');
  const tasks = events.filter(
    ({ name, pid, tid, ts }) =>
      name === 'RunTask' && pid === begin.pid && tid === begin.tid && ts > begin.ts && ts < end.ts,
  );
  if (tasks.length === 0) throw new Error('The trace holds no task.');
  return tasks.map(({ dur = 0, tdur = 0 }) => ({ wallMs: dur / 1000, cpuMs: tdur / 1000 }));
}

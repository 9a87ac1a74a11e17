import type { TracedTask } from './traceTasks.ts';

/** Figures of one way of running, as `--json` prints them. Times in ms, memory in MB (1,000,000 bytes). */
export interface Figures {
  rows: number;
  floor_ms: number;
  usual_ms: number;
  stored_ms: number;
  completed_ms: number;
  stored_to_floor: number;
  completed_to_floor: number;
  usual_to_completed: number;
  longest_task_ms: number;
  /** Most time on a core that one task of the app's main thread took; the rest of its length is waiting for a core. */
  longest_task_cpu_ms: number;
  /** Null where the system does not tell how much memory a process has. */
  peak_memory_mb: number | null;
}

/** What was measured, before anything is computed of it. Times in ms, sizes in bytes. */
export interface Measured {
  rows: number;
  jsonBytes: number;
  zipBytes: number;
  requests: number;
  preflights: number;
  floorMs: number[];
  storedMs: number[];
  completedMs: number[];
  usualMs: number;
  /** In the bench page and in the app. */
  longestTaskMs: [number, number];
  /** Tasks of the app's main thread. */
  appTasks: TracedTask[];
  /** In the bench page and in the app; null where the system does not tell. */
  peakMemoryBytes: [number | null, number | null];
  /** How long each phase took, of the median run. */
  phasesMs: [string, number][];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  if (low === undefined || high === undefined) throw new Error('Nothing was measured.');
  return (low + high) / 2;
}

/** The task with the most of it. */
function mostOf(tasks: readonly TracedTask[], measure: keyof TracedTask): TracedTask {
  return tasks.reduce((most, task) => (task[measure] > most[measure] ? task : most), { wallMs: 0, cpuMs: 0 });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

export function figuresOf(measured: Measured): Figures {
  const [floor, stored, completed] = [measured.floorMs, measured.storedMs, measured.completedMs].map(median) as [
    number,
    number,
    number,
  ];
  const memory = measured.peakMemoryBytes.filter((bytes) => bytes !== null);
  return {
    rows: measured.rows,
    floor_ms: round(floor, 0),
    usual_ms: round(measured.usualMs, 0),
    stored_ms: round(stored, 0),
    completed_ms: round(completed, 0),
    stored_to_floor: round(stored / floor, 2),
    completed_to_floor: round(completed / floor, 2),
    usual_to_completed: round(measured.usualMs / completed, 2),
    longest_task_ms: round(Math.max(...measured.longestTaskMs), 1),
    longest_task_cpu_ms: round(mostOf(measured.appTasks, 'cpuMs').cpuMs, 1),
    peak_memory_mb: memory.length === 0 ? null : round(Math.max(...memory) / 1e6, 0),
  };
}

const targets = { stored: 1.4, completed: 2, usual: 6, taskMs: 50 };

function row(...cells: string[]): string {
  const [name = '', ...rest] = cells;
  return `  ${name.padEnd(26)}${rest.map((cell) => cell.padStart(14)).join('')}`;
}

function verdict(good: boolean): string {
  return good ? 'met' : 'MISSED';
}

function seconds(values: readonly number[]): string {
  return values.map((ms) => (ms / 1000).toFixed(2)).join(', ');
}

/** The figures as a person reads them. */
export function describeFigures(title: string, measured: Measured): string {
  const figures = figuresOf(measured);
  const rate = (ms: number) => [
    `${(ms / 1000).toFixed(2)} s`,
    Math.round((measured.rows * 1000) / ms).toLocaleString('en'),
    (measured.jsonBytes / 1000 / ms).toFixed(1),
  ];
  const [pageTask, appTask] = measured.longestTaskMs.map((ms) => `${ms.toFixed(1)} ms`);
  const longest = mostOf(measured.appTasks, 'wallMs');
  const [pageMemory, appMemory] = measured.peakMemoryBytes.map((bytes) =>
    bytes === null ? 'not known' : `${Math.round(bytes / 1e6)} MB`,
  );
  return [
    `${title}: ${measured.rows.toLocaleString('en')} rows, ${(measured.jsonBytes / 1e6).toFixed(1)} MB of JSON, ${(measured.zipBytes / 1e6).toFixed(1)} MB zipped`,
    row('', 'time', 'rows/s', 'MB/s'),
    row('floor (same requests)', ...rate(figures.floor_ms)),
    row('ours, stored', ...rate(figures.stored_ms)),
    row('ours, completed', ...rate(figures.completed_ms)),
    row('usual way', ...rate(figures.usual_ms)),
    row(
      'stored / floor',
      figures.stored_to_floor.toFixed(2),
      `<= ${targets.stored}`,
      verdict(figures.stored_to_floor <= targets.stored),
    ),
    row(
      'completed / floor',
      figures.completed_to_floor.toFixed(2),
      `<= ${targets.completed}`,
      verdict(figures.completed_to_floor <= targets.completed),
    ),
    row(
      'usual / completed',
      figures.usual_to_completed.toFixed(2),
      `>= ${targets.usual}`,
      verdict(figures.usual_to_completed >= targets.usual),
    ),
    row(
      'longest main-thread task',
      `${figures.longest_task_ms} ms`,
      `<= ${targets.taskMs} ms`,
      verdict(figures.longest_task_ms <= targets.taskMs),
    ),
    `    bench page ${pageTask}, app ${appTask}`,
    `    app, traced: longest task ${longest.wallMs.toFixed(1)} ms, of which ${longest.cpuMs.toFixed(1)} ms on a core; most on a core ${figures.longest_task_cpu_ms} ms`,
    row('peak memory', figures.peak_memory_mb === null ? 'not known' : `${figures.peak_memory_mb} MB`),
    `    resident memory of all browser processes, less that before: bench page ${pageMemory}, app ${appMemory}`,
    `    ${measured.requests} requests, ${measured.preflights} preflights; phases ${measured.phasesMs.map(([name, ms]) => `${name} ${seconds([ms])} s`).join(', ')}`,
    `    runs: floor ${seconds(measured.floorMs)}; stored ${seconds(measured.storedMs)}; completed ${seconds(measured.completedMs)}`,
  ].join('\n');
}

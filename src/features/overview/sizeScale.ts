import { wallTime } from '../../ui/formatTime.ts';

const units = [
  { unit: 'GB', bytes: 1e9 },
  { unit: 'MB', bytes: 1e6 },
  { unit: 'kB', bytes: 1e3 },
  { unit: 'B', bytes: 1 },
] as const;

/** Lines of the chart above 0. */
const lines = 3;

/** Round sizes from 0 up to at least `mostBytes`, evenly apart, with their labels: 0, 400 MB, 800 MB, 1.2 GB. */
export function sizeTicks(mostBytes: number): { bytes: number; label: string }[] {
  const least = Math.max(1, mostBytes) / lines;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, ([1, 2, 4, 5].find((each) => each * power >= least) ?? 10) * power);
  return Array.from({ length: lines + 1 }, (_line, index) => {
    const bytes = Math.round(step * index);
    const fitting = units.find((unit) => bytes >= unit.bytes);
    return { bytes, label: fitting === undefined ? '0' : `${bytes / fitting.bytes} ${fitting.unit}` };
  });
}

/** The first and the fifteenth of every month in a span (ms since the epoch), on the browser's own calendar: "1 Jan", "15 Jan". */
export function dateTicks(from: number, until: number): { at: number; label: string }[] {
  const start = new Date(from);
  const ticks: { at: number; label: string }[] = [];
  for (let month = start.getMonth(); ; month += 1) {
    for (const day of [1, 15]) {
      const at = new Date(start.getFullYear(), month, day).getTime();
      if (at > until) return ticks;
      if (at >= from) ticks.push({ at, label: `${day} ${wallTime(at, undefined)?.month ?? ''}` });
    }
  }
}

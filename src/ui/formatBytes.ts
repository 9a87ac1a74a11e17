import { formatPlural, unknownValue } from './formatNumber.ts';

const units = [
  { unit: 'GB', bytes: 1e9, digits: 2 },
  { unit: 'MB', bytes: 1e6, digits: 1 },
  { unit: 'kB', bytes: 1e3, digits: 1 },
] as const;

/** A size as a figure and its decimal unit: kB and MB with one digit, GB with two. Null stays null. */
export function splitBytes(bytes: number | null): { figure: string; unit: string } | null {
  if (bytes === null) return null;
  // A size that rounds up to 1,000 of a unit belongs to the next: 999,960 bytes are 1.0 MB, not 1000.0 kB.
  const fitting = units.find((unit) => bytes >= unit.bytes - (unit.unit === 'kB' ? 0 : unit.bytes / 20_000));
  if (fitting === undefined) return { figure: String(bytes), unit: 'B' };
  return { figure: (bytes / fitting.bytes).toFixed(fitting.digits), unit: fitting.unit };
}

/** A size as people read it: "512 B", "41.2 kB", "28.4 MB", "1.04 GB". `–` for null. */
export function formatBytes(bytes: number | null): string {
  const split = splitBytes(bytes);
  return split === null ? unknownValue : `${split.figure} ${split.unit}`;
}

/** The exact size, for hovering: "28,412,345 bytes". Undefined for null, so that no tooltip shows. */
export function exactBytes(bytes: number | null): string | undefined {
  return bytes === null ? undefined : formatPlural(bytes, 'byte');
}

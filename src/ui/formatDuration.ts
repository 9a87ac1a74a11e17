import { unknownValue } from './formatNumber.ts';

function words(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long something took, in ms: "under 1 s", "34 s", "2 min 5 s", "1 h 12 min". `–` for null or a clock that jumped back. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null || durationMs < 0) return unknownValue;
  if (durationMs < 1000) return 'under 1 s';
  return words(Math.round(durationMs / 1000));
}

/** How long something will still take, in seconds, as an estimate: "about 16 s", "about 3 min". `–` for null. */
export function formatTimeLeft(secondsLeft: number | null): string {
  if (secondsLeft === null) return unknownValue;
  const seconds = Math.max(1, Math.ceil(secondsLeft));
  return `about ${words(seconds < 60 ? seconds : Math.round(seconds / 60) * 60)}`;
}

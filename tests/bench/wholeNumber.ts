/** The value of a flag. @throws Error naming it, with `usage`, for anything but a whole number of at least `least`. */
export function wholeNumber(text: string, name: string, least: number, usage: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} must be a whole number of at least ${least}, not "${text}". Usage: ${usage}`);
}

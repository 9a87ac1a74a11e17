import type { KeyRange } from './page.ts';

const integer = /^-?\d+$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function uuidAt(position: bigint): string {
  const hex = position.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * Cuts the range of a one-column key into `pieces` by interpolating between its least and greatest value: integers and
 * uuids can be, other keys stay in one piece. Every value falls into exactly one range, however uneven they are.
 */
export function splitByValue(low: string, high: string, pieces: number): KeyRange[] {
  const isInteger = integer.test(low) && integer.test(high);
  const isUuid = uuid.test(low) && uuid.test(high);
  if (pieces < 2 || (!isInteger && !isUuid)) return [{ after: null, until: null }];
  const from = isInteger ? BigInt(low) : BigInt(`0x${low.replaceAll('-', '')}`);
  const to = isInteger ? BigInt(high) : BigInt(`0x${high.replaceAll('-', '')}`);
  const cuts: string[] = [];
  for (let piece = 1; piece < pieces; piece += 1) {
    const position = from + ((to - from) * BigInt(piece)) / BigInt(pieces);
    const cut = isInteger ? position.toString() : uuidAt(position);
    if (cut !== cuts.at(-1)) cuts.push(cut);
  }
  const bounds = [null, ...cuts.map((cut) => [cut]), null];
  return bounds.slice(1).map((until, index) => ({ after: bounds[index] ?? null, until }));
}

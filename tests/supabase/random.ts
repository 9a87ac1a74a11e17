/** A seeded source of chance: the same seed gives the same rows on every machine. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True in `share` of the cases (0 to 1). */
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  uuid(): string;
}

/** mulberry32: 32 bits of state, good enough for made-up people. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const between = (low: number, high: number) => low + (next() % (high - low + 1));
  return {
    between,
    chance: (share) => next() < share * 4_294_967_296,
    pick<T>(list: readonly T[]): T {
      const item = list[next() % list.length];
      if (item === undefined) throw new Error('There is nothing to pick from.');
      return item;
    },
    uuid() {
      const hex = [next(), next(), next(), next()].map((word) => word.toString(16).padStart(8, '0')).join('');
      // Version 4, variant 10 (RFC 9562).
      const variant = '89ab'[next() % 4];
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}

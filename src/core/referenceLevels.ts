/** Rows in an order in which each comes after those that it waits for. */
export interface ReferenceLevels {
  /** Rows of a level wait only for rows of levels before it; places in the list, rising. */
  levels: number[][];
  /** Rows that wait for each other in a circle, and those that wait for them: they have to be written by one statement. */
  knot: number[];
}

/**
 * Sorts rows that reference each other.
 * @param waitsFor for each row the places of the others that have to come first; itself does not count.
 */
export function referenceLevels(waitsFor: readonly (readonly number[])[]): ReferenceLevels {
  const waiting = waitsFor.map((others, place) => new Set(others.filter((other) => other !== place)));
  const freed = new Map<number, number[]>();
  for (const [place, others] of waiting.entries()) {
    for (const other of others) {
      const list = freed.get(other);
      if (list === undefined) freed.set(other, [place]);
      else list.push(place);
    }
  }
  const counts = waiting.map(({ size }) => size);
  const levels: number[][] = [];
  let done = 0;
  let level = [...counts.keys()].filter((place) => counts[place] === 0);
  while (level.length > 0) {
    levels.push(level);
    done += level.length;
    const next: number[] = [];
    for (const place of level) {
      for (const other of freed.get(place) ?? []) {
        const left = (counts[other] as number) - 1;
        counts[other] = left;
        if (left === 0) next.push(other);
      }
    }
    level = next.sort((one, other) => one - other);
  }
  const knot = done === waitsFor.length ? [] : [...counts.keys()].filter((place) => (counts[place] as number) > 0);
  return { levels, knot };
}

/** Something that all tabs of a browser share, seen from two of them. */
export interface SharedUnderTest<T> {
  here: T;
  otherTab: T;
  close(): Promise<void>;
}

/** Resolves when the listener was called so often; rejects nothing, so a promise that is broken shows as the test's time-out. */
export function callsOf(subscribe: (listener: () => void) => () => void): {
  count(): number;
  until(count: number): Promise<void>;
  end(): void;
} {
  let calls = 0;
  const waiting = new Set<() => void>();
  const end = subscribe(() => {
    calls += 1;
    for (const look of [...waiting]) look();
  });
  return {
    count: () => calls,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (calls < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    end,
  };
}

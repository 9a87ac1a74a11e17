/** Who is told of a change. */
export interface Listeners {
  subscribe(listener: () => void): () => void;
  notify(): void;
}

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      // A wrapper of its own, so that the same function subscribed twice is called twice and ended once.
      const own = () => listener();
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    notify() {
      for (const listener of [...listeners]) listener();
    },
  };
}

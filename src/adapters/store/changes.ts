/** Tells every tab of this browser that something changed, and if `T` is more than nothing, what. */
export interface Changes<T> {
  /** Calls the listeners of this tab and, a moment later, those of the others. `what` must be cloneable. */
  notify(what: T): void;
  /** What listeners are told by tabs of another version of the app may be anything. */
  subscribe(listener: (what: T) => void): () => void;
}

/** @param topic names the thing that changes; tabs that name the same hear each other. */
export function createChanges<T = void>(topic: string): Changes<T> {
  const listeners = new Set<(what: T) => void>();
  let channel: BroadcastChannel | null = null;

  function callAll(what: T): void {
    for (const listener of [...listeners]) listener(what);
  }

  function open(): BroadcastChannel {
    if (channel === null) {
      channel = new BroadcastChannel(topic);
      // A channel never hears its own messages.
      channel.onmessage = ({ data }) => callAll(data);
    }
    return channel;
  }

  return {
    notify(what) {
      open().postMessage(what);
      callAll(what);
    },
    subscribe(listener) {
      open();
      // A wrapper of its own, so that the same function subscribed twice is called twice and ended once.
      const own = (what: T) => listener(what);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
  };
}

/** Tells every tab of this browser that something changed; not what, since each asks again anyway. */
export interface Changes {
  /** Calls the listeners of this tab and, a moment later, those of the others. */
  notify(): void;
  subscribe(listener: () => void): () => void;
}

/** @param topic names the thing that changes; tabs that name the same hear each other. */
export function createChanges(topic: string): Changes {
  const listeners = new Set<() => void>();
  let channel: BroadcastChannel | null = null;

  function callAll(): void {
    for (const listener of [...listeners]) listener();
  }

  function open(): BroadcastChannel {
    if (channel === null) {
      channel = new BroadcastChannel(topic);
      // A channel never hears its own messages.
      channel.onmessage = callAll;
    }
    return channel;
  }

  return {
    notify() {
      open().postMessage(null);
      callAll();
    },
    subscribe(listener) {
      open();
      // A wrapper of its own, so that the same function subscribed twice is called twice and ended once.
      const own = () => listener();
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
  };
}

/** Longest time that work on bytes keeps the main thread before the screen gets its turn, ms: half a frame at 60 Hz. */
export const turnMs = 8;

/**
 * Resolves in a new task, so that the browser can paint and answer the person in between: `scheduler.yield` where it
 * exists, else a message to itself. Not a timer, which browsers hold back to 4 ms, and to a second in hidden tabs.
 */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  if (scheduler?.yield !== undefined) return scheduler.yield();
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/**
 * Waits for work that cannot be cancelled, but not past the abort or the limit. The work's own failure ends the wait like
 * its success: whoever waits looks at what is true afterwards.
 * @param limitMs longest wait in ms.
 * @throws AbortError when the signal aborts first.
 */
export async function raceAbort(work: Promise<unknown>, signal: AbortSignal, limitMs: number): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(settle, limitMs);
    function settle(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener('abort', aborted, { once: true });
    work.then(settle, settle);
  });
}

/** Does work of several strands that share one signal: when one fails, or the caller's signal aborts, what the others began is stopped. */
export async function stopTogether<T>(signal: AbortSignal, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const failed = new AbortController();
  try {
    return await work(AbortSignal.any([signal, failed.signal]));
  } catch (error) {
    failed.abort();
    signal.throwIfAborted(); // whatever went wrong meanwhile, it is what the caller waits for
    throw error;
  }
}

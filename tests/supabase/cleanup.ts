const SIGNALS: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const jobs = new Set<() => void>();
let hooked = false;

/**
 * Runs `job` (synchronous) when this process exits or is ended by SIGTERM, SIGINT or SIGHUP.
 * @returns a function that takes the job off the list again.
 */
export function onProcessEnd(job: () => void): () => void {
  jobs.add(job);
  if (!hooked) {
    hooked = true;
    process.on('exit', runJobs);
    for (const signal of SIGNALS) process.on(signal, endBySignal);
  }
  return () => {
    jobs.delete(job);
    if (jobs.size === 0 && hooked) {
      hooked = false;
      process.off('exit', runJobs);
      for (const signal of SIGNALS) process.off(signal, endBySignal);
    }
  };
}

function endBySignal(signal: NodeJS.Signals): void {
  const others = process.listenerCount(signal) > 1;
  runJobs();
  // Somebody else (Vite, Vitest) also listens and ends the process in its own way; else end as without a listener.
  if (others) return;
  process.off(signal, endBySignal);
  process.kill(process.pid, signal);
}

function runJobs(): void {
  for (const job of jobs) {
    jobs.delete(job);
    try {
      job();
    } catch (error) {
      console.error('The sample project could not clean up after itself:', error);
    }
  }
}

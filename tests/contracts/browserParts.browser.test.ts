import { createClock } from '../../src/adapters/browser/clock.ts';
import { createHost } from '../../src/adapters/browser/host.ts';
import { createJobLock } from '../../src/adapters/browser/jobLock.ts';
import type { JobLock } from '../../src/ports/JobLock.ts';
import { createClock as createMovedClock, offsetKey } from '../e2e/movedClock.ts';
import { clockContract } from './clock.contract.ts';
import { hostContract } from './host.contract.ts';
import { jobLockContract } from './jobLock.contract.ts';
import { lostLockContract } from './lostLock.contract.ts';

/** A page of its own, with its own copy of the adapter: the browser treats it as it treats a tab. */
async function openFrame(): Promise<{ lock: JobLock; close(): void }> {
  const frame = document.createElement('iframe');
  const url = new URL('../../src/adapters/browser/jobLock.ts', import.meta.url).href;
  frame.srcdoc = `<script type="module">
    import { createJobLock } from ${JSON.stringify(url)};
    parent.dispatchEvent(new CustomEvent('lock-ready', { detail: createJobLock() }));
  </script>`;
  const ready = new Promise<JobLock>((resolve) => {
    window.addEventListener('lock-ready', (event) => resolve((event as CustomEvent<JobLock>).detail), { once: true });
  });
  document.body.append(frame);
  return { lock: await ready, close: () => frame.remove() };
}

const webLocks = () => ({ here: createJobLock(), otherTab: createJobLock(), openTab: openFrame });

jobLockContract('Web Locks', webLocks);
lostLockContract('Web Locks', webLocks);
clockContract('of the machine', () => ({ clock: createClock(), pass: async () => undefined }));
clockContract('that end-to-end tests move', () => {
  localStorage.removeItem(offsetKey);
  return {
    clock: createMovedClock(),
    async pass(ms) {
      localStorage.setItem(offsetKey, String(Number(localStorage.getItem(offsetKey) ?? 0) + ms));
    },
  };
});
hostContract('browser', createHost);

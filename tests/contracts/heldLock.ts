import type { JobLock } from '../../src/ports/JobLock.ts';

export interface LocksUnderTest {
  here: JobLock;
  otherTab: JobLock;
  /** One more tab, which can be closed. */
  openTab(): Promise<{ lock: JobLock; close(): void }>;
}

/** Something that a test opens by hand. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Takes the lock and keeps it until `open` is called; resolves once it is held. */
export async function hold(tab: JobLock, lock: string) {
  const held = gate();
  const finish = gate();
  const done = tab.run(lock, async () => {
    held.open();
    await finish.opened;
  });
  await held.opened;
  return { open: finish.open, done };
}

/** Asks for the lock; `queued` resolves once somebody else turned out to hold it. */
export function waiting(tab: JobLock, lock: string, job: () => Promise<void>, signal?: AbortSignal) {
  const queued = gate();
  const done = tab.run(lock, job, { onWaiting: queued.open, ...(signal === undefined ? {} : { signal }) });
  return { queued: queued.opened, done };
}

import { isAbort } from '../core/HoldfastError.ts';
import type { Services } from '../ports/Services.ts';

type Parts = Pick<Services, 'lock' | 'heartbeats' | 'clock' | 'tab'>;
type Work<T> = (lost: AbortSignal) => Promise<T>;

/** How often the holder of a lock gives a sign of life. */
const beatMs = 10_000;
/** How often one who waits looks for it. */
const lookMs = 15_000;
/**
 * Looks without a new sign after which the holder is taken for frozen. Looks are counted, not time: a machine that slept would
 * otherwise wake to a holder that seems dead for hours.
 */
const looksUntilDead = 4;

/**
 * Runs `work` while holding the lock, with a heartbeat, and takes the lock from a tab that the browser has frozen: such a tab
 * keeps its locks but does nothing. `lost` aborts when this tab was the frozen one, and another took the lock from it.
 * @throws as `JobLock.run`.
 */
export async function holdLock<T>(
  parts: Parts,
  name: string,
  work: Work<T>,
  { signal, onWaiting }: { signal?: AbortSignal; onWaiting?: () => void } = {},
): Promise<T> {
  const beating: Work<T> = (lost) => workWithHeartbeat(parts, name, lost, work);
  for (;;) {
    const attempt = await waitFor(parts, name, beating, signal, onWaiting);
    if (attempt.granted) return attempt.value;
    const stolen = await steal(parts, name, beating, attempt.count);
    if (stolen !== null) return await stolen.running;
    signal?.throwIfAborted();
  }
}

/** Waits for the lock and works, or gives up waiting when its holder shows no life; `count` is its last beat. */
async function waitFor<T>(
  parts: Parts,
  name: string,
  work: Work<T>,
  signal: AbortSignal | undefined,
  onWaiting: (() => void) | undefined,
): Promise<{ granted: true; value: T } | { granted: false; count: number | null }> {
  const watching = new AbortController();
  const dead = new AbortController();
  let granted = false;
  let count: number | null = null;
  let watch: Promise<void> = Promise.resolve();
  try {
    const value = await parts.lock.run(
      name,
      (lost) => {
        granted = true;
        watching.abort();
        return work(lost);
      },
      {
        signal: signal === undefined ? dead.signal : AbortSignal.any([signal, dead.signal]),
        onWaiting: () => {
          onWaiting?.();
          watch = watchHolder(parts, name, watching.signal).then((last) => {
            if (last === 'stopped') return;
            count = last.count;
            dead.abort();
          });
        },
      },
    );
    return { granted: true, value };
  } catch (error) {
    if (granted || !dead.signal.aborted || signal?.aborted) throw error;
    return { granted: false, count };
  } finally {
    watching.abort();
    await watch;
  }
}

/** Resolves with the last beat as soon as it has stood still for a while, or with `stopped`. */
async function watchHolder(
  { heartbeats, clock }: Parts,
  name: string,
  signal: AbortSignal,
): Promise<{ count: number | null } | 'stopped'> {
  try {
    let last: number | null = null;
    let still = 0;
    for (;;) {
      const beat = await heartbeats.read(name);
      const count = beat?.count ?? null;
      still = count === last ? still + 1 : 0;
      last = count;
      if (still >= looksUntilDead) return { count };
      await clock.sleep(lookMs, signal);
    }
  } catch (error) {
    if (isAbort(error)) return 'stopped';
    console.warn('The holder of a lock cannot be watched, so it is waited for.', error);
    return 'stopped';
  }
}

/**
 * Takes the lock from its holder, one tab at a time, and only if the holder has still not beaten; null when it has. The new holder
 * has beaten before the next tab may look.
 */
function steal<T>(
  parts: Parts,
  name: string,
  work: Work<T>,
  count: number | null,
): Promise<{ running: Promise<T> } | null> {
  return parts.lock.run(`steal:${name}`, async () => {
    const beat = await parts.heartbeats.read(name);
    if ((beat?.count ?? null) !== count) return null;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const running = parts.lock.run(
      name,
      async (lost) => {
        await parts.heartbeats.beat(name, parts.tab);
        begin();
        return work(lost);
      },
      { steal: true },
    );
    await Promise.race([begun, running]);
    return { running }; // wrapped, so that it is not awaited here
  });
}

async function workWithHeartbeat<T>(parts: Parts, name: string, lost: AbortSignal, work: Work<T>): Promise<T> {
  const ended = new AbortController();
  const beats = beatUntil(parts, name, AbortSignal.any([lost, ended.signal]));
  try {
    return await work(lost);
  } finally {
    ended.abort();
    await beats;
  }
}

/** Beats until the signal aborts. Without a heartbeat the work goes on: another tab may take the lock, and fencing tokens decide. */
async function beatUntil({ heartbeats, clock, tab }: Parts, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await heartbeats.beat(name, tab);
      await clock.sleep(beatMs, signal);
    } catch (error) {
      if (isAbort(error)) return;
      console.warn('The sign of life of this tab could not be written.', error);
      await clock.sleep(beatMs, signal).catch((stopped: unknown) => {
        if (!isAbort(stopped)) throw stopped;
      });
    }
  }
}

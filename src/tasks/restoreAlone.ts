import { HoldfastError } from '../core/HoldfastError.ts';
import type { Services } from '../ports/Services.ts';
import { restoreLock } from './runLock.ts';

/**
 * Does something that writes to the project's tables while no other tab of this browser does.
 * @throws HoldfastError `restore-busy` at once when one does; what `work` throws.
 */
export async function restoreAlone<T>(
  { lock, project }: Pick<Services, 'lock' | 'project'>,
  work: () => Promise<T>,
): Promise<T> {
  const busy = new AbortController();
  try {
    return await lock.run(restoreLock(project.id), work, { signal: busy.signal, onWaiting: () => busy.abort() });
  } catch (error) {
    if (!busy.signal.aborted) throw error;
    throw new HoldfastError('restore-busy', 'Another tab of this browser is restoring into this project.', {
      hint: 'Wait until it is done, then rehearse again: it may change the same tables.',
    });
  }
}

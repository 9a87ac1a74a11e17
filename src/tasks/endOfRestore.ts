import { describeError, isAbort } from '../core/HoldfastError.ts';
import { RestRestoreError } from './restoreOverRest.ts';
import { type RestoreEnd, type RestoreRun, Undecided } from './restoreRun.ts';

const takeBackHint = 'Take back what it wrote: the report of this restore offers it.';

/** How a restore ends that an error stopped: with the helper, all that was not applied was not written. */
export function endOfRestore({ context }: Pick<RestoreRun, 'context'>, error: unknown): RestoreEnd {
  if (error instanceof Undecided) {
    const why = describeError(error.cause);
    const message = `The connection was lost while the rows were written, and nobody knows yet whether they were. ${why.message}`;
    const hint = 'The app asks the project again by itself, as soon as it can.';
    return { state: 'unknown', error: { code: why.code, message, hint } };
  }
  if (error instanceof RestRestoreError && error.written) {
    const described = describeError(error);
    if (error.rolledBack) return { state: 'rolled-back', error: described };
    return { state: 'in-between', error: { ...described, hint: takeBackHint }, left: error.left };
  }
  if (context.signal.aborted && isAbort(error)) {
    const message = 'Somebody cancelled it before anything was written.';
    return { state: 'nothing-written', error: { code: 'aborted', message, hint: null } };
  }
  return { state: 'nothing-written', error: describeError(error) };
}

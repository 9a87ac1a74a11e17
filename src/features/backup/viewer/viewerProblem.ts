import { describeError, isAbort } from '../../../core/HoldfastError.ts';

/** Message and hint of what failed. */
export interface ViewerProblem {
  message: string;
  hint: string | null;
}

export function problemOf(error: unknown): ViewerProblem {
  const { message, hint } = describeError(error);
  return { message, hint };
}

/** Whether an error is only the end of what was asked for. */
export function isOver(error: unknown, signal: AbortSignal): boolean {
  return isAbort(error) || signal.aborted;
}

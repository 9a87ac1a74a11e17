import { HoldfastError } from './HoldfastError.ts';

/** The error of an archive that cannot be trusted; `what` names the fault as a clause, e.g. "tables/a.json is listed twice". */
export function archiveDamaged(what: string, cause?: unknown): HoldfastError {
  return new HoldfastError('archive-damaged', `The archive is damaged or was changed: ${what}.`, {
    hint: 'Do not restore from this file. Use another copy of this backup, or an earlier backup.',
    ...(cause === undefined ? {} : { cause }),
  });
}

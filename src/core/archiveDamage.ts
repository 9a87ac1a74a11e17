import { HoldfastError } from './HoldfastError.ts';

const opening = 'The archive is damaged or was changed: ';

/** The error of an archive that cannot be trusted; `what` names the fault as a clause, e.g. "tables/a.json is listed twice". */
export function archiveDamaged(what: string, cause?: unknown): HoldfastError {
  return new HoldfastError('archive-damaged', `${opening}${what}.`, {
    hint: 'Do not restore from this file. Use another copy of this backup, or an earlier backup.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The clause that such an error was made of; of other errors their message. */
export function clauseOf({ message }: Error): string {
  const clause = message.startsWith(opening) ? message.slice(opening.length) : message;
  return clause.endsWith('.') ? clause.slice(0, -1) : clause;
}

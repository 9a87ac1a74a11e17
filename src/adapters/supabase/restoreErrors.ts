import { type ErrorCode, HoldfastError } from '../../core/HoldfastError.ts';
import { restoreHelperVersion } from '../../core/helperSql.ts';
import { complaintOf, type ServerComplaint } from './errorFromResponse.ts';

interface Refusal {
  code: ErrorCode;
  /** Where the project gives none itself. */
  hint: string;
  retryable?: boolean;
}

const unchanged = 'Nothing was changed.';

/** What the restore functions refuse, by the SQLSTATE that they raise. */
const refusals: Record<string, Refusal> = {
  HFR01: { code: 'restore-changed', hint: 'Somebody writes to these tables. Rehearse the restore again.' },
  HFR02: { code: 'restore-refused', hint: 'Rehearse the restore again.' },
  HFR03: { code: 'restore-busy', hint: 'Wait until it is done, then rehearse again.' },
  HFR04: { code: 'restore-changed', hint: 'Rehearse the restore again: it says which rows those are.' },
  HFR05: { code: 'restore-refused', hint: unchanged },
  HFR06: { code: 'restore-refused', hint: unchanged },
  HFR07: { code: 'restore-expired', hint: 'What is sent and not applied within an hour is dropped. Begin again.' },
  HFR08: { code: 'undo-impossible', hint: 'Restore the pre-restore backup instead.' },
  HFR09: { code: 'restore-refused', hint: 'Rehearse the restore to see which rows are in conflict.' },
  // A lock that was waited for in vain; a deadlock with somebody else, or a serialisation failure.
  '55P03': { code: 'restore-busy', hint: `${unchanged} Try again in a moment.` },
  '40P01': { code: 'restore-busy', hint: `${unchanged} Try again in a moment.` },
  '40001': { code: 'restore-busy', hint: `${unchanged} Try again in a moment.` },
};

/** Classes of SQLSTATE that say nothing about the statement: connections, resources, an operator who intervenes, the system. */
const passing = /^(08|53|57|58)/;

/** Whether a database said no to what it was told to do, so that its transaction was rolled back for certain. */
function isVerdict({ code }: ServerComplaint): boolean {
  return code !== null && /^[0-9A-Z]{5}$/.test(code) && code !== '42501' && !passing.test(code);
}

/** An error of the restore functions in the words of the port; every other one as it is. */
export function restoreError(error: unknown): unknown {
  if (!(error instanceof HoldfastError)) return error;
  if (error.code === 'helper-missing') {
    const message = `Restoring in one transaction needs version ${restoreHelperVersion} of the helper.`;
    const hint = 'Copy the helper’s SQL on the Backups page and run it in the SQL editor.';
    return new HoldfastError('helper-missing', message, { hint, cause: error });
  }
  const complaint = complaintOf(error);
  if (complaint === null) return error;
  const { message, hint } = complaint;
  const known = refusals[complaint.code ?? ''];
  if (known !== undefined) {
    return new HoldfastError(known.code, message, { hint: hint ?? known.hint, cause: complaint });
  }
  if (isVerdict(complaint)) {
    return new HoldfastError('restore-refused', message, { hint: hint ?? unchanged, cause: complaint });
  }
  return error;
}

/** As `restoreError`, where the function itself has so much time that asking again would not help. */
export function longCallError(error: unknown): unknown {
  if (complaintOf(error)?.code !== '57014') return restoreError(error);
  return new HoldfastError('timed-out', 'The project stopped it, because it took longer than the project allows.', {
    hint: `${unchanged} Restore fewer tables at a time, or at a quieter hour.`,
    cause: error,
  });
}

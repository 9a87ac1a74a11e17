import type { VerificationResult } from '../../tasks/verificationRunner.ts';
import { formatFaults } from '../../ui/formatFaults.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { notify } from '../../ui/notify.tsx';
import { ToastLink } from '../../ui/ToastLink.tsx';

/** Bad archives that are named; the rest is counted, and listed in the history. */
const named = 3;

type Outcome = VerificationResult['outcome'];

const words: Record<Exclude<Outcome, 'verified'>, string> = {
  corrupt: 'corrupt',
  missing: 'missing',
  failed: 'not readable at the moment',
};

/** "1 of 41 is corrupt", and of a single archive "The archive is corrupt". */
function titleOf(outcome: Exclude<Outcome, 'verified'>, bad: number, all: number): string {
  if (all === 1) return `The archive is ${words[outcome]}`;
  return `${formatCount(bad)} of ${formatCount(all)} ${bad === 1 ? 'is' : 'are'} ${words[outcome]}`;
}

function reasonOf({ outcome, record, error }: VerificationResult): string {
  if (outcome === 'failed') return [error?.message, error?.hint].filter(Boolean).join(' ');
  if (outcome === 'missing') return 'Its file is no longer in this browser.';
  return record === null ? 'Its file no longer matches its digests.' : formatFaults(record);
}

function tellBad(
  outcome: Exclude<Outcome, 'verified'>,
  results: readonly VerificationResult[],
  backupHref: (id: string) => string,
): void {
  const bad = results.filter((result) => result.outcome === outcome);
  const [first] = bad;
  if (first === undefined) return;
  const more = bad.length - named;
  const names = bad.slice(0, named).map(({ filename }) => filename);
  const list = [...names, ...(more > 0 ? [`and ${formatPlural(more, 'more')}`.replace(/s$/, '')] : [])].join(', ');
  const action = (
    <ToastLink to={backupHref(first.id)}>{bad.length === 1 ? 'Show backup' : 'Show the first of them'}</ToastLink>
  );
  notify[outcome === 'failed' ? 'warning' : 'error']({
    title: titleOf(outcome, bad.length, results.length),
    message: bad.length === 1 ? `${first.filename}: ${reasonOf(first)}` : `${list}.`,
    action,
  });
}

/**
 * Toasts that tell what was found; bad news stay until they are closed. `total` when it was cancelled: how many there would have been.
 */
export function tellVerification(
  results: readonly VerificationResult[],
  backupHref: (id: string) => string,
  total: number | null = null,
): void {
  const good = results.filter(({ outcome }) => outcome === 'verified');
  const first = good[0];
  if (total !== null) {
    notify.info({
      title: 'Verification cancelled',
      message: `${formatCount(results.length)} of ${formatPlural(total, 'archive')} ${results.length === 1 ? 'was' : 'were'} read.`,
    });
  } else if (first !== undefined && good.length === results.length) {
    const parts = first.record?.archive?.partsVerified ?? 0;
    notify.success(
      good.length === 1
        ? {
            title: 'Archive verified',
            message: `${first.filename}: ${formatCount(parts)} of ${formatPlural(parts, 'part')} match.`,
          }
        : {
            title: `${formatPlural(good.length, 'archive')} verified`,
            message: 'Every part of them matches its digest.',
          },
    );
  } else if (good.length > 0) {
    notify.info({ title: `${formatPlural(good.length, 'archive')} verified` });
  } else if (results.length === 0) {
    notify.info({ title: 'There is no archive to verify' });
  }
  for (const outcome of ['corrupt', 'missing', 'failed'] as const) tellBad(outcome, results, backupHref);
}

import { countOf } from './retentionReasons.ts';

/** What the verification of all archives came to; filenames of those that need a person. */
export interface VerificationReport {
  /** Archives that are as they were written. */
  verified: number;
  /** Corrupt, or missing, and not known to be so before. */
  corrupt: readonly string[];
  missing: readonly string[];
  /** Archives that were known to be corrupt or missing, and still are. */
  known: number;
  /** Archives that could not be examined, which says nothing about them, and why. */
  failed: readonly { filename: string; why: string }[];
}

/** More names than so many are counted. */
const mostNames = 3;

function listNames(names: readonly string[]): string {
  const shown = names.length > mostNames ? [...names.slice(0, mostNames), `${names.length - mostNames} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** What a verification came to, in a few sentences: bad news first. */
export function describeVerification({ verified, corrupt, missing, known, failed }: VerificationReport): string {
  const be = (count: number) => (count === 1 ? 'is' : 'are');
  const first = failed[0];
  const sentences = [
    corrupt.length > 0 &&
      `${countOf(corrupt.length, 'archive')} ${be(corrupt.length)} corrupt: ${listNames(corrupt)}. Open the backup to see which tables are still good.`,
    missing.length > 0 &&
      `${countOf(missing.length, 'archive')} ${be(missing.length)} no longer in this browser: ${listNames(missing)}.`,
    first !== undefined &&
      `${countOf(failed.length, 'archive')} could not be examined: ${listNames(failed.map(({ filename }) => filename))} (${first.why.replace(/[.]$/, '')}).`,
    verified > 0 && `${countOf(verified, 'archive')} verified.`,
    known > 0 &&
      `${countOf(known, 'archive')} that ${known === 1 ? 'was' : 'were'} corrupt or missing before still ${be(known)}.`,
  ];
  return sentences.filter(Boolean).join(' ') || 'There was no archive to verify.';
}

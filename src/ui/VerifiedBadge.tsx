import { IconShieldCheck } from '@tabler/icons-react';
import classes from './Badge.module.css';
import { formatCount } from './formatNumber.ts';
import { exactTime } from './formatTime.ts';

/** "Verified 24 Mar 2026, 02:01:00, Europe/Berlin. 28 of 28 parts match": of parts, all matched, or it would not be verified. */
function describeCheck(verifiedAt: string, parts: number): string {
  const when = `Verified ${exactTime(verifiedAt) ?? ''}`;
  return parts === 0 ? when : `${when}. ${formatCount(parts)} of ${formatCount(parts)} parts match`;
}

/** A shield behind the status: the stored file was read back and every digest matched. */
export function VerifiedBadge({ verifiedAt, parts }: { verifiedAt: string; parts: number }) {
  return (
    <span className={classes.shield} title={describeCheck(verifiedAt, parts)}>
      <IconShieldCheck size={16} role="img" aria-label="Verified" />
    </span>
  );
}

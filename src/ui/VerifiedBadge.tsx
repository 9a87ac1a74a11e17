import { IconShieldCheck } from '@tabler/icons-react';
import classes from './Badge.module.css';
import { formatPlural } from './formatNumber.ts';
import { exactTime } from './formatTime.ts';

/** A shield behind the status: the stored file was read back and every digest matched. */
export function VerifiedBadge({ verifiedAt, parts }: { verifiedAt: string; parts: number }) {
  const title = `Verified ${exactTime(verifiedAt) ?? ''}, ${formatPlural(parts, 'part')} match${parts === 1 ? 'es' : ''}`;
  return (
    <span className={classes.shield} title={title}>
      <IconShieldCheck size={16} role="img" aria-label="Verified" />
    </span>
  );
}

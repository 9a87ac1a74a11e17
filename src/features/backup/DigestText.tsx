import type { TableResult } from '../../core/backup.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import classes from './DigestText.module.css';

/** The first eight digits of a table's digest, enough to compare by eye; all of it is copied. */
export function DigestText({ table, onCopy }: { table: TableResult; onCopy(text: string): Promise<void> }) {
  const digest = table.contentSha256;
  if (digest === null) return <span className={classes.digest}>–</span>;
  return (
    <span className={classes.digest} title={`SHA-256 of the content: ${digest}`}>
      {digest.slice(0, 8)}
      <CopyButton label={`Copy digest of ${table.table}`} iconOnly onCopy={() => onCopy(digest)} />
    </span>
  );
}

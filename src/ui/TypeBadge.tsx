import type { BackupType } from '../core/backup.ts';
import classes from './Badge.module.css';
import { typeWords } from './formatStatus.ts';

const colours: Record<BackupType, string | undefined> = {
  manual: classes.accent,
  automatic: classes.purple,
  'pre-restore': classes.gray,
  imported: classes.gray,
};

/** What kind of backup it is: a square tag without an icon, so that it is never taken for a status. */
export function TypeBadge({ type }: { type: BackupType }) {
  return <span className={`${classes.tag} ${colours[type]}`}>{typeWords[type]}</span>;
}

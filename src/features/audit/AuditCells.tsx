import { IconChevronRight, IconLinkOff } from '@tabler/icons-react';
import type { TrailEntry } from '../../core/auditEntry.ts';
import { shortId } from '../../core/backup.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { unknownValue } from '../../ui/formatNumber.ts';
import { exactTime, wallTime } from '../../ui/formatTime.ts';
import { ResultBadge } from '../../ui/ResultBadge.tsx';
import classes from './AuditCells.module.css';
import { describeAct, describeActor, describeResult, resultOf, toneOf } from './auditWords.ts';

/** What the lines of the trail are given beside the entry. */
export interface AuditContext {
  backupHref(id: string): string;
  copy(text: string): Promise<void>;
  /** Opens the facts of an entry, or closes them. */
  toggle(key: string): void;
  /** Backups whose end is in the trail too. */
  ended: ReadonlySet<string>;
  /** Why this entry is not to be trusted, as the check says; null when it found nothing. */
  faultOf(entry: TrailEntry): string | null;
}

/** "14:31:52", on the viewer's clock. */
function sayTime(at: string): string {
  const then = wallTime(Date.parse(at), undefined);
  return then === null ? unknownValue : `${then.time}:${then.seconds}`;
}

export function ToggleButton({ entry, open, toggle }: { entry: TrailEntry; open: boolean; toggle(key: string): void }) {
  const label = `${describeAct(entry)}, ${exactTime(entry.at) ?? unknownValue}: details`;
  return (
    // A plain button: one of Mantine's in every line would take half of the time that a line takes to draw.
    <button
      type="button"
      className={classes.toggle}
      aria-label={label}
      aria-expanded={open}
      onClick={() => toggle(entry.position)}
    >
      <IconChevronRight size={16} className={classes.chevron} data-open={open || undefined} aria-hidden />
    </button>
  );
}

export function WhenCell({ entry, faultOf }: { entry: TrailEntry } & Pick<AuditContext, 'faultOf'>) {
  const fault = faultOf(entry);
  return (
    <span className={classes.when} title={exactTime(entry.at)}>
      {sayTime(entry.at)}
      {fault !== null && (
        <span className={classes.broken} title={fault}>
          <IconLinkOff size={14} role="img" aria-label="The chain is broken here" />
        </span>
      )}
    </span>
  );
}

export function WhoCell({ entry }: { entry: TrailEntry }) {
  const scheduled = entry.by === 'schedule';
  const title = scheduled && entry.who !== null ? `In the name of ${entry.who.email}` : entry.who?.email;
  return (
    <span className={classes.cut} title={title} data-quiet={scheduled || undefined}>
      {describeActor(entry) ?? unknownValue}
    </span>
  );
}

export function SubjectCell({ entry, backupHref }: { entry: TrailEntry } & Pick<AuditContext, 'backupHref'>) {
  if (entry.backupId === null) return <span className={classes.none}>{unknownValue}</span>;
  const id = shortId(entry.backupId);
  return (
    <AppLink to={backupHref(entry.backupId)} className={classes.subject} aria-label={`Backup ${id}`}>
      {id}
    </AppLink>
  );
}

export function ResultCell({ entry, ended }: { entry: TrailEntry } & Pick<AuditContext, 'ended'>) {
  const result = resultOf(entry, ended);
  return <ResultBadge tone={toneOf(result)}>{describeResult(result)}</ResultBadge>;
}

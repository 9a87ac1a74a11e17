import { UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangleFilled,
  IconCalendarOff,
  IconCircleXFilled,
  IconDatabaseOff,
  IconEyeOff,
  IconFileOff,
  IconHelpCircle,
  IconPlayerPauseFilled,
  IconRestore,
  IconTrendingDown,
} from '@tabler/icons-react';
import type { SlotRecord } from '../../core/slot.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import { formatCount } from '../../ui/formatNumber.ts';
import classes from './AttentionCard.module.css';
import type { AttentionItem } from './attention.ts';

interface Props {
  /** Null while it is not known yet. */
  items: readonly AttentionItem[] | null;
  targets: AttentionTargets;
}

/** Where the items lead, and what they do. */
export interface AttentionTargets {
  backupsHref: string;
  runLogHref: string;
  retentionHref: string;
  /** Where the project's SQL editor is; null where nobody knows its address. */
  sqlEditorHref: string | null;
  restoresHref(id?: string): string;
  backupHref(id: string): string;
  compareHref(before: string, after: string, table?: string): string;
  /** Asks the browser to keep the storage. */
  onKeep(): void;
  /** Takes slots off the list. */
  onSeen(slots: readonly SlotRecord[]): void;
}

const icons = {
  rows: IconTrendingDown,
  tables: IconEyeOff,
  file: IconFileOff,
  storage: IconDatabaseOff,
  helper: IconHelpCircle,
  service: IconCalendarOff,
  cleanup: IconPlayerPauseFilled,
  restore: IconRestore,
};

function hrefOf({ action }: AttentionItem, targets: AttentionTargets) {
  const { backupsHref, runLogHref, retentionHref, backupHref, compareHref } = targets;
  if (action.kind === 'backup') return backupHref(action.id);
  if (action.kind === 'compare') return compareHref(action.before, action.after, action.table);
  if (action.kind === 'restores') return targets.restoresHref(action.id);
  if (action.kind === 'run-log') return runLogHref;
  return action.kind === 'retention' ? retentionHref : backupsHref;
}

function ItemIcon({ item }: { item: AttentionItem }) {
  const ofRun = item.kind === 'error' ? IconCircleXFilled : IconAlertTriangleFilled;
  const Icon = item.topic === 'run' ? ofRun : icons[item.topic];
  return <Icon size={16} />;
}

interface ItemProps {
  item: AttentionItem;
  targets: AttentionTargets;
}

function ItemAction({ item, targets }: ItemProps) {
  const { action } = item;
  if (action.kind === 'keep') {
    return (
      <UnstyledButton className={classes.link ?? ''} onClick={targets.onKeep}>
        {action.label} →
      </UnstyledButton>
    );
  }
  if (action.kind === 'sql-editor') {
    return (
      targets.sqlEditorHref !== null && (
        <a className={classes.link} href={targets.sqlEditorHref} target="_blank" rel="noreferrer">
          {action.label} →
        </a>
      )
    );
  }
  return (
    <AppLink className={classes.link} to={hrefOf(item, targets)}>
      {action.label} →
    </AppLink>
  );
}

function ItemActions({ item, targets }: ItemProps) {
  const { title, unseen } = item;
  return (
    <div className={classes.actions}>
      <ItemAction item={item} targets={targets} />
      {unseen !== undefined && (
        <UnstyledButton
          className={classes.link ?? ''}
          aria-label={`Mark as seen: ${title}`}
          onClick={() => targets.onSeen(unseen)}
        >
          Mark as seen
        </UnstyledButton>
      )}
    </div>
  );
}

/** What the person should look at; quiet when there is nothing. */
export function AttentionCard({ items, targets }: Props) {
  return (
    <Card
      title="Needs attention"
      flush
      aside={items !== null && items.length > 0 && <span className={classes.count}>{formatCount(items.length)}</span>}
    >
      {items === null && <RowsSkeleton rows={2} />}
      {items?.length === 0 && <p className={classes.quiet}>Nothing at the moment.</p>}
      {items !== null && items.length > 0 && (
        <ul className={classes.list}>
          {items.map((item) => (
            <li key={item.id} className={classes.item}>
              <span className={classes.icon} data-kind={item.kind} aria-hidden="true">
                <ItemIcon item={item} />
              </span>
              <div>
                <p className={classes.title}>{item.title}</p>
                <p className={classes.message}>{item.message}</p>
                <ItemActions item={item} targets={targets} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

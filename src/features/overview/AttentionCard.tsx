import { UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangleFilled,
  IconCircleXFilled,
  IconDatabaseOff,
  IconFileOff,
  IconHelpCircle,
} from '@tabler/icons-react';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import { formatCount } from '../../ui/formatNumber.ts';
import classes from './AttentionCard.module.css';
import type { AttentionItem } from './attention.ts';

interface Props {
  /** Null while it is not known yet. */
  items: readonly AttentionItem[] | null;
  backupsHref: string;
  backupHref(id: string): string;
  /** Asks the browser to keep the storage. */
  onKeep(): void;
}

const icons = { file: IconFileOff, storage: IconDatabaseOff, helper: IconHelpCircle };

function ItemIcon({ item }: { item: AttentionItem }) {
  const ofRun = item.kind === 'error' ? IconCircleXFilled : IconAlertTriangleFilled;
  const Icon = item.topic === 'run' ? ofRun : icons[item.topic];
  return <Icon size={16} />;
}

function ItemAction({ item, backupsHref, backupHref, onKeep }: Omit<Props, 'items'> & { item: AttentionItem }) {
  const { action } = item;
  if (action.kind === 'keep') {
    return (
      <UnstyledButton className={classes.link ?? ''} onClick={onKeep}>
        {action.label} →
      </UnstyledButton>
    );
  }
  return (
    <AppLink className={classes.link} to={action.kind === 'backup' ? backupHref(action.id) : backupsHref}>
      {action.label} →
    </AppLink>
  );
}

/** What the person should look at; quiet when there is nothing. */
export function AttentionCard({ items, ...targets }: Props) {
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
                <ItemAction item={item} {...targets} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { formatPlural } from '../../ui/formatNumber.ts';
import classes from './EqualTables.module.css';

/** "31 tables are equal", which unfolds them. */
export function EqualTables({ count, open, onToggle }: { count: number; open: boolean; onToggle(): void }) {
  const Icon = open ? IconChevronUp : IconChevronDown;
  return (
    <UnstyledButton className={classes.unfold ?? ''} aria-expanded={open} onClick={onToggle}>
      <Icon size={16} aria-hidden /> {formatPlural(count, 'table is equal', 'tables are equal')}
    </UnstyledButton>
  );
}

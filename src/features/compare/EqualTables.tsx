import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import type { TableDifference } from '../../core/comparison.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import classes from './EqualTables.module.css';

interface Props {
  tables: readonly TableDifference[];
  open: boolean;
  onToggle(): void;
}

/** "31 tables are equal", which unfolds them. */
export function EqualTables({ tables, open, onToggle }: Props) {
  const noted = tables.filter(({ note }) => note !== null).length;
  const Icon = open ? IconChevronUp : IconChevronDown;
  return (
    <UnstyledButton className={classes.unfold ?? ''} aria-expanded={open} onClick={onToggle}>
      <Icon size={16} aria-hidden /> {formatPlural(tables.length, 'table is equal', 'tables are equal')}
      {noted > 0 && `, ${formatCount(noted)} with a note`}
    </UnstyledButton>
  );
}

import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../ui/Card.tsx';
import { exactBytes, splitBytes } from '../../ui/formatBytes.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import classes from './SummaryCards.module.css';
import type { Summary } from './summary.ts';

interface FigureProps {
  name: string;
  below: string | null;
  title?: string | undefined;
  children: ReactNode;
}

function Figure({ name, below, title, children }: FigureProps) {
  return (
    <Card label={name}>
      <div className={classes.name}>{name}</div>
      {below === null ? (
        <Skeleton height={20} width="40%" my={6} />
      ) : (
        <>
          <div className={classes.figure} title={title}>
            {children}
          </div>
          <div className={classes.below}>{below}</div>
        </>
      )}
    </Card>
  );
}

/** The four figures at the head of the Overview; null while the history is being read. */
export function SummaryCards({ summary }: { summary: Summary | null }) {
  const size = splitBytes(summary?.size.bytes ?? null);
  return (
    <div className={classes.cards}>
      <Figure name="Total backups" below={summary?.total.below ?? null}>
        {formatCount(summary?.total.count ?? null)}
      </Figure>
      <Figure name="Manual backups" below={summary?.manual.below ?? null}>
        {formatCount(summary?.manual.count ?? null)}
      </Figure>
      <Figure name="Automatic backups" below={summary?.automatic.below ?? null}>
        {formatCount(summary?.automatic.count ?? null)}
      </Figure>
      <Figure name="Total size" below={summary?.size.below ?? null} title={exactBytes(summary?.size.bytes ?? null)}>
        {size?.figure}
        <span className={classes.unit}> {size?.unit}</span>
      </Figure>
    </div>
  );
}

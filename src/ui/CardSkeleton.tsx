import { Skeleton, VisuallyHidden } from '@mantine/core';
import { Card } from './Card.tsx';
import classes from './CardSkeleton.module.css';

const widths = ['58%', '44%', '51%', '38%', '55%'];

/** Grey lines where rows will stand, shown after 200 ms. */
export function RowsSkeleton({ rows = 3 }: { rows?: number }) {
  return (
    <div className={classes.skeleton} aria-busy="true">
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have nothing else to tell them apart
        <div key={row} className={classes.row}>
          <Skeleton height={10} width={widths[row % widths.length] ?? '50%'} mr="auto" />
          <Skeleton height={10} width="14%" />
          <Skeleton height={10} width="10%" />
        </div>
      ))}
    </div>
  );
}

/** A card while its content loads, with the title it will have. */
export function CardSkeleton({ title, rows = 3 }: { title?: string; rows?: number }) {
  return (
    <Card {...(title === undefined ? { label: 'Loading' } : { title })}>
      <RowsSkeleton rows={rows} />
    </Card>
  );
}

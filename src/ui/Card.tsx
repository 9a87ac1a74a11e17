import { type ReactNode, useId } from 'react';
import classes from './Card.module.css';

export interface CardProps {
  /** Card title, 14/20, and the name of its region. */
  title?: ReactNode;
  /** Name of the region where no title is shown. */
  label?: string;
  /** What stands right of the title. */
  aside?: ReactNode;
  /** Colours the line around it. */
  tone?: 'accent' | 'yellow' | 'red';
  /** No padding around the content, as tables need it. */
  flush?: boolean;
  className?: string;
  children?: ReactNode;
}

const join = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ');

/** A surface with a 1 px line; a region for screen readers, named by its title or label. */
export function Card({ title, label, aside, tone, flush = false, className, children }: CardProps) {
  const titleId = useId();
  const named = title === undefined ? { 'aria-label': label } : { 'aria-labelledby': titleId };
  return (
    <section {...named} className={join(classes.card, tone && classes[tone], className)}>
      {title !== undefined && (
        <div className={classes.header}>
          <h2 id={titleId} className={classes.title}>
            {title}
          </h2>
          {aside}
        </div>
      )}
      <div className={join(classes.body, flush && classes.flush)}>{children}</div>
    </section>
  );
}

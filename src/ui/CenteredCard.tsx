import type { ReactNode } from 'react';
import classes from './CenteredCard.module.css';
import { Mark } from './Mark.tsx';

export interface CenteredCardProps {
  title: string;
  /** One or two lines below the title. */
  intro?: ReactNode;
  /** About 20 px, above the title. */
  icon?: ReactNode;
  children?: ReactNode;
  /** A line at the card's foot. */
  footer?: ReactNode;
  /** Small print below the card. */
  below?: ReactNode;
  /** 560 px instead of 400, for explanations. */
  wide?: boolean;
}

/** A page that is one card in the middle: connect, sign in, not an admin, what keeps the app from starting. */
export function CenteredCard({ title, intro, icon, children, footer, below, wide = false }: CenteredCardProps) {
  return (
    <main className={classes.page}>
      <div className={classes.brand}>
        <Mark size={24} />
        Holdfast
      </div>
      <div className={`${classes.card} ${wide ? classes.wide : ''}`}>
        <div className={classes.body}>
          {icon !== undefined && (
            <span className={classes.icon} aria-hidden="true">
              {icon}
            </span>
          )}
          <h1 className={classes.title}>{title}</h1>
          {intro !== undefined && <p className={classes.intro}>{intro}</p>}
          {children !== undefined && <div className={classes.content}>{children}</div>}
        </div>
        {footer !== undefined && <div className={classes.footer}>{footer}</div>}
      </div>
      {below !== undefined && <p className={classes.below}>{below}</p>}
    </main>
  );
}

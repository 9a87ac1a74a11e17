import type { ReactNode } from 'react';
import classes from './PageHeader.module.css';

export interface PageHeaderProps {
  title: string;
  /** One line on how things stand. */
  state?: ReactNode;
  /** Buttons, the primary one last; on a phone it comes first, one below the other. */
  actions?: ReactNode;
  /** What stands above the title, such as the way back. */
  above?: ReactNode;
}

/** The head of a page: its only h1, one line of state, actions on the right. */
export function PageHeader({ title, state, actions, above }: PageHeaderProps) {
  return (
    <>
      {above}
      <header className={classes.header}>
        <div className={classes.text}>
          <h1 className={classes.title}>{title}</h1>
          {Boolean(state) && <div className={classes.state}>{state}</div>}
        </div>
        {Boolean(actions) && <div className={classes.actions}>{actions}</div>}
      </header>
    </>
  );
}

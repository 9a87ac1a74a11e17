import { IconAlertTriangleFilled, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './FactLines.module.css';

export interface FactLine {
  id: string;
  name: string;
  /** What kind of thing it is: "Trigger on public.events". */
  kind: string;
  /** What it means to the restore. */
  meaning: ReactNode;
  serious: boolean;
  action?: ReactNode;
}

/** Things beside rows that matter: each with its name, what it is, and what it means. */
export function FactLines({ lines }: { lines: readonly FactLine[] }) {
  return (
    <ul className={classes.list}>
      {lines.map(({ id, name, kind, meaning, serious, action }) => (
        <li key={id} className={classes.item}>
          <span className={classes.icon} data-serious={serious || undefined} aria-hidden="true">
            {serious ? <IconAlertTriangleFilled size={16} /> : <IconInfoCircle size={16} />}
          </span>
          <div className={classes.what}>
            <p className={classes.name}>{name}</p>
            <p className={classes.kind}>{kind}</p>
          </div>
          <div className={classes.meaning}>{meaning}</div>
          {action !== undefined && <div className={classes.action}>{action}</div>}
        </li>
      ))}
    </ul>
  );
}

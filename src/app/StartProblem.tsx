import { Button, List } from '@mantine/core';
import { IconCloudOff, IconLockOpen } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EnvProblem } from '../core/envDefaults.ts';
import { CenteredCard } from '../ui/CenteredCard.tsx';
import { Notice } from '../ui/Notice.tsx';
import classes from './StartProblem.module.css';

/** Shown in place of everything when the environment holds what must not be in a browser. */
export function EnvironmentRefused({ problems }: { problems: readonly EnvProblem[] }) {
  return (
    <CenteredCard
      wide
      title="Holdfast does not start like this"
      intro="Nothing was sent. Change this, then build and start again."
    >
      <div className={classes.stack}>
        {problems.map(({ title, message }) => (
          <Notice key={title + message} kind="error" title={title}>
            {message}
          </Notice>
        ))}
      </div>
    </CenteredCard>
  );
}

/** Shown over plain http on another host than localhost. */
export function InsecureContext({ address }: { address: string }) {
  return (
    <CenteredCard
      wide
      icon={<IconLockOpen size={20} />}
      title="This address is not secure"
      intro={
        <>
          Over plain http the browser keeps its file storage, locks and checksums switched off, and without them no
          backup can be kept safely. You opened <b>{address}</b>.
        </>
      }
    >
      <p className={classes.lead}>What to do, one of these:</p>
      <List className={classes.text} spacing={4}>
        <List.Item>Open it over https. Every static host offers that.</List.Item>
        <List.Item>On your own machine, open it as http://localhost or http://127.0.0.1.</List.Item>
      </List>
    </CenteredCard>
  );
}

interface StartFailedProps {
  /** What could not be done. */
  title: string;
  message: string;
  hint: string | null;
  onRetry: () => void;
  retrying?: boolean;
  /** Another way out. */
  action?: ReactNode;
}

/** Shown in place of everything while something that every page needs cannot be read. */
export function StartFailed({ title, message, hint, onRetry, retrying = false, action }: StartFailedProps) {
  return (
    <CenteredCard icon={<IconCloudOff size={20} />} title={title}>
      <div className={classes.stack} role="alert">
        <p className={classes.text}>{[message, hint].filter(Boolean).join(' ')}</p>
        <div className={classes.actions}>
          <Button variant="filled" loading={retrying} onClick={onRetry}>
            Try again
          </Button>
          {action}
        </div>
      </div>
    </CenteredCard>
  );
}

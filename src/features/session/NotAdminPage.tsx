import { Button } from '@mantine/core';
import { IconShieldOff } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { CenteredCard } from '../../ui/CenteredCard.tsx';
import { Notice } from '../../ui/Notice.tsx';
import classes from './NotAdminPage.module.css';
import type { SessionStore } from './sessionStore.ts';

export interface NotAdminPageProps {
  store: SessionStore;
  email: string;
  platform: string;
  /** Asks the project again. Never rejects. */
  onCheckAgain: () => Promise<void>;
  checking: boolean;
}

/** What somebody sees who is signed in but no admin: no other page opens for them. */
export function NotAdminPage({ store, email, platform, onCheckAgain, checking }: NotAdminPageProps) {
  const { busy, refusal, signOut } = useStore(store);
  return (
    <CenteredCard
      icon={<IconShieldOff size={20} />}
      title="You are not an admin of this project"
      intro={
        <span className={classes.text}>
          You are signed in as <b>{email}</b>. Only admins of {platform} can make or read backups. Ask an admin to set
          your role, then check again.
        </span>
      }
    >
      {refusal !== null && (
        <div className={classes.problem}>
          <Notice kind="error" alert title={refusal.title}>
            {refusal.message}
          </Notice>
        </div>
      )}
      <div className={classes.actions}>
        <Button variant="filled" loading={busy} onClick={() => void signOut()}>
          Sign out
        </Button>
        <Button loading={checking} onClick={() => void onCheckAgain()}>
          Check again
        </Button>
      </div>
    </CenteredCard>
  );
}

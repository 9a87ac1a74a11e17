import { Button } from '@mantine/core';
import { IconShieldOff } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { CenteredCard } from '../../ui/CenteredCard.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SqlEditorLink } from '../../ui/SqlEditorLink.tsx';
import classes from './NotAdminPage.module.css';
import type { SessionStore } from './sessionStore.ts';

export interface NotAdminPageProps {
  store: SessionStore;
  email: string;
  platform: string;
  /** The statement that makes them an admin where the helper is installed. */
  adminSql: string;
  /** Puts the helper's SQL on the clipboard, ending with that statement. May fail; the person is told. */
  onCopyHelper: () => Promise<void>;
  /** Puts the statement alone on the clipboard. May fail; the person is told. */
  onCopyAdminSql: () => Promise<void>;
  /** Where the project's SQL editor is; null where nobody knows. */
  sqlEditor: string | null;
  /** Asks the project again. Never rejects. */
  onCheckAgain: () => Promise<void>;
  checking: boolean;
}

/** How the owner of a project lets themselves in, also where no admin is left: after a loss the table of roles is empty. */
function OwnersWay({
  adminSql,
  onCopyHelper,
  onCopyAdminSql,
  sqlEditor,
}: Pick<NotAdminPageProps, 'adminSql' | 'onCopyHelper' | 'onCopyAdminSql' | 'sqlEditor'>) {
  return (
    <section aria-labelledby="owners-way" className={classes.owner}>
      <h2 id="owners-way" className={classes.ownerTitle}>
        Is it your project?
      </h2>
      <p className={classes.text}>Then make yourself an admin in its SQL editor, as its owner:</p>
      <ol className={classes.steps}>
        <li>
          <p>Copy the helper and run it. Its last line makes you an admin.</p>
          <div className={classes.buttons}>
            <CopyButton label="Copy helper SQL" onCopy={onCopyHelper} />
            <SqlEditorLink href={sqlEditor} />
          </div>
        </li>
        <li>
          <p>Where the helper is installed already, these lines alone will do:</p>
          <pre className={classes.sql}>{adminSql.trimEnd()}</pre>
          <CopyButton label="Copy these lines" onCopy={onCopyAdminSql} />
        </li>
        <li>
          <p>Come back, and press Check again.</p>
        </li>
      </ol>
    </section>
  );
}

/** What somebody sees who is signed in but no admin: no other page opens for them. */
export function NotAdminPage({ store, email, platform, onCheckAgain, checking, ...way }: NotAdminPageProps) {
  const { busy, refusal, signOut } = useStore(store);
  return (
    <CenteredCard
      wide
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
      <OwnersWay {...way} />
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

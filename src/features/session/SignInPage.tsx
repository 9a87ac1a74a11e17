import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { CenteredCard } from '../../ui/CenteredCard.tsx';
import { formatPercent } from '../../ui/formatNumber.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './SignInPage.module.css';
import type { SessionStore } from './sessionStore.ts';

export interface SignInPageProps {
  store: SessionStore;
  /** The project's name as people know it. */
  platform: string;
  /** Its host, to see that it is the right one. */
  host: string;
  /** Somebody is signed in, or may be: the project is being asked. */
  opening: boolean;
  /** How far a run is that waits for this sign-in, 0 to 1; null when none waits. */
  waitingAt: number | null;
  /** Scheduled jobs that are due and wait for it, a sentence each, without its end. */
  waitingSlots?: readonly string[];
  /** A link to connect another project, where the connection was entered by hand. */
  otherProject?: ReactNode;
}

/** Where an admin signs in with the project's own accounts. */
export function SignInPage({
  store,
  platform,
  host,
  opening,
  waitingAt,
  waitingSlots = [],
  otherProject,
}: SignInPageProps) {
  const { busy, refusal, signIn } = useStore(store);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const atField = refusal?.kind === 'credentials' ? refusal.message : null;

  return (
    <CenteredCard
      title="Sign in"
      intro={
        <>
          As an admin of <b>{platform}</b>
        </>
      }
      footer={
        <>
          <span>{host}</span>
          {otherProject}
        </>
      }
      below="Holdfast runs in this browser only. It has no server and stores no password."
    >
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const complete = email.trim() !== '' && password !== '';
          setMissing(!complete);
          if (complete) void signIn(email, password); // never rejects
        }}
      >
        {waitingAt !== null && (
          <Notice kind="info" title="Sign in again to go on">
            The backup waits at {formatPercent(waitingAt)}. Nothing is lost.
          </Notice>
        )}
        {waitingAt === null &&
          waitingSlots.map((words) => (
            <Notice key={words} kind="info">
              {words}.
            </Notice>
          ))}
        {refusal?.kind === 'other' && (
          <Notice kind="error" alert title={refusal.title}>
            {refusal.message}
          </Notice>
        )}
        <TextInput
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={missing && email.trim() === '' ? 'Enter your email address.' : atField !== null}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={missing && password === '' ? 'Enter your password.' : atField}
          errorProps={{ role: 'alert' }}
        />
        <Button className={classes.submit ?? ''} type="submit" variant="filled" fullWidth loading={busy || opening}>
          Sign in
        </Button>
      </form>
    </CenteredCard>
  );
}

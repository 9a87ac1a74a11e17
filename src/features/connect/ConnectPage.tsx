import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import { CenteredCard } from '../../ui/CenteredCard.tsx';
import { Notice } from '../../ui/Notice.tsx';
import classes from './ConnectPage.module.css';
import type { ConnectProblem, ConnectStore } from './connectStore.ts';

/** The last word in the message that begins a key is set as code. */
function ProblemText({ message }: { message: string }) {
  const [before, after] = message.split('sb_publishable_');
  if (after === undefined) return message;
  return (
    <>
      {before}
      <code>sb_publishable_</code>
      {after}
    </>
  );
}

function Problem({ problem }: { problem: ConnectProblem }) {
  return (
    <Notice kind="error" alert title={problem.title}>
      <ProblemText message={problem.message} />
    </Notice>
  );
}

/** Where a person names the project: its address and its publishable key. Secret keys are refused while typing. */
export function ConnectPage({ store }: { store: ConnectStore }) {
  const { busy, problem, connect, typeKey } = useStore(store);
  const [url, setUrl] = useState('');
  const [key, setKey] = useState('');
  // As the field's own error, so that the field is described by it; a notice is no text that a <p> may hold.
  const wrong = (field: ConnectProblem['field']) =>
    problem?.field === field
      ? { error: <Problem problem={problem} />, errorProps: { component: 'div' as const, className: classes.problem } }
      : {};

  return (
    <CenteredCard
      title="Connect a project"
      intro="Holdfast talks to the project straight from this browser."
      below="Both values are in the Supabase dashboard under Project Settings, API Keys."
    >
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void connect(url, key); // never rejects
        }}
      >
        <TextInput
          label="Project URL"
          placeholder="https://abcdefgh.supabase.co"
          inputMode="url"
          autoComplete="url"
          autoFocus
          spellCheck={false}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          {...wrong('url')}
        />
        <TextInput
          label="Publishable key"
          placeholder="sb_publishable_…"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={key}
          onChange={(event) => {
            setKey(event.currentTarget.value);
            typeKey(event.currentTarget.value);
          }}
          {...wrong('key')}
        />
        <Button type="submit" variant="filled" fullWidth loading={busy}>
          Connect
        </Button>
      </form>
    </CenteredCard>
  );
}

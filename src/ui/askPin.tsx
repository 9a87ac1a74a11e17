import { Button, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type FormEvent, useState } from 'react';
import type { BackupRecord } from '../core/backup.ts';
import classes from './ConfirmDialog.module.css';
import { formatPlural } from './formatNumber.ts';

interface Props {
  /** "Pin 2 backups" */
  label: string;
  note: string;
  onAnswer: (note: string | null) => void;
}

function PinForm({ label, note, onAnswer }: Props) {
  const [text, setText] = useState(note);

  function pin(event: FormEvent) {
    event.preventDefault();
    onAnswer(text.trim());
  }

  return (
    <form className={classes.body} onSubmit={pin}>
      <TextInput
        label="Note"
        placeholder="Before the spring update"
        description="Shown beside the filename. Cleanup neither removes nor counts pinned backups."
        inputWrapperOrder={['label', 'input', 'description']}
        maxLength={200}
        autoComplete="off"
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button onClick={() => onAnswer(null)}>Close</Button>
        <Button type="submit" variant="filled">
          {label}
        </Button>
      </div>
    </form>
  );
}

/** Whether a backup can be pinned: there is, or was, an archive, and the run is over. */
export function canBePinned({ archive, status, removed }: BackupRecord): boolean {
  return archive !== null && removed === null && status !== 'in progress';
}

/** Asks for the note of a pin, beginning with that of a single backup. Resolves with null when it is not to be pinned. */
export function askPin(records: readonly BackupRecord[]): Promise<string | null> {
  const [only] = records;
  const what = records.length === 1 ? 'backup' : formatPlural(records.length, 'backup');
  return new Promise((resolve) => {
    const id = modals.open({
      title: records.length === 1 ? 'Pin this backup' : `Pin ${what}`,
      onClose: () => resolve(null),
      children: (
        <PinForm
          label={`Pin ${what}`}
          note={records.length === 1 ? (only?.pin?.note ?? '') : ''}
          onAnswer={(note) => {
            resolve(note); // before closing, whose own answer is no
            modals.close(id);
          }}
        />
      ),
    });
  });
}

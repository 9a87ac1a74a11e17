import { Button, MultiSelect, Radio, Stack } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type FormEvent, useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import type { RestoreMode } from '../../core/restore.ts';
import classes from '../../ui/ConfirmDialog.module.css';
import { formatPlural } from '../../ui/formatNumber.ts';

/** What goes into a restore.sql, and what it does. */
export interface RestoreSqlChoice {
  /** `schema.table` each; null for all that the backup has rows of. */
  tables: readonly string[] | null;
  mode: RestoreMode;
}

const modes: readonly { mode: RestoreMode; name: string; about: string }[] = [
  { mode: 'add', name: 'Add missing rows', about: 'Every row that is there stays as it is, even where it differs.' },
  { mode: 'merge', name: 'Merge', about: 'Rows that differ become as in the backup. No row is deleted.' },
  { mode: 'replace', name: 'Replace', about: 'Exactly as in the backup: rows that came since are deleted.' },
];

interface Props {
  tables: readonly string[];
  onAnswer: (choice: RestoreSqlChoice | null) => void;
}

function RestoreSqlForm({ tables, onAnswer }: Props) {
  const [mode, setMode] = useState<RestoreMode>('add');
  const [chosen, setChosen] = useState<string[]>([]);

  function answer(event: FormEvent) {
    event.preventDefault();
    onAnswer({ mode, tables: chosen.length === 0 ? null : chosen });
  }

  return (
    <form className={classes.body} onSubmit={answer}>
      <span>
        One file for psql, run as the owner of the tables. It restores in one transaction: if anything fails, nothing is
        changed. Nothing happens to your project before you run it.
      </span>
      <Radio.Group
        label="What the file does"
        value={mode}
        onChange={(value) => setMode(modes.find((each) => each.mode === value)?.mode ?? 'add')}
      >
        <Stack gap={8} mt={8}>
          {modes.map(({ mode: value, name, about }) => (
            <Radio key={value} value={value} label={name} description={about} />
          ))}
        </Stack>
      </Radio.Group>
      <MultiSelect
        label="Tables"
        placeholder={chosen.length === 0 ? `All ${formatPlural(tables.length, 'table')}` : ''}
        data={[...tables]}
        value={chosen}
        onChange={setChosen}
        searchable
        clearable
        hidePickedOptions
        maxDropdownHeight={220}
      />
      <div className={classes.actions}>
        <Button onClick={() => onAnswer(null)}>Close</Button>
        <Button type="submit" variant="filled" data-autofocus>
          Export restore.sql
        </Button>
      </div>
    </form>
  );
}

/** Asks what a restore.sql shall do with which tables of a backup. Resolves with null when none is wanted. */
export function askRestoreSql(record: BackupRecord): Promise<RestoreSqlChoice | null> {
  const tables = record.tables.filter(({ parts }) => parts > 0).map(({ table }) => table);
  return new Promise((resolve) => {
    const id = modals.open({
      title: 'Export restore.sql',
      onClose: () => resolve(null),
      children: (
        <RestoreSqlForm
          tables={tables}
          onAnswer={(choice) => {
            resolve(choice); // before closing, whose own answer is none
            modals.close(id);
          }}
        />
      ),
    });
  });
}

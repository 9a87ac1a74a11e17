import { Button, Checkbox, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import { isOfProject } from '../../core/sameProject.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { formatBackupTitle } from '../../ui/formatStatus.ts';
import classes from './FindForm.module.css';
import type { FindCriteria } from './findStore.ts';

const everything = ''; // no backup has this id, and no table this name

interface Props {
  /** What the fields begin with. */
  initial: FindCriteria;
  /** Backups that can be searched, newest first. */
  records: readonly BackupRecord[];
  /** Address of the project that is connected; backups of another one are searched only when chosen. */
  projectUrl: string;
  searching: boolean;
  /** ms since the epoch. */
  now: number;
  onSearch(criteria: FindCriteria): void;
  onCancel(): void;
}

/** What is looked for, where, and how. */
export function FindForm({ initial, records, projectUrl, searching, now, onSearch, onCancel }: Props) {
  const [criteria, setCriteria] = useState(initial);
  const change = (part: Partial<FindCriteria>) => setCriteria({ ...criteria, ...part });
  const { value, backup, table, whole, caseSensitive } = criteria;
  const own = useMemo(() => records.filter((record) => isOfProject(record, projectUrl)), [records, projectUrl]);
  const backups = useMemo(
    () => [
      { value: everything, label: `All ${formatPlural(own.length, 'backup')}` },
      ...records.map((record) => ({ value: record.id, label: formatBackupTitle(record, now) })),
    ],
    [records, own, now],
  );
  const tables = useMemo(() => {
    const searched = backup === null ? own : records.filter(({ id }) => id === backup);
    const names = new Set(
      searched.flatMap((record) => record.tables.filter(({ parts }) => parts > 0).map((each) => each.table)),
    );
    if (table !== null) names.add(table);
    return [
      { value: everything, label: 'All tables' },
      ...[...names].sort().map((name) => ({ value: name, label: name })),
    ];
  }, [records, own, backup, table]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (value !== '') onSearch(criteria);
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label="Find a value">
      <TextInput
        label="Value"
        placeholder="An email address, a number, a name"
        className={classes.value ?? ''}
        autoComplete="off"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={value}
        onChange={(event) => change({ value: event.currentTarget.value })}
      />
      <Select
        label="Backups"
        className={classes.where ?? ''}
        data={backups}
        value={backup ?? everything}
        searchable
        allowDeselect={false}
        nothingFoundMessage="No such backup"
        onChange={(chosen) => change({ backup: chosen === everything ? null : chosen })}
      />
      <Select
        label="Tables"
        className={classes.where ?? ''}
        data={tables}
        value={table ?? everything}
        searchable
        allowDeselect={false}
        nothingFoundMessage="No such table"
        onChange={(chosen) => change({ table: chosen === everything ? null : chosen })}
      />
      <div className={classes.how}>
        <SegmentedControl
          aria-label="How it stands there"
          data={[
            { value: 'contains', label: 'Contains' },
            { value: 'whole', label: 'Whole value' },
          ]}
          value={whole ? 'whole' : 'contains'}
          onChange={(chosen) => change({ whole: chosen === 'whole' })}
        />
        <Checkbox
          label="Match case"
          checked={caseSensitive}
          onChange={(event) => change({ caseSensitive: event.currentTarget.checked })}
        />
        <span className={classes.acts}>
          {searching && <Button onClick={onCancel}>Cancel</Button>}
          <Button type="submit" variant="filled" disabled={value === ''}>
            Search
          </Button>
        </span>
      </div>
    </form>
  );
}

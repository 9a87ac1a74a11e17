import { Select } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import { statusWords, typeWords } from '../../ui/formatStatus.ts';
import { exactTime, formatNearMoment } from '../../ui/formatTime.ts';
import { TypeBadge } from '../../ui/TypeBadge.tsx';
import classes from './BackupSelect.module.css';
import { live } from './comparePair.ts';

/** Options that are drawn at once; the rest is found by typing. */
const shown = 40;

/** "Today 02:00, automatic": a backup in one line of text. `now` in ms. */
function nameBackup(record: BackupRecord, now: number): string {
  return `${momentOf(record, now)}, ${typeWords[record.type].toLowerCase()}`;
}

/** "Today 02:00" */
function momentOf({ createdAt }: BackupRecord, now: number): string {
  const moment = formatNearMoment(createdAt, now);
  return `${moment.charAt(0).toUpperCase()}${moment.slice(1)}`;
}

/** All that a backup can be found by. */
function textOf(record: BackupRecord, now: number): string {
  const { archive, filename, id, pin, reason, status } = record;
  const words = [
    nameBackup(record, now),
    exactTime(record.createdAt),
    filename,
    id,
    reason,
    pin?.note,
    statusWords[status],
  ];
  return [...words, archive?.verifiedAt != null && 'verified'].filter(Boolean).join(' ').toLowerCase();
}

function find(records: readonly BackupRecord[], search: string, now: number): BackupRecord[] {
  const words = search
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (words.length === 0) return records.slice(0, shown);
  const found = records.filter((record) => {
    const text = textOf(record, now);
    return words.every((word) => text.includes(word));
  });
  return found.slice(0, shown);
}

function OptionOfBackup({ record, now }: { record: BackupRecord; now: number }) {
  const note = [record.reason, record.pin?.note].filter(Boolean).join(' · ');
  return (
    <div className={classes.option}>
      <span className={classes.line}>
        <span className={classes.moment}>{momentOf(record, now)}</span>
        <TypeBadge type={record.type} />
        <BackupBadge record={record} />
      </span>
      {note !== '' && <span className={classes.note}>{note}</span>}
    </div>
  );
}

function Chosen({ record }: { record: BackupRecord }) {
  return (
    <span className={classes.chosen}>
      <BackupBadge record={record} />
      <span>{formatPlural(record.totalRows, 'row')}</span>
      {record.reason !== '' && <span className={classes.note}>{record.reason}</span>}
    </span>
  );
}

interface Props {
  label: string;
  /** Newest first. */
  records: readonly BackupRecord[];
  /** A backup's id, or `live`. */
  value: string;
  /** Offers the project as it is now, by this name. */
  liveName?: string;
  now: number;
  onChange(id: string): void;
  /** Stands below it. */
  children?: ReactNode;
}

/** A backup, newest first, found by typing a date, a type, a reason or a filename; with what is known of the chosen one below. */
export function BackupSelect({ label, records, value, liveName, now, onChange, children }: Props) {
  const [search, setSearch] = useState('');
  const chosen = records.find(({ id }) => id === value);
  const chosenName = chosen === undefined ? liveLabel : nameBackup(chosen, now);
  const wanted = search === chosenName ? '' : search;
  const byId = useMemo(() => new Map(records.map((record) => [record.id, record])), [records]);
  const options = useMemo(() => {
    const found = find(records, wanted, now);
    const all = chosen === undefined || found.includes(chosen) ? found : [...found, chosen];
    const backups = all.map((record) => ({ value: record.id, label: nameBackup(record, now) }));
    const offersLive =
      liveName !== undefined && (wanted === '' || liveLabel.toLowerCase().includes(wanted.trim().toLowerCase()));
    return offersLive || value === live ? [{ value: live, label: liveLabel }, ...backups] : backups;
  }, [records, wanted, now, chosen, liveName, value]);

  return (
    <div className={classes.field}>
      <Select
        label={label}
        searchable
        allowDeselect={false}
        selectFirstOptionOnChange
        maxDropdownHeight={360}
        nothingFoundMessage="No backup matches"
        data={options}
        filter={({ options: found }) => found} // done already
        value={value}
        searchValue={search}
        onSearchChange={setSearch}
        onChange={(id) => id !== null && onChange(id)}
        renderOption={({ option }) => {
          const record = byId.get(option.value);
          if (record !== undefined) return <OptionOfBackup record={record} now={now} />;
          return (
            <div className={classes.option}>
              <span className={classes.moment}>{liveLabel}</span>
              <span className={classes.note}>Reads {liveName} anew. No backup is made.</span>
            </div>
          );
        }}
      />
      {chosen !== undefined && <Chosen record={chosen} />}
      {value === live && <span className={classes.chosen}>Reads {liveName} anew. No backup is made.</span>}
      {children}
    </div>
  );
}

const liveLabel = 'The project now';

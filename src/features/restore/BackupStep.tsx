import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { IconArchive, IconChevronRight, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import { isOfProject } from '../../core/sameProject.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { statusReason } from '../../ui/formatStatus.ts';
import { exactTime, formatNearMoment } from '../../ui/formatTime.ts';
import { TypeBadge } from '../../ui/TypeBadge.tsx';
import classes from './BackupStep.module.css';
import { whyUnusable } from './restoreDraft.ts';
import { nameBackup } from './restoreWords.ts';

/** Lines drawn at first, and added by each "Show more". */
const step = 20;
/** With fewer backups than this nobody needs to search. */
const manyBackups = 8;

interface Props {
  /** Newest first. */
  records: readonly BackupRecord[];
  chosen: string | null;
  projectUrl: string;
  backupsHref: string;
  now: number;
  onChoose(id: string): void;
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url);

function textOf(record: BackupRecord, now: number): string {
  const { filename, id, reason, pin } = record;
  return [nameBackup(record, now), exactTime(record.createdAt), filename, id, reason, pin?.note]
    .join(' ')
    .toLowerCase();
}

type LineProps = Pick<Props, 'projectUrl' | 'now' | 'onChoose'> & { record: BackupRecord; chosen: boolean };

function Line({ record, chosen, projectUrl, now, onChoose }: LineProps) {
  const moment = formatNearMoment(record.createdAt, now);
  const why = whyUnusable(record);
  const foreign = !isOfProject(record, projectUrl) && `Of another project: ${hostOf(record.projectUrl)}`;
  const notes = [record.reason, record.pin?.note, foreign, why === null ? statusReason(record) : null].filter(Boolean);
  return (
    <li className={classes.item}>
      <UnstyledButton
        className={classes.line ?? ''}
        aria-label={`Restore from ${record.filename}`}
        aria-current={chosen || undefined}
        aria-describedby={why === null ? undefined : `why-${record.id}`}
        disabled={why !== null}
        onClick={() => onChoose(record.id)}
      >
        <span className={classes.when} title={exactTime(record.createdAt)}>
          {moment.charAt(0).toUpperCase()}
          {moment.slice(1)}
        </span>
        <span className={classes.badges}>
          <TypeBadge type={record.type} />
          <BackupBadge record={record} />
        </span>
        <span className={classes.note} id={`why-${record.id}`}>
          {why ?? notes.join(' · ')}
        </span>
        <span className={classes.rows}>{record.archive === null ? '' : formatPlural(record.totalRows, 'row')}</span>
        <IconChevronRight size={16} className={classes.chevron} aria-hidden="true" />
      </UnstyledButton>
    </li>
  );
}

/** The first step: which backup is restored. Those that cannot be say why. */
export function BackupStep({ records, chosen, projectUrl, backupsHref, now, onChoose }: Props) {
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState(step);
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return words.length === 0
      ? records
      : records.filter((record) => words.every((word) => textOf(record, now).includes(word)));
  }, [records, search, now]);
  const left = found.length - shown;

  if (records.length === 0) {
    return (
      <Card label="Which backup">
        <EmptyState
          icon={<IconArchive size={20} />}
          title="There is no backup to restore from yet"
          action={
            <Button component={AppLink} to={backupsHref}>
              Go to Backups
            </Button>
          }
        >
          Create one, or add an archive that you kept elsewhere.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card
      title="Which backup do you restore from?"
      flush
      aside={
        records.length >= manyBackups && (
          <TextInput
            type="search"
            aria-label="Search backups"
            placeholder="Date, type, reason or filename"
            className={classes.search ?? ''}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )
      }
    >
      {found.length === 0 && <EmptyState icon={<IconSearchOff size={20} />} title="No backup matches" />}
      <ul className={classes.list} aria-label="Backups">
        {found.slice(0, shown).map((record) => (
          <Line
            key={record.id}
            record={record}
            chosen={record.id === chosen}
            projectUrl={projectUrl}
            now={now}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {left > 0 && (
        <Button variant="transparent" fullWidth className={classes.more ?? ''} onClick={() => setShown(shown + step)}>
          Show {formatCount(Math.min(step, left))} more
        </Button>
      )}
      <p className={classes.foot}>
        An archive that is not listed can be added on{' '}
        <AppLink className={classes.link} to={backupsHref}>
          Backups
        </AppLink>
        .
      </p>
    </Card>
  );
}

import { Button, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronRight, IconDownload, IconFileOff, IconPin, IconPinnedOff, IconTrash } from '@tabler/icons-react';
import { type BackupRecord, shortId } from '../../core/backup.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { askDelete } from '../../ui/askDelete.tsx';
import { askPin, canBePinned } from '../../ui/askPin.tsx';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatBackupTitle, hasBytes } from '../../ui/formatStatus.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { describePin, PinMark } from '../../ui/PinMark.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import classes from './BackupPage.module.css';
import { type Environment, makeDiagnostics } from './diagnostics.ts';
import { FactsCard } from './FactsCard.tsx';
import { resultNotices } from './resultNotice.ts';
import { TablesCard } from './TablesCard.tsx';

export interface BackupPageProps {
  id: string;
  history: BackupHistory;
  inspector: ProjectInspector;
  clock: Clock;
  environment: Environment;
  /** Address of the list of backups. */
  backupsHref: string;
  onDownload(records: readonly BackupRecord[]): Promise<void>;
  /** Deletes for good; the page has asked before. Resolves with false when it failed. */
  onDelete(records: readonly BackupRecord[]): Promise<boolean>;
  /** Never reject. */
  onPin(records: readonly BackupRecord[], note: string): Promise<void>;
  onUnpin(records: readonly BackupRecord[]): Promise<void>;
  /** Called when the backup of this page is gone. */
  onDeleted(): void;
  onCopy(text: string): Promise<void>;
}

function Breadcrumb({ href, id }: { href: string; id: string }) {
  return (
    <nav aria-label="Breadcrumb" className={classes.breadcrumb}>
      <AppLink to={href}>Backups</AppLink>
      <IconChevronRight size={14} aria-hidden />
      <span aria-current="page">{shortId(id)}</span>
    </nav>
  );
}

function Missing({ backupsHref }: { backupsHref: string }) {
  return (
    <Card label="Backup not found">
      <EmptyState
        icon={<IconFileOff size={20} />}
        title="No such backup in this browser"
        action={
          <Button component={AppLink} to={backupsHref}>
            Show all backups
          </Button>
        }
      >
        It was deleted, or it is in another browser: backups are kept where they were made.
      </EmptyState>
    </Card>
  );
}

interface PinButtonProps {
  record: BackupRecord;
  onPin(): Promise<void>;
  onUnpin(records: readonly BackupRecord[]): Promise<void>;
}

function PinButton({ record, onPin, onUnpin }: PinButtonProps) {
  const pinned = record.pin !== null;
  return (
    <Button
      leftSection={pinned ? <IconPinnedOff size={16} aria-hidden /> : <IconPin size={16} aria-hidden />}
      aria-label={`${pinned ? 'Unpin' : 'Pin'} ${record.filename}`}
      onClick={() => void (pinned ? onUnpin([record]) : onPin())}
    >
      {pinned ? 'Unpin' : 'Pin…'}
    </Button>
  );
}

type FoundProps = BackupPageProps & { record: BackupRecord; now: number };

function Found({ record, now, history, inspector, clock, environment, ...rest }: FoundProps) {
  const { access, catalog } = useObservable(inspector);
  const narrow = useMediaQuery('(max-width: 49.99em)', false, { getInitialValueInEffect: false });
  const { backupsHref, onDownload, onDelete, onPin, onUnpin, onDeleted, onCopy } = rest;
  const may = new Set(access?.permissions);

  function diagnostics(): string {
    return makeDiagnostics(record, {
      ...environment,
      helperVersion: access?.helperVersion ?? null,
      serverVersion: catalog?.server_version ?? null,
      now: clock.now(),
    });
  }

  async function remove() {
    if ((await askDelete([record], history.get().records, clock.now())) && (await onDelete([record]))) onDeleted();
  }

  async function pin() {
    const note = await askPin([record]);
    if (note !== null) await onPin([record], note);
  }

  return (
    <>
      <PageHeader
        above={<Breadcrumb href={backupsHref} id={record.id} />}
        title={formatBackupTitle(record, now)}
        state={
          <span className={classes.filename}>
            {record.filename}
            <CopyButton label="Copy filename" iconOnly onCopy={() => onCopy(record.filename)} />
            {record.reason !== '' && <span>{record.reason}</span>}
            {record.pin !== null && (
              <span className={classes.pin}>
                <PinMark pin={record.pin} />
                <span aria-hidden="true">{describePin(record.pin)}</span>
              </span>
            )}
          </span>
        }
        actions={
          <>
            <CopyButton label="Copy diagnostics" onCopy={() => onCopy(diagnostics())} />
            {may.has('create') && canBePinned(record) && <PinButton record={record} onPin={pin} onUnpin={onUnpin} />}
            {may.has('delete') && record.status !== 'in progress' && record.removed === null && (
              <Button
                c="var(--hf-red-text)"
                leftSection={<IconTrash size={16} aria-hidden />}
                aria-label={`Delete ${record.filename}`}
                onClick={() => void remove()}
              >
                Delete…
              </Button>
            )}
            {may.has('download') && hasBytes(record) && (
              <Button
                variant="filled"
                leftSection={<IconDownload size={16} aria-hidden />}
                aria-label={`Download ${record.filename}`}
                onClick={() => void onDownload([record])}
              >
                Download
              </Button>
            )}
          </>
        }
      />
      <Stack gap={16}>
        <FactsCard record={record} now={now} />
        {resultNotices(record, now).map((notice) => (
          <Notice key={notice.title} kind={notice.kind} title={notice.title}>
            {notice.message}
          </Notice>
        ))}
        <TablesCard record={record} narrow={narrow} onCopy={onCopy} />
      </Stack>
    </>
  );
}

/** `/admin/backup/:id`: what became of every table, and whether the backup can be relied on. */
export function BackupPage(props: BackupPageProps) {
  const { id, history, clock, backupsHref } = props;
  const { status, records, removed, newest, error } = useObservable(history);
  const now = useNow(clock);
  const record = [records, removed, newest].flatMap((list) => list.find((each) => each.id === id) ?? []).at(0);
  if (record !== undefined) return <Found {...props} record={record} now={now} />;
  return (
    <>
      <PageHeader above={<Breadcrumb href={backupsHref} id={id} />} title="Backup" />
      {status === 'loading' && <CardSkeleton rows={5} />}
      {status === 'error' && (
        <Card label="Backup">
          <ErrorNotice
            title="The backup could not be read"
            message="The browser's storage did not answer. Backups are not affected."
            details={[error?.message, error?.hint].filter(Boolean).join('\n')}
            onRetry={() => void history.refresh()}
          />
        </Card>
      )}
      {status === 'ready' && <Missing backupsHref={backupsHref} />}
    </>
  );
}

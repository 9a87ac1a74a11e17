import { Button, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronRight, IconFileOff } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { type BackupRecord, shortId } from '../../core/backup.ts';
import { isOfProject } from '../../core/sameProject.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import type { VerificationRunner } from '../../tasks/verificationRunner.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { askDelete } from '../../ui/askDelete.tsx';
import { askPin } from '../../ui/askPin.tsx';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatBackupTitle } from '../../ui/formatStatus.ts';
import { exactTime, formatDay } from '../../ui/formatTime.ts';
import { Notice } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { describePin, PinMark } from '../../ui/PinMark.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { askRestoreSql } from './askRestoreSql.tsx';
import { BackupActions } from './BackupActions.tsx';
import classes from './BackupPage.module.css';
import type { BackupRestore } from './backupRestore.ts';
import { type Environment, makeDiagnostics } from './diagnostics.ts';
import { ExportProgress } from './ExportProgress.tsx';
import type { ExportStore } from './exportStore.ts';
import { FactsCard } from './FactsCard.tsx';
import { FaultsNotice } from './FaultsNotice.tsx';
import { resultNotices } from './resultNotice.ts';
import type { TableActs } from './TableMenu.tsx';
import { TablesCard } from './TablesCard.tsx';
import { RowViewer } from './viewer/RowViewer.tsx';
import type { ViewerPlace, ViewerStore } from './viewer/viewerStore.ts';

/** Where in a backup somebody is. */
export interface BackupPlace {
  /** `schema.table`, whose rows are open. */
  table: string;
  /** The row that is looked at, from 0. */
  row: number | null;
  /** What is looked for from the beginning; empty for nothing. */
  find: string;
}

export interface BackupPageProps {
  id: string;
  /** Null while no table is open. */
  place: BackupPlace | null;
  history: BackupHistory;
  inspector: ProjectInspector;
  verification: Pick<VerificationRunner, 'get' | 'subscribe'>;
  exports: ExportStore;
  /** Makes the store of a table that is opened. */
  createViewer(place: ViewerPlace): ViewerStore;
  clock: Clock;
  environment: Environment;
  /** Address of the project that is connected. */
  projectUrl: string;
  /** Address of the list of backups. */
  backupsHref: string;
  /** Address of a table of a backup, and of one of its rows. */
  rowHref(backupId: string, place: { table: string; row?: number }): string;
  /** Address of the comparison of this backup, or of one table of it, with the backup before. */
  compareHref(backupId: string, table?: string): string;
  /** Address of a search in this backup, or in one table of it. */
  findHref(backupId: string, table?: string): string;
  /** What leads to restoring; left out where the app has no such page. */
  restore?: BackupRestore;
  onPlace(place: BackupPlace | null): void;
  onDownload(records: readonly BackupRecord[]): Promise<void>;
  /** Reads the files again and tells what that found. */
  onVerify(records: readonly BackupRecord[]): void;
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

type FoundProps = BackupPageProps & { record: BackupRecord; now: number };

/** The host alone is short; what is no address is shown as it is. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url);

type FileLineProps = Pick<FoundProps, 'record' | 'projectUrl' | 'now' | 'onCopy'>;

function FileLine({ record, projectUrl, now, onCopy }: FileLineProps) {
  const { imported } = record;
  return (
    <span className={classes.filename}>
      {record.filename}
      <CopyButton label="Copy filename" iconOnly onCopy={() => onCopy(record.filename)} />
      {!isOfProject(record, projectUrl) && <span>of another project: {hostOf(record.projectUrl)}</span>}
      {record.reason !== '' && <span>{record.reason}</span>}
      {imported !== null && (
        <span title={exactTime(imported.at)}>
          added {formatDay(Date.parse(imported.at), now)} by {imported.by.email} from {imported.filename}
        </span>
      )}
      {record.pin !== null && (
        <span className={classes.pin}>
          <PinMark pin={record.pin} />
          <span aria-hidden="true">{describePin(record.pin)}</span>
        </span>
      )}
    </span>
  );
}

/** Puts the focus back on a table's name when its rows are closed. */
function useFocusOnClose(table: string | null) {
  const last = useRef(table);
  useEffect(() => {
    if (table === null && last.current !== null) {
      const names = document.querySelectorAll<HTMLElement>('[data-table]');
      [...names].find((name) => name.dataset.table === last.current)?.focus({ preventScroll: true });
    }
    last.current = table;
  }, [table]);
}

function Found(props: FoundProps) {
  const { record, now, history, inspector, verification, clock, environment, exports, place, ...rest } = props;
  const { access, catalog } = useObservable(inspector);
  const { current } = useObservable(verification);
  const narrow = useMediaQuery('(max-width: 49.99em)', false, { getInitialValueInEffect: false });
  const { backupsHref, rowHref, compareHref, findHref, onDownload, onVerify, onDelete, onPin, onUnpin, onCopy } = rest;
  const { id } = record;
  const may = useMemo(() => new Set(access?.permissions), [access]);
  const mayRestore = may.has('restore') && rest.restore !== undefined;
  const checking = current?.id === id ? current.share : null;
  useFocusOnClose(place?.table ?? null);

  const tell = useCallback(
    (what: string, text: string) =>
      void onCopy(text).then(
        () => notify.success({ title: `${what} copied` }),
        (error: unknown) => notify.failure('Nothing was copied', error),
      ),
    [onCopy],
  );

  const acts = useMemo<TableActs>(
    () => ({
      tableHref: (table) => rowHref(id, { table }),
      findHref: (table) => findHref(id, table),
      compareHref: (table) => compareHref(id, table),
      export: (table, format) => void exports.getState().start({ backupId: id, table, format, query: null }),
      copyDigest: (digest) => tell('Digest', digest),
    }),
    [id, rowHref, findHref, compareHref, exports, tell],
  );

  async function remove() {
    if ((await askDelete([record], history.get().records, clock.now())) && (await onDelete([record]))) rest.onDeleted();
  }

  async function exportRestoreSql() {
    const choice = await askRestoreSql(record);
    if (choice !== null) await exports.getState().startRestoreSql({ backupId: id, ...choice });
  }

  async function pin() {
    const note = await askPin([record]);
    if (note !== null) await onPin([record], note);
  }

  return (
    <>
      <PageHeader
        above={<Breadcrumb href={backupsHref} id={id} />}
        title={formatBackupTitle(record, now)}
        state={<FileLine record={record} projectUrl={rest.projectUrl} now={now} onCopy={onCopy} />}
        actions={
          <BackupActions
            record={record}
            may={may}
            checking={checking !== null}
            compareHref={compareHref(id)}
            findHref={findHref(id)}
            restoreHref={mayRestore ? rest.restore?.href(id) : undefined}
            onVerify={() => onVerify([record])}
            onDownload={() => void onDownload([record])}
            onExportRestoreSql={() => void exportRestoreSql()}
            onPin={() => void pin()}
            onUnpin={() => void onUnpin([record])}
            onDelete={() => void remove()}
            onCopyDiagnostics={() =>
              tell(
                'Diagnostics',
                makeDiagnostics(record, {
                  ...environment,
                  helperVersion: access?.helperVersion ?? null,
                  serverVersion: catalog?.server_version ?? null,
                  now: clock.now(),
                }),
              )
            }
          />
        }
      />
      <Stack gap={16}>
        <FactsCard record={record} checking={checking} now={now} onCopy={onCopy} />
        {record.archive?.bytes === 'corrupt' && record.removed === null && (
          <FaultsNotice record={record} backupsHref={backupsHref} />
        )}
        {resultNotices(record, now).map((notice) => (
          <Notice key={notice.title} kind={notice.kind} title={notice.title}>
            {notice.message}
          </Notice>
        ))}
        <TablesCard
          record={record}
          narrow={narrow}
          acts={acts}
          opened={place?.table ?? null}
          progress={<ExportProgress store={exports} />}
          onCopy={onCopy}
        />
      </Stack>
      <RowViewer
        place={place === null ? null : { backupId: id, table: place.table }}
        row={place?.row ?? null}
        find={place?.find ?? ''}
        exports={exports}
        createStore={rest.createViewer}
        rowHref={(backupId, row) => rowHref(backupId, { table: place?.table ?? '', row })}
        onRestoreRows={mayRestore ? (table, rows) => rest.restore?.onRows(id, table, rows) : undefined}
        onSelect={(row) => place !== null && rest.onPlace({ ...place, row })}
        onClose={() => rest.onPlace(null)}
        now={now}
      />
    </>
  );
}

/** `/admin/backup/:id`: what became of every table, whether the backup can be relied on, and what is in it. */
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

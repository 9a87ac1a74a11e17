import { Button, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { BackupRecord } from '../../core/backup.ts';
import { helperState } from '../../core/helperSql.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import type { VerificationRunner } from '../../tasks/verificationRunner.ts';
import { askDelete } from '../../ui/askDelete.tsx';
import { askPin } from '../../ui/askPin.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { whyNoSnapshot } from '../../ui/SnapshotField.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { useRunning } from '../../ui/useRunning.ts';
import { ArchiveJobs } from './ArchiveJobs.tsx';
import type { ArchivesStore } from './archivesStore.tsx';
import type { BackupsStore } from './backupsStore.ts';
import { CreateOptionsDialog } from './CreateOptionsDialog.tsx';
import { HistoryCard } from './HistoryCard.tsx';
import type { HistoryActs } from './HistoryCells.tsx';
import { summarizeHistory } from './historySummary.ts';
import { RunCard } from './RunCard.tsx';
import { choosableTables } from './tableChoice.ts';

export interface BackupsPageProps {
  store: BackupsStore;
  archives: ArchivesStore;
  history: BackupHistory;
  runner: BackupRunner;
  verifications: VerificationRunner;
  inspector: ProjectInspector;
  clock: Clock;
  /** The signed-in person, whose own backups say "You". */
  userId: string | null;
  /** Address of a backup's own page. */
  backupHref(id: string): string;
  /** Address of the comparison of an earlier backup with a later one. */
  compareHref(before: string, after: string): string;
  /** Address of restoring a backup; left out where the app has no such page. */
  restoreHref?: (id: string) => string;
  /** Address of the page where room can be made. */
  retentionHref: string;
  /** Shown while the project has no helper, or an older one. */
  helperCard?: ReactNode;
  /** What runs by itself. */
  automaticCard?: ReactNode;
}

/** `/admin/backup`: create a backup, watch it, and all that this browser keeps. */
export function BackupsPage({
  store,
  archives,
  history,
  runner,
  verifications,
  inspector,
  clock,
  userId,
  backupHref,
  compareHref,
  restoreHref,
  retentionHref,
  helperCard,
  automaticCard,
}: BackupsPageProps) {
  const { status, records } = useObservable(history);
  const { access, catalog } = useObservable(inspector);
  const running = useRunning(runner);
  const now = useNow(clock);
  const narrow = useMediaQuery('(max-width: 49.99em)', false, { getInitialValueInEffect: false });
  const [ground, setGround] = useState<ProjectSettings | null>(null);
  const [open, setOpen] = useState(false);
  const may = useMemo(() => new Set(access?.permissions), [access]);
  const helper = access === null ? null : helperState(access.helperVersion);
  const noHelper = helper === 'missing';
  const verifying = useSyncExternalStore(verifications.subscribe, () => verifications.get().current !== null);
  const room = useStore(store, (state) => state.room);
  const { create, download, remove, pin, unpin, copy, prepareOptions, checkRoom } = store.getState(); // acts never change
  const { verify, addFiles } = archives.getState();

  const acts = useMemo<HistoryActs>(
    () => ({
      backupHref,
      compareHref,
      restoreHref: may.has('restore') ? (restoreHref ?? null) : null,
      copy,
      verify: (chosen: readonly BackupRecord[]) => void verify(chosen, backupHref),
      download: may.has('download') ? (chosen: readonly BackupRecord[]) => void download(chosen) : null,
      askDelete: may.has('delete')
        ? async (chosen: readonly BackupRecord[]) => {
            if (await askDelete(chosen, history.get().records, clock.now())) await remove(chosen);
          }
        : null,
      askPin: may.has('create')
        ? async (chosen: readonly BackupRecord[]) => {
            const note = await askPin(chosen);
            if (note !== null) await pin(chosen, note);
          }
        : null,
      unpin: may.has('create') ? (chosen: readonly BackupRecord[]) => void unpin(chosen) : null,
    }),
    [may, backupHref, compareHref, restoreHref, copy, verify, download, remove, pin, unpin, history, clock],
  );

  const summary = useMemo(() => summarizeHistory(records), [records]);

  async function openOptions() {
    const prepared = await prepareOptions();
    setGround(prepared);
    setOpen(prepared !== null);
  }

  return (
    <>
      <PageHeader
        title="Backups"
        state={status === 'ready' || records.length > 0 ? summary : undefined}
        actions={
          may.has('create') &&
          !(running && narrow) && (
            <>
              <Button disabled={running} onClick={() => void openOptions()}>
                Create backup with options…
              </Button>
              <Button
                disabled={running}
                variant={noHelper && helperCard !== undefined ? 'default' : 'filled'}
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => void create()}
              >
                Create backup
              </Button>
            </>
          )
        }
      />
      <Stack gap={16}>
        <RunCard runner={runner} narrow={narrow} />
        <ArchiveJobs archives={archives} verifications={verifications} />
        {(noHelper || helper === 'older') && !running && helperCard}
        {automaticCard}
        <HistoryCard
          store={store}
          history={history}
          runner={runner}
          acts={acts}
          onVerifyAll={() => void verify('all', backupHref)}
          verifying={verifying}
          onAddFiles={may.has('create') ? (files) => void addFiles(files, backupHref) : null}
          now={now}
          userId={userId}
          narrow={narrow}
        />
      </Stack>
      {ground !== null && (
        <CreateOptionsDialog
          opened={open}
          tables={choosableTables(catalog, ground)}
          settings={ground}
          whyNoSnapshot={whyNoSnapshot(access?.helperVersion)}
          room={room}
          onTables={checkRoom}
          retentionHref={retentionHref}
          onClose={() => setOpen(false)}
          onCreate={(options) => {
            setOpen(false);
            void create(options);
          }}
        />
      )}
    </>
  );
}

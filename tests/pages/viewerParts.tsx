import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import type { BackupRecord } from '../../src/core/backup.ts';
import { createObservable } from '../../src/core/observable.ts';
import { BackupPage, type BackupPlace } from '../../src/features/backup/BackupPage.tsx';
import type { BackupRestore } from '../../src/features/backup/backupRestore.ts';
import { createExportStore } from '../../src/features/backup/exportStore.ts';
import { createViewerStore } from '../../src/features/backup/viewer/viewerStore.ts';
import type { Permission } from '../../src/ports/Project.ts';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import type { ProjectInspector, ProjectState } from '../../src/tasks/projectInspector.ts';
import { createVerificationRunner } from '../../src/tasks/verificationRunner.ts';
import { type AppLinkProps, LinkProvider } from '../../src/ui/AppLink.tsx';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import type { FakeServices } from '../fakes/fakeServices.ts';

const permissions: Permission[] = ['create', 'download', 'delete', 'restore', 'settings'];

function inspectorOf(): ProjectInspector {
  const state = createObservable<ProjectState>({
    status: 'ready',
    access: { admin: true, permissions, helperVersion: 1 },
    catalog: null,
    error: null,
    checking: false,
  });
  return { ...state, refresh: async () => undefined, stop: () => undefined };
}

const href = (id: string, { table, row }: { table?: string; row?: number }) =>
  `/backup/${id}?table=${table ?? ''}&row=${row ?? ''}`;

/** The page of a backup over these services, with the address in its own state: links to it are followed. */
export async function showBackup(
  services: FakeServices,
  record: BackupRecord,
  start: BackupPlace | null = null,
  restore?: BackupRestore,
) {
  const history = createBackupHistory(services);
  await history.refresh();
  const inspector = inspectorOf();
  const exports = createExportStore(services);
  const verification = createVerificationRunner(services, createJobQueue(services.clock.now));
  const visited: string[] = [];

  function Page() {
    const [place, setPlace] = useState(start);
    const [Link] = useState(() => ({ to, onClick, ...rest }: AppLinkProps) => (
      <a
        href={to}
        {...rest}
        onClick={(event) => {
          event.preventDefault();
          onClick?.(event);
          visited.push(to);
          const asked = new URL(to, 'http://holdfast.example');
          const table = asked.searchParams.get('table');
          const row = asked.searchParams.get('row') ?? '';
          if (asked.pathname === `/backup/${record.id}`)
            setPlace(table === null || table === '' ? null : { table, row: row === '' ? null : Number(row), find: '' });
        }}
      />
    ));
    return (
      <LinkProvider link={Link}>
        <UiProvider env="test">
          <BackupPage
            id={record.id}
            place={place}
            history={history}
            inspector={inspector}
            verification={verification}
            exports={exports}
            createViewer={(where) => createViewerStore(services, where)}
            clock={services.clock}
            environment={{ appVersion: '0.1.0', browser: 'Test Browser 1' }}
            projectUrl={services.project.url}
            backupsHref="/admin/backup"
            rowHref={href}
            compareHref={(id, table) => `/compare/${id}/${table ?? ''}`}
            findHref={(id, table) => `/find/${id}/${table ?? ''}`}
            {...(restore === undefined ? {} : { restore })}
            onPlace={setPlace}
            onDownload={async () => undefined}
            onVerify={() => void verification.verify([record.id])}
            onDelete={async () => true}
            onPin={async () => undefined}
            onUnpin={async () => undefined}
            onDeleted={() => undefined}
            onCopy={services.host.copyText}
          />
        </UiProvider>
      </LinkProvider>
    );
  }

  render(<Page />);
  return { user: userEvent.setup(), history, verification, visited };
}

import { archiveFilename } from '../core/archiveNames.ts';
import type { BackupRecord } from '../core/backup.ts';
import type { BackupProgress } from '../core/backupProgress.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Keep } from '../core/schedule.ts';
import type { ProjectSettings } from '../core/settings.ts';
import { scopeOf, type TableChoice } from '../core/tableChoice.ts';
import type { BackupCatalog, Claim } from '../ports/BackupCatalog.ts';
import type { Services } from '../ports/Services.ts';
import { RunProgress } from './RunProgress.ts';
import type { RetryContext } from './withRetries.ts';

/** What a person or a schedule may choose for one backup; what is left out comes from the settings. */
export interface BackupOptions {
  type: Manifest['type'];
  reason: string;
  tables?: TableChoice;
  level?: number;
  /** `snapshot`: all tables at one moment, which needs the helper; else page by page. */
  consistency?: 'page' | 'snapshot';
  /** The schedule that runs it, and the slot if it is one's turn. */
  schedule?: BackupRecord['schedule'];
  keep?: Keep;
  /** The slot's claim: the backup is published only while it holds. */
  claim?: Claim;
  /** Aborts when another tab has taken the run over. */
  lost?: AbortSignal;
  /** Try, although it is not expected to fit into this browser's storage. */
  evenIfFull?: boolean;
}

/** One run of a backup, from its record on. */
export interface Run {
  services: Services;
  options: BackupOptions;
  settings: ProjectSettings;
  record: BackupRecord;
  progress: RunProgress;
  context: RetryContext;
  /** Aborted by the person, by the loss of the run to another tab, or by its own failure. */
  signal: AbortSignal;
}

/** Why a run stops that did not fail. */
export interface Stops {
  /** By the person. */
  cancelled: AbortSignal;
  /** Another tab took the lock or the slot. */
  lost: AbortSignal;
}

/**
 * Fixes what the run goes by: identity, settings, id, name.
 * @param records where its progress is kept for other tabs.
 * @throws HoldfastError `sign-in-required`, `bad-settings`, `storage-failed`.
 */
export async function beginRun(
  services: Services,
  options: BackupOptions,
  signal: AbortSignal,
  report: (progress: BackupProgress) => void,
  records: Pick<BackupCatalog, 'put'> = services.backups,
): Promise<Run> {
  const { project, platform, clock, host } = services;
  const session = project.openSession();
  const settings = await services.settings.load(project.id);
  const createdAt = new Date(clock.now()).toISOString();
  const record: BackupRecord = {
    id: host.newId(),
    projectId: project.id,
    projectUrl: project.url,
    platform: settings.platform ?? platform,
    type: options.type,
    status: 'in progress',
    reason: options.reason,
    filename: archiveFilename(options.type, createdAt),
    createdAt,
    finishedAt: null,
    createdBy: { id: session.identity.userId, email: session.identity.email },
    coverage: null,
    consistency: options.consistency ?? 'page',
    tablesTotal: null,
    tablesBackedUp: 0,
    totalRows: 0,
    expectedRows: null,
    totalBytes: 0,
    tables: [],
    archive: null,
    error: null,
    scope: scopeOf(options.tables ?? settings.tables),
    schedule: options.schedule ?? null,
    keep: options.keep ?? null,
    pin: null,
    removed: null,
    acceptedAt: null,
    imported: null,
    changes: null,
  };
  const progress = new RunProgress({ backups: records, clock }, record, report);
  const onSignInNeeded = (waiting: boolean) => progress.waitForSignIn(waiting);
  const context = { session, clock, host, signal, onSignInNeeded };
  return { services, options, settings, record, progress, context, signal };
}

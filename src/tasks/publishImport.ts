import { describeFault, keepFaults } from '../core/archiveFaults.ts';
import type { ArchiveState, BackupRecord } from '../core/backup.ts';
import { importedRecord } from '../core/importedRecord.ts';
import { countOf } from '../core/retentionReasons.ts';
import type { ArchiveSink } from '../ports/ArchiveStore.ts';
import type { Examination } from './examineArchive.ts';
import type { ImportPlace, ImportResult, ImportRun } from './importArchive.ts';
import type { ForeignArchive } from './openForeignArchive.ts';
import { recordAct } from './recordAct.ts';

/**
 * Makes the verified copy visible. The record comes first, and says that the bytes are missing until they are there: wherever a tab is closed
 * in between, no bytes are left that nobody knows. A run that never had an archive did not make this one: its record becomes that of an
 * imported backup, which counts as none of the project's own.
 */
export async function publishImport(
  run: ImportRun,
  { id, existing }: ImportPlace,
  sink: ArchiveSink,
  found: Examination,
): Promise<ImportResult> {
  const { services, source, by } = run;
  const { backups, project, clock } = services;
  const at = new Date(clock.now()).toISOString();
  const archive = stateOf(source.blob.size, existing?.archive ?? null, found, at);
  // Read again: a pin that was set meanwhile stays.
  const latest = existing === null ? null : await backups.get(id);
  const isRestored = latest !== null && latest.archive !== null;
  const imported = { at, by, filename: source.name };
  const record = isRestored
    ? restored(latest, source, archive, at)
    : {
        ...importedRecord(source.manifest, { id, projectId: project.id, imported, archive }),
        pin: latest?.pin ?? null,
      };
  await backups.put({ ...record, archive: { ...archive, bytes: 'missing' } });
  try {
    await sink.publish();
  } catch (error) {
    if (latest === null) await backups.delete(id);
    else await backups.put(latest);
    throw error;
  }
  await backups.put(record);
  const outcome = isRestored ? 'restored' : 'imported';
  await recordImport(run, record, outcome);
  return { outcome, record };
}

function stateOf(sizeBytes: number, before: ArchiveState | null, found: Examination, at: string): ArchiveState {
  const good = found.faults.length === 0;
  return {
    bytes: good ? 'present' : 'corrupt',
    sizeBytes,
    verifiedAt: good ? at : (before?.verifiedAt ?? null),
    partsVerified: found.partsVerified,
    checkedAt: at,
    faults: keepFaults(found.faults),
    manifestSha256: found.manifestSha256,
    fileDigest: found.fileDigest,
  };
}

/**
 * The record of a backup that has its bytes again. One that cleanup had removed is pinned, since the same rule would remove it again.
 */
function restored(record: BackupRecord, { name }: ForeignArchive, archive: ArchiveState, at: string): BackupRecord {
  const pin =
    record.removed?.by === 'retention' ? { at, by: 'person' as const, note: `Added again from ${name}` } : null;
  return { ...record, archive, removed: null, pin: record.pin ?? pin };
}

async function recordImport({ services, source }: ImportRun, record: BackupRecord, outcome: string): Promise<void> {
  const { filename, archive, platform, projectUrl } = record;
  const parts = countOf(archive?.partsVerified ?? 0, 'part');
  const from = source.name === filename ? '' : ` from ${source.name}`;
  const damaged = archive?.bytes === 'corrupt' ? ' It is damaged and kept as evidence.' : '';
  await recordAct(services, 'import', record.id, outcome, `Added ${filename}${from}: ${parts} verified.${damaged}`, {
    facts: [
      { label: 'Project', value: `${platform}, ${projectUrl}` },
      ...(archive?.faults ?? []).slice(0, 10).map((fault) => ({ label: 'Fault', value: describeFault(fault) })),
    ],
  });
}

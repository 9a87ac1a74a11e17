import { createRowReader } from '../../src/adapters/archiver/createRowReader.ts';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { tableResult } from '../../src/core/tableResult.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { inlineWorkshop } from '../fakes/inlineArchiver.ts';
import { backupRecord } from '../pages/backupRecords.ts';
import { editManifest, manifestOf, unpack } from './archiveEdits.ts';
import { memoryServices } from './memoryServices.ts';
import { makeArchive } from './smallArchive.ts';
import { countingReader } from './storedRows.ts';

/** Services whose reader counts the parts that it is asked for. */
export async function countedServices(): Promise<FakeServices & { rows: ReturnType<typeof countingReader> }> {
  const services = await memoryServices([]);
  return { ...services, rows: countingReader(createRowReader(inlineWorkshop)) };
}

interface BackupToStore {
  /** Day of March 2026 on which it was made; also its id. */
  day: number;
  tables: Parameters<typeof makeArchive>[0];
  /** Changes of the manifest before it is stored. */
  manifest?: (manifest: Manifest) => void;
  record?: Partial<BackupRecord>;
}

export const idOfDay = (day: number) => `${String(day).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** Stores a backup as if it had been made: its archive, and the record that goes with it. */
export async function storeBackup(
  services: FakeServices,
  { day, tables, manifest: change = () => undefined, record: given = {} }: BackupToStore,
): Promise<BackupRecord> {
  const id = idOfDay(day);
  const archive = await editManifest(await makeArchive(tables, { backupId: id }), change);
  const manifest = manifestOf(await unpack(archive));
  const sink = await services.store.create(id);
  await sink.append(archive);
  await sink.seal();
  await sink.publish();
  const record = backupRecord(`2026-03-${String(day).padStart(2, '0')}T01:00:00.000Z`, {
    id,
    projectId: services.project.id,
    projectUrl: services.project.url,
    tables: manifest.tables.map(tableResult),
    coverage: manifest.coverage,
    ...given,
  });
  await services.backups.put(record);
  return record;
}

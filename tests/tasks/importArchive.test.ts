import { describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { clearLeftovers } from '../../src/tasks/clearLeftovers.ts';
import { deleteBackups } from '../../src/tasks/deleteBackups.ts';
import { type ImportOptions, type ImportProgress, importArchive } from '../../src/tasks/importArchive.ts';
import { openArchive } from '../../src/tasks/openArchive.ts';
import { removeBackup } from '../../src/tasks/removeBackup.ts';
import { runLock } from '../../src/tasks/runLock.ts';
import { verifyBackup } from '../../src/tasks/verifyBackup.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { editFile, editManifest } from './archiveEdits.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';
import { makeSmallArchive } from './smallArchive.ts';

const never = new AbortController().signal;
const users = 'tables/public.users.json';

type Bytes = Uint8Array<ArrayBuffer>;

const add = (services: FakeServices, bytes: Bytes, options: ImportOptions = {}, name = 'from-a-stick.zip') =>
  importArchive(services, { name, blob: new Blob([bytes]) }, options, never);

/** A browser with one backup of its own, and the bytes of its archive. */
async function backedUp(): Promise<{ services: FakeServices; record: BackupRecord; bytes: Bytes }> {
  const services = await memoryServices([{ name: 'users', rows: rowsFrom1(30) }]);
  const record = await backUp(services, { reason: 'Before the summer update' });
  const blob = (await services.store.open(record.id)) ?? new Blob();
  return { services, record, bytes: new Uint8Array(await blob.arrayBuffer()) };
}

async function emptyBrowser(): Promise<FakeServices> {
  return memoryServices([{ name: 'users', rows: rowsFrom1(1) }]);
}

/** That nothing at all of an import is left. */
async function expectNothing({ services, records = 0 }: { services: FakeServices; records?: number }): Promise<void> {
  expect(await services.store.list()).toHaveLength(records);
  expect(await services.store.listUnpublished()).toEqual([]);
  expect(await services.backups.list(services.project.id)).toHaveLength(records);
}

async function spoil(bytes: Bytes): Promise<Bytes> {
  return editFile(bytes, users, (text) => text.replace('row 3', 'row 8'));
}

describe('importArchive', () => {
  it('lists the archive of another browser as it was made there, verified', async () => {
    const { record, bytes } = await backedUp();
    const services = await emptyBrowser();
    const shares: ImportProgress[] = [];
    const file = { name: 'from-a-stick.zip', blob: new Blob([bytes]) };
    const result = await importArchive(services, file, {}, never, (progress) => shares.push(progress));
    expect(result).toMatchObject({ outcome: 'imported' });
    const [imported] = await services.backups.list(services.project.id);
    expect(imported).toEqual({
      ...record,
      type: 'imported',
      finishedAt: expect.any(String),
      archive: { ...record.archive, verifiedAt: expect.any(String), checkedAt: expect.any(String) },
      imported: { at: expect.any(String), by: { id: 'admin-id', email: 'admin@example.com' }, filename: file.name },
    });
    expect([...new Set(shares.map(({ phase }) => phase))]).toEqual(['copying', 'verifying']);
    const opened = await openArchive(services, record.id);
    expect(opened.manifest.total_rows).toBe(30);
    expect((await services.audit.list(services.project.id))[0]).toMatchObject({
      action: 'import',
      backupId: record.id,
      result: 'imported',
    });
  });

  it('does nothing with an archive that is here already', async () => {
    const { services, record, bytes } = await backedUp();
    expect(await add(services, bytes)).toEqual({ outcome: 'known', record });
    await expectNothing({ services, records: 1 });
    const other = await emptyBrowser();
    await add(other, bytes);
    expect(await add(other, bytes)).toMatchObject({ outcome: 'known', record: { type: 'imported' } });
    await expectNothing({ services: other, records: 1 });
  });

  it('of two that add the same at once, one adds it', async () => {
    const { bytes } = await backedUp();
    const services = await emptyBrowser();
    const both = await Promise.all([add(services, bytes), add(services, bytes)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['imported', 'known']); // either may be the first
    await expectNothing({ services, records: 1 });
  });

  it('accepts the archive of another project, and keeps it apart from a backup that has its id', async () => {
    const { services: theirs, record, bytes } = await backedUp();
    const services = await emptyBrowser();
    services.host.newId(); // these fakes all begin to count at 1
    // The other project is in this browser too.
    await services.backups.put({ ...record, projectId: 'https://other.supabase.co' });
    const result = await add(services, bytes);
    if (result.outcome !== 'imported') throw new Error('It was not imported.');
    expect(result.record.id).not.toBe(record.id);
    expect(result.record).toMatchObject({ projectId: services.project.id, projectUrl: theirs.project.url });
    expect(await add(services, bytes)).toMatchObject({ outcome: 'known', record: { id: result.record.id } });
    expect((await verifyBackup(services, result.record.id, never)).archive?.bytes).toBe('present');
    expect((await services.backups.get(record.id))?.projectId).toBe('https://other.supabase.co');
  });
});

describe('an archive whose backup is in the history, without good bytes', () => {
  it('gives a deleted backup its bytes back', async () => {
    const { services, record, bytes } = await backedUp();
    await deleteBackups(services, [record.id]);
    const result = await add(services, bytes);
    expect(result).toMatchObject({ outcome: 'restored', record: { id: record.id, type: 'manual', removed: null } });
    expect(await services.backups.get(record.id)).toMatchObject({ archive: { bytes: 'present' }, pin: null });
    expect((await openArchive(services, record.id)).manifest.total_rows).toBe(30);
  });

  it('pins one that cleanup had removed, since cleanup would remove it again', async () => {
    const { services, record, bytes } = await backedUp();
    await removeBackup(services, { id: record.id, by: 'retention', reason: 'Over 30 days' });
    expect(await add(services, bytes)).toMatchObject({
      outcome: 'restored',
      record: { removed: null, pin: { note: 'Added again from from-a-stick.zip' } },
    });
  });

  it('replaces a corrupt file by a good one, and only by a good one', async () => {
    const { services, record, bytes } = await backedUp();
    await services.store.damage(record.id, (file) => file.slice(0, -1));
    await verifyBackup(services, record.id, never);
    const spoilt = await spoil(bytes);
    expect(await add(services, spoilt)).toMatchObject({ outcome: 'damaged' });
    expect(await add(services, spoilt, { asEvidence: true })).toMatchObject({ outcome: 'known' });
    expect((await services.store.open(record.id))?.size).toBe(bytes.length - 1);
    expect(await add(services, bytes)).toMatchObject({
      outcome: 'restored',
      record: { archive: { bytes: 'present', faults: [] } },
    });
    expect((await services.store.open(record.id))?.size).toBe(bytes.length);
  });

  it('leaves a file of another size alone until a wholly good one is there to replace it', async () => {
    const { services, record, bytes } = await backedUp();
    await services.store.damage(record.id, (file) => file.slice(0, -1));
    const before = await services.backups.get(record.id);
    const spoilt = await spoil(bytes);
    expect(await add(services, spoilt)).toMatchObject({ outcome: 'damaged' });
    expect(await add(services, spoilt, { asEvidence: true })).toMatchObject({ outcome: 'known' });
    expect((await services.store.open(record.id))?.size).toBe(bytes.length - 1);
    expect(await services.backups.get(record.id)).toEqual(before);
    expect(await add(services, bytes)).toMatchObject({ outcome: 'restored' });
    expect((await services.store.open(record.id))?.size).toBe(bytes.length);
  });

  it('says that the file is missing when the copy fails that was to replace it, and keeps a pin set meanwhile', async () => {
    const { services, record, bytes } = await backedUp();
    await services.store.damage(record.id, (file) => file.slice(0, -1));
    const pin = { at: record.createdAt, by: 'person' as const, note: 'Set while it was examined' };
    const { open } = services.store;
    services.store.open = async (id) => {
      await services.backups.put({ ...record, pin });
      return open(id);
    };
    services.store.quotaBytes = 500;
    await expect(add(services, bytes)).rejects.toMatchObject({ code: 'storage-full' });
    expect(await services.backups.get(record.id)).toMatchObject({ pin, archive: { bytes: 'missing' } });
    expect(await services.store.list()).toEqual([]);
    services.store.quotaBytes = Number.POSITIVE_INFINITY;
    expect(await add(services, bytes)).toMatchObject({
      outcome: 'restored',
      record: { archive: { bytes: 'present' } },
    });
  });

  it('restores one of which the browser lost the file', async () => {
    const { services, record, bytes } = await backedUp();
    await services.store.delete(record.id);
    expect(await add(services, bytes)).toMatchObject({
      outcome: 'restored',
      record: { archive: { bytes: 'present' } },
    });
  });

  it.each(['interrupted', 'failed'] as const)('is imported over a run that %s without an archive', async (status) => {
    const { services, record, bytes } = await backedUp();
    await services.store.delete(record.id);
    const schedule = { id: 'nightly', name: 'Nightly', slotId: null };
    const run = { ...record, type: 'automatic' as const, schedule, status, archive: null };
    await services.backups.put({ ...run, tables: [], totalRows: 3 });
    expect(await add(services, bytes)).toMatchObject({ outcome: 'imported', record: { id: record.id } });
    expect(await services.backups.get(record.id)).toMatchObject({
      ...{ type: 'imported', schedule: null, status: 'completed', totalRows: 30, tables: record.tables },
      imported: { filename: 'from-a-stick.zip' },
    });
  });

  it('refuses one that only says that it is that backup', async () => {
    const { services, record, bytes } = await backedUp();
    await deleteBackups(services, [record.id]);
    const forged = await editManifest(bytes, (manifest) => {
      manifest.reason = 'Not what it was';
    });
    await expect(add(services, forged)).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining(`says that it is ${record.filename}`),
    });
    expect(await services.store.list()).toEqual([]);
  });
});

describe('a damaged archive', () => {
  it('is not stored, but described: what is wrong, and which tables are good', async () => {
    const services = await emptyBrowser();
    const result = await add(services, await spoil(await makeSmallArchive()));
    expect(result).toEqual({
      outcome: 'damaged',
      filename: 'manual-backup-2026-01-25T14-30-45-123Z.zip',
      createdAt: '2026-01-25T14:30:45.123Z',
      faults: [{ path: users, table: 'public.users', what: 'its SHA-256 digest does not match' }],
      goodTables: ['public.empty', 'public.orders'],
      badTables: ['public.users'],
    });
    await expectNothing({ services });
    expect((await services.audit.list(services.project.id))[0]).toMatchObject({ action: 'import', result: 'refused' });
  });

  it('is stored as evidence, so that its good tables can be opened', async () => {
    const services = await emptyBrowser();
    const spoilt = await spoil(await makeSmallArchive());
    const result = await add(services, spoilt, { asEvidence: true });
    if (result.outcome !== 'imported') throw new Error('It was not imported.');
    const { id, archive } = result.record;
    expect(archive).toMatchObject({ bytes: 'corrupt', verifiedAt: null, partsVerified: 4, faults: [{ path: users }] });
    expect((await openArchive(services, id)).tables.has('public.orders')).toBe(true);
    await clearLeftovers(services);
    expect((await services.backups.get(id))?.archive?.bytes).toBe('corrupt');
    expect((await verifyBackup(services, id, never)).archive).toMatchObject({ bytes: 'corrupt', verifiedAt: null });
    expect(await add(services, spoilt, { asEvidence: true })).toMatchObject({ outcome: 'known' });
  });
});

describe('room and interruptions', () => {
  it('is refused before a byte is copied when it does not fit', async () => {
    const services = await emptyBrowser();
    services.host.storage = async () => ({ usedBytes: 999_000, quotaBytes: 1_000_000, persistent: true });
    const { create } = services.store;
    let begun = 0;
    services.store.create = (id) => {
      begun += 1;
      return create(id);
    };
    await expect(add(services, await makeSmallArchive())).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringContaining('from-a-stick.zip needs'),
    });
    expect(begun).toBe(0);
  });

  it('leaves nothing when the disk fills up in the middle', async () => {
    const services = await emptyBrowser();
    services.store.quotaBytes = 500;
    await expect(add(services, await makeSmallArchive())).rejects.toMatchObject({ code: 'storage-full' });
    await expectNothing({ services });
  });

  it.each(['copying', 'verifying'] as const)('leaves nothing when it is cancelled while %s', async (phase) => {
    const services = await emptyBrowser();
    const stopping = new AbortController();
    const file = { name: 'a.zip', blob: new Blob([await makeSmallArchive()]) };
    const adding = importArchive(services, file, {}, stopping.signal, (progress) => {
      if (progress.phase === phase) stopping.abort();
    });
    await expect(adding).rejects.toMatchObject({ name: 'AbortError' });
    await expectNothing({ services });
  });

  it('verifies the copy that it stored, not the file that was chosen', async () => {
    const services = await emptyBrowser();
    const { create } = services.store;
    services.store.create = async (id) => {
      const sink = await create(id);
      const { append } = sink;
      return Object.assign(sink, {
        append(bytes: Bytes) {
          bytes[80] = (bytes[80] ?? 0) ^ 1; // a disk that does not keep what it is given
          return append.call(sink, bytes);
        },
      });
    };
    expect(await add(services, await makeSmallArchive())).toMatchObject({ outcome: 'damaged' });
    await expectNothing({ services });
  });

  it('is no leftover while it runs, and leaves none for good when its tab is closed', async () => {
    const services = await emptyBrowser();
    const { create } = services.store;
    let id = '';
    services.store.create = async (wanted) => {
      id = wanted;
      const sink = await create(wanted);
      await clearLeftovers(services); // in another tab
      expect(await services.store.listUnpublished()).toEqual([wanted]);
      return sink;
    };
    await add(services, await makeSmallArchive());
    expect(await services.lock.isHeld(runLock(id))).toBe(false);

    // A copy that a closed tab left is in nobody's way.
    services.store.create = create;
    await deleteBackups(services, [id]);
    await create(id);
    expect(await add(services, await makeSmallArchive())).toMatchObject({ outcome: 'restored' });
  });

  it('leaves no record when its bytes could not be made visible', async () => {
    const services = await emptyBrowser();
    const { create } = services.store;
    services.store.create = async (id) =>
      Object.assign(await create(id), { publish: () => Promise.reject(new Error('The disk is gone.')) });
    await expect(add(services, await makeSmallArchive())).rejects.toThrow('The disk is gone.');
    await expectNothing({ services });
  });
});

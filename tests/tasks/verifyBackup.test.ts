import { describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { clearLeftovers } from '../../src/tasks/clearLeftovers.ts';
import { deleteBackups } from '../../src/tasks/deleteBackups.ts';
import { pinBackups } from '../../src/tasks/pinBackups.ts';
import { jobLock } from '../../src/tasks/runLock.ts';
import { verifyBackup } from '../../src/tasks/verifyBackup.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { editManifest } from './archiveEdits.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

const never = new AbortController().signal;

/** A backup of two tables, made by the real pipeline ten minutes ago. */
async function backedUp(): Promise<{
  services: FakeServices;
  record: BackupRecord;
  verify: () => Promise<BackupRecord>;
}> {
  const services = await memoryServices([
    { name: 'orders', rows: rowsFrom1(50) },
    { name: 'users', rows: rowsFrom1(30) },
  ]);
  const record = await backUp(services);
  const { now } = services.clock;
  services.clock.now = () => now() + 600_000;
  return { services, record, verify: () => verifyBackup(services, record.id, never) };
}

/** Flips a bit in the data of the file's first entry, which is one of the two tables. */
function flip(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice();
  changed[80] = (changed[80] ?? 0) ^ 1;
  return changed;
}

async function bytesOf({ store }: FakeServices, { id }: BackupRecord): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await ((await store.open(id)) ?? new Blob()).arrayBuffer());
}

async function lastEntry({ audit, project }: FakeServices) {
  return (await audit.list(project.id))[0];
}

describe('verifyBackup', () => {
  it('notes when a good archive was last read again', async () => {
    const { services, record, verify } = await backedUp();
    const verified = await verify();
    const checkedAt = verified.archive?.checkedAt ?? '';
    expect(Date.parse(checkedAt)).toBeGreaterThan(Date.parse(record.archive?.checkedAt ?? ''));
    expect(verified.archive).toEqual({ ...record.archive, verifiedAt: checkedAt, checkedAt });
    expect(await services.backups.get(record.id)).toEqual(verified);
    expect(await lastEntry(services)).toMatchObject({
      action: 'verification',
      result: 'verified',
      backupId: record.id,
    });
  });

  it('calls a changed archive corrupt, says why, and keeps when it was last good', async () => {
    const { services, record, verify } = await backedUp();
    await services.store.damage(record.id, flip);
    const { archive } = await verify();
    expect(archive).toMatchObject({ bytes: 'corrupt', verifiedAt: record.archive?.verifiedAt, partsVerified: 1 });
    expect(archive?.checkedAt).not.toBe(record.archive?.checkedAt);
    expect(archive?.faults).toEqual([
      { path: expect.stringContaining('tables/'), table: expect.stringContaining('public.'), what: expect.any(String) },
    ]);
    expect(await lastEntry(services)).toMatchObject({
      result: 'corrupt',
      details: expect.stringContaining('still good: 1 of 2'),
    });
  });

  it('calls it verified again when the fault has gone', async () => {
    const { services, record, verify } = await backedUp();
    await services.store.damage(record.id, flip);
    expect((await verify()).archive?.bytes).toBe('corrupt');
    await services.store.damage(record.id, flip);
    expect((await verify()).archive).toMatchObject({ bytes: 'present', faults: [], partsVerified: 2 });
  });

  it('finds a file that is consistent in itself, but not the one that was made', async () => {
    const { services, record, verify } = await backedUp();
    const edited = await editManifest(await bytesOf(services, record), (manifest) => {
      manifest.reason = 'A better one';
    });
    await services.store.damage(record.id, () => edited);
    expect((await verify()).archive?.faults).toContainEqual({
      path: 'manifest.json',
      table: null,
      what: 'it is not the one that was verified before',
    });
  });

  it('of a backup from before digests were kept, compares what the history knows, and keeps the digest from then on', async () => {
    const { services, record, verify } = await backedUp();
    if (record.archive === null) throw new Error('There is an archive.');
    const { fileDigest: _, ...before } = { ...record.archive, manifestSha256: null };
    const { archive } = record;
    await services.backups.put({ ...record, archive: before });
    const whole = await bytesOf(services, record);
    const edited = await editManifest(whole, ({ tables: [table] }) => {
      if (table !== undefined) table.outcome = 'partial';
    });
    await services.store.damage(record.id, () => edited);
    expect((await verify()).archive?.faults).toEqual([
      { path: 'manifest.json', table: null, what: 'its tables are not those that the history knows' },
      { path: 'manifest.json', table: null, what: 'it is called completed, but public.orders is partial' },
    ]);
    await services.store.damage(record.id, () => whole);
    const { manifestSha256, fileDigest } = archive;
    expect((await verify()).archive).toMatchObject({ bytes: 'present', manifestSha256, fileDigest });
  });

  it('notices a bit that says nothing, and marks no table for it', async () => {
    const { services, record, verify } = await backedUp();
    await services.store.damage(record.id, (bytes) => {
      // The attributes of the first file of the directory: nobody reads them.
      const directory = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
      bytes[directory + 36] = (bytes[directory + 36] ?? 0) ^ 1;
      return bytes;
    });
    expect((await verify()).archive).toMatchObject({
      bytes: 'corrupt',
      faults: [{ path: null, table: null, harmless: true }],
      partsVerified: 2,
    });
  });

  it('calls a file that is gone missing, also when it goes while it is read, and one that is back what it was', async () => {
    const { services, record, verify } = await backedUp();
    const { open } = services.store;
    services.store.open = async () => null;
    expect((await verify()).archive).toMatchObject({ bytes: 'missing', verifiedAt: record.archive?.verifiedAt });
    expect(await lastEntry(services)).toMatchObject({ result: 'missing' });

    services.store.open = open;
    const file = (await open(record.id)) as Blob;
    file.slice = () => {
      services.store.open = async () => null;
      throw new DOMException('A requested file could not be found.', 'NotFoundError');
    };
    services.store.open = async () => file;
    expect((await verify()).archive?.bytes).toBe('missing');

    services.store.open = open;
    await services.store.damage(record.id, (bytes) => bytes);
    await clearLeftovers(services);
    expect((await services.backups.get(record.id))?.archive?.bytes).toBe('present');
  });

  it('still calls a file corrupt that was, went, and is back', async () => {
    const { services, record, verify } = await backedUp();
    await services.store.damage(record.id, flip);
    await verify();
    const { open } = services.store;
    services.store.open = async () => null;
    expect((await verify()).archive?.bytes).toBe('missing');
    services.store.open = open;
    await clearLeftovers(services);
    expect((await services.backups.get(record.id))?.archive?.bytes).toBe('corrupt');
  });

  it('throws what says nothing about the archive, and leaves the record as it is', async () => {
    const { services, record, verify } = await backedUp();
    const { open } = services.store;
    services.store.open = async (id) => {
      const file = (await open(id)) as Blob;
      file.slice = () => {
        throw new DOMException('The disk did not answer.', 'NotReadableError');
      };
      return file;
    };
    await expect(verify()).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await services.backups.get(record.id)).toEqual(record);
  });

  it('leaves a pin that was set while it read', async () => {
    const { services, record } = await backedUp();
    let pinned: Promise<void> | null = null;
    const report = () => {
      pinned ??= pinBackups(services, [record.id], 'Before the audit');
    };
    const { open } = services.store;
    services.store.open = async (id) => {
      report();
      await pinned;
      return open(id);
    };
    const verified = await verifyBackup(services, record.id, never);
    expect(verified).toMatchObject({ pin: { note: 'Before the audit' }, archive: { bytes: 'present' } });
  });

  it('does not bring a backup back that was deleted while it read', async () => {
    const { services, record, verify } = await backedUp();
    const { open } = services.store;
    services.store.open = async (id) => {
      const file = await open(id);
      await deleteBackups(services, [id]);
      return file;
    };
    await expect(verify()).rejects.toMatchObject({ code: 'not-found' });
    expect(await services.backups.get(record.id)).toMatchObject({ removed: { by: 'person' } });
  });

  it('waits its turn among the jobs of all tabs, and can be cancelled while it does', async () => {
    const { services, record } = await backedUp();
    let end: () => void = () => undefined;
    const other = services.lock.run(
      jobLock(services.project.id),
      () => new Promise<void>((resolve) => (end = resolve)),
    );
    const stopping = new AbortController();
    const verifying = verifyBackup(services, record.id, stopping.signal);
    stopping.abort();
    await expect(verifying).rejects.toMatchObject({ name: 'AbortError' });
    end();
    await other;
    expect(await services.backups.get(record.id)).toEqual(record);
  });

  it.each([
    ['that is not in the history', async () => 'nobody'],
    [
      'of which nothing was kept',
      async (services: FakeServices) => {
        const failed = await backUp(services, { tables: { mode: 'only', names: ['public.nothing'] } });
        return failed.id;
      },
    ],
  ])('refuses a backup %s', async (_, idOf) => {
    const { services } = await backedUp();
    await expect(verifyBackup(services, await idOf(services), never)).rejects.toMatchObject({ code: 'not-found' });
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { BackupCatalog } from '../../src/ports/BackupCatalog.ts';
import { callsOf, type SharedUnderTest } from './sharedUnderTest.ts';

function record(id: string, changes: Partial<BackupRecord> = {}): BackupRecord {
  return {
    id,
    projectId: 'https://one.example',
    projectUrl: 'https://one.example',
    platform: 'Car audio',
    type: 'manual',
    status: 'completed',
    reason: 'Before the update',
    filename: `manual-backup-${id}.zip`,
    createdAt: '2026-01-25T14:30:45.123Z',
    finishedAt: null,
    createdBy: { id: 'u1', email: 'admin@example.com' },
    coverage: 'catalog',
    consistency: 'page',
    tablesTotal: 1,
    tablesBackedUp: 1,
    totalRows: 23,
    expectedRows: null,
    totalBytes: 8123,
    tables: [],
    archive: { bytes: 'present', sizeBytes: 900, verifiedAt: null, partsVerified: 1 },
    error: null,
    ...changes,
  };
}

/** What every catalog of backups promises. */
export function backupCatalogContract(name: string, make: () => Promise<SharedUnderTest<BackupCatalog>>): void {
  describe(`backup catalog: ${name}`, () => {
    let under: SharedUnderTest<BackupCatalog>;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    test('a record that was put is the same in every tab', async () => {
      const written = record('a', { error: { code: 'timed-out', message: 'Too slow', hint: null } });
      await under.here.put(written);
      expect(await under.here.get('a')).toEqual(written);
      expect(await under.otherTab.get('a')).toEqual(written);
    });

    test('putting a record again replaces it', async () => {
      await under.here.put(record('a', { status: 'in progress' }));
      await under.here.put(record('a', { status: 'failed' }), { relaxed: true });
      expect(await under.otherTab.list('https://one.example')).toEqual([record('a', { status: 'failed' })]);
    });

    test('puts take effect in the order of the calls', async () => {
      const rows = Array.from({ length: 20 }, (_, index) => index);
      await Promise.all(
        rows.map((totalRows) => under.here.put(record('a', { totalRows }), { relaxed: totalRows % 2 === 0 })),
      );
      expect((await under.here.get('a'))?.totalRows).toBe(19);
    });

    test('the list is of one project, newest first', async () => {
      await under.here.put(record('old', { createdAt: '2025-12-31T23:59:59.999Z' }));
      await under.here.put(record('new', { createdAt: '2026-02-01T00:00:00.000Z' }));
      await under.here.put(record('middle'));
      await under.here.put(record('foreign', { projectId: 'https://two.example' }));
      expect((await under.here.list('https://one.example')).map(({ id }) => id)).toEqual(['new', 'middle', 'old']);
    });

    test('what is not there is null, and deleting it is no error', async () => {
      await under.here.put(record('a'));
      await under.otherTab.delete('a');
      await under.here.delete('a');
      expect(await under.here.get('a')).toBeNull();
      expect(await under.here.list('https://one.example')).toEqual([]);
    });

    test('changing a record that was read or written changes nothing in the catalog', async () => {
      const written = record('a');
      await under.here.put(written);
      written.reason = 'changed';
      const read = await under.here.get('a');
      if (read !== null) read.reason = 'changed too';
      expect((await under.here.get('a'))?.reason).toBe('Before the update');
    });

    test('changes are told in this tab and in the other, when they can be read', async () => {
      const here = callsOf(under.here.subscribe);
      const seen: Promise<BackupRecord | null>[] = [];
      const there = callsOf((listener) =>
        under.otherTab.subscribe(() => {
          seen.push(under.otherTab.get('a'));
          listener();
        }),
      );
      await under.here.put(record('a'));
      await Promise.all([here.until(1), there.until(1)]);
      expect((await seen[0])?.id).toBe('a');
      await under.here.delete('a');
      await Promise.all([here.until(2), there.until(2)]);
      here.end();
      there.end();
    });

    test('a listener that was ended is not called again', async () => {
      const ended = callsOf(under.here.subscribe);
      ended.end();
      const other = callsOf(under.here.subscribe);
      await under.here.put(record('a'));
      await other.until(1);
      expect(ended.count()).toBe(0);
      other.end();
    });
  });
}

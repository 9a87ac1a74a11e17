import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { CatalogTable } from '../../src/core/catalog.ts';
import type { Page } from '../../src/core/page.ts';
import { quoteTable } from '../../src/core/tableName.ts';
import type { ProjectSession, TableReader } from '../../src/ports/Project.ts';
import type { SnapshotRequest } from '../../src/ports/SnapshotServer.ts';
import type { ProjectUnderTest } from './project.contract.ts';

const never = new AbortController().signal;
const whole = { after: null, until: null };

interface Given {
  under: ProjectUnderTest;
  session: ProjectSession;
  table: CatalogTable;
}

/** What every project promises of its snapshots. */
export function snapshotContract(get: () => Given): void {
  const withHelper = (name: string, test: (given: Given) => Promise<void>) =>
    it(name, async () => {
      const given = get();
      if (given.under.helper) return await test(given);
      const { snapshots } = given.session;
      const missing = { code: 'helper-missing' };
      await expect(snapshots.begin(requestFor(given.table), never)).rejects.toMatchObject(missing);
      await expect(snapshots.find(randomUUID(), never)).rejects.toMatchObject(missing);
      await expect(snapshots.end(randomUUID(), never)).rejects.toMatchObject(missing);
    });

  function requestFor(table: CatalogTable): SnapshotRequest {
    return { id: randomUUID(), tables: [table], schemas: ['public'], mostBytes: 1_000_000_000, pageBytes: 20_000 };
  }

  async function rowsOf(
    reader: TableReader,
    table: CatalogTable,
    ranges = [whole] as Parameters<TableReader['readPage']>[1][],
  ) {
    const rows: string[] = [];
    const add = ({ bytes, starts, ends }: Page) => {
      for (const [row, start] of starts.entries())
        rows.push(new TextDecoder().decode(bytes.subarray(start, ends[row])));
    };
    for (const range of ranges) {
      for (let after = range.after; ; ) {
        const page = await reader.readPage(table, { after, until: range.until }, 1000, never);
        add(page);
        if (page.next === null) break;
        after = page.next;
      }
    }
    return rows;
  }

  withHelper('gives the rows of the export function, whole or range by range', async ({ session, table }) => {
    const request = requestFor(table);
    const snapshot = await session.snapshots.begin(request, never);
    const reader = session.reader(snapshot);
    expect(reader).toMatchObject({ paging: 'snapshot', takenAt: snapshot.taken_at });
    const exported = await rowsOf(session.reader('export'), table);
    expect(await rowsOf(reader, table)).toEqual(exported);
    expect(await rowsOf(reader, table, await reader.split(table, 50, never))).toEqual(exported);
    expect(snapshot.tables).toMatchObject([{ table: quoteTable(table), rows: exported.length, error: null }]);
    const counted = { visible: exported.length, total: exported.length };
    expect([...(await reader.count([table], never)).values()]).toEqual([counted]);
    expect(snapshot.catalog.tables.map(({ name }) => name)).toContain(table.name);
    await session.snapshots.end(request.id, never);
  });

  withHelper('is the same one when it is asked for again, and is found by its id until it is ended', async (given) => {
    const { snapshots } = given.session;
    const request = requestFor(given.table);
    expect(await snapshots.find(request.id, never)).toBeNull();
    const snapshot = await snapshots.begin(request, never);
    expect(await snapshots.begin(request, never)).toEqual(snapshot);
    expect(await snapshots.find(request.id, never)).toEqual(snapshot);
    await snapshots.end(request.id, never);
    await snapshots.end(request.id, never);
    expect(await snapshots.find(request.id, never)).toBeNull();
    await expect(rowsOf(given.session.reader(snapshot), given.table)).rejects.toMatchObject({ code: 'snapshot-gone' });
  });

  withHelper('is refused where the tables are too large', async ({ session, table }) => {
    const begun = session.snapshots.begin({ ...requestFor(table), mostBytes: 1 }, never);
    await expect(begun).rejects.toMatchObject({ code: 'snapshot-too-large', retryable: false });
  });

  withHelper('is out of reach for everybody else', async ({ session, table, under }) => {
    const { project, admin, otherAdmin, user } = under;
    const request = requestFor(table);
    const snapshot = await session.snapshots.begin(request, never);
    await project.signIn(user.email, user.password);
    await expect(project.openSession().snapshots.find(request.id, never)).rejects.toMatchObject({ code: 'denied' });
    await expect(project.openSession().snapshots.begin(request, never)).rejects.toMatchObject({ code: 'denied' });
    await project.signIn(otherAdmin.email, otherAdmin.password);
    const other = project.openSession();
    expect(await other.snapshots.find(request.id, never)).toBeNull();
    await other.snapshots.end(request.id, never);
    await expect(rowsOf(other.reader(snapshot), table)).rejects.toMatchObject({ code: 'snapshot-gone' });
    await project.signIn(admin.email, admin.password);
    expect(await project.openSession().snapshots.find(request.id, never)).toEqual(snapshot);
    await project.openSession().snapshots.end(request.id, never);
  });
}

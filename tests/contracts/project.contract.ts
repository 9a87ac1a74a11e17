import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogTable } from '../../src/core/catalog.ts';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import type { KeyRange, Page } from '../../src/core/page.ts';
import type { Project, ProjectSession, TableReader } from '../../src/ports/Project.ts';
import { sharedTrailContract } from './sharedTrail.contract.ts';
import { snapshotContract } from './snapshot.contract.ts';

export interface ProjectUnderTest {
  project: Project;
  admin: { email: string; password: string };
  otherAdmin: { email: string; password: string };
  user: { email: string; password: string };
  /** A table with a whole-number key `id` and some hundred rows, as it is. */
  table: string;
  ids: string[];
  /** Whether the helper is installed. */
  helper: boolean;
  close(): Promise<void>;
}

const never = new AbortController().signal;
const textOf = (page: Page) =>
  [...page.starts].map((start, row) => new TextDecoder().decode(page.bytes.subarray(start, page.ends[row])));

/** What every project promises to those who read it. */
export function projectContract(name: string, make: () => Promise<ProjectUnderTest>): void {
  describe(`project: ${name}`, () => {
    let under: ProjectUnderTest;
    let session: ProjectSession;
    let reader: TableReader;
    let table: CatalogTable;

    beforeAll(async () => {
      under = await make();
    });
    afterAll(() => under.close());
    beforeEach(async () => {
      await under.project.ready();
      expect((await under.project.signIn(under.admin.email, under.admin.password)).ok).toBe(true);
      session = under.project.openSession();
      reader = session.reader(under.helper ? 'export' : 'rest');
      const catalog = await session.catalog(null, never);
      const listed = catalog?.tables.find((each) => each.name === under.table);
      table = listed ?? (await session.describeDeclared({ schema: 'public', name: under.table }, ['id'], never));
    });

    async function idsOf(range: KeyRange, pageRows: number): Promise<string[]> {
      const ids: string[] = [];
      for (let after = range.after; ; ) {
        const page = await reader.readPage(table, { after, until: range.until }, pageRows, never);
        expect(page.starts.length).toBeLessThanOrEqual(pageRows);
        ids.push(...textOf(page).map((row) => String((JSON.parse(row) as { id: number }).id)));
        if (page.next === null) return ids;
        after = page.next;
      }
    }

    sharedTrailContract(() => ({ under, session }));
    snapshotContract(() => ({ under, session, table }));

    it('says who is signed in, and tells those who watch', async () => {
      const seen: (string | undefined)[] = [];
      const stop = under.project.onIdentityChange((identity) => seen.push(identity?.email));
      await under.project.signOut();
      expect(under.project.identity()).toBeNull();
      await under.project.signIn(under.user.email, under.user.password);
      expect(under.project.identity()).toMatchObject({ email: under.user.email, role: 'authenticated' });
      stop();
      await under.project.signOut();
      expect([...new Set(seen)]).toEqual([undefined, under.user.email]);
    });

    it('refuses a wrong password in words', async () => {
      await under.project.signOut();
      expect(await under.project.signIn(under.admin.email, 'wrong')).toEqual({
        ok: false,
        reason: 'invalid-credentials',
        message: 'Email or password is not right.',
      });
    });

    it('knows admins from others', async () => {
      expect(await under.project.access()).toMatchObject({
        admin: true,
        helperVersion: under.helper ? helperVersionShipped : null,
      });
      await under.project.signIn(under.user.email, under.user.password);
      expect(await under.project.access()).toEqual({ admin: false, permissions: [], helperVersion: null });
    });

    it.each([7, 1000])('gives every row once and in key order, in pages of %i', async (pageRows) => {
      expect(await idsOf({ after: null, until: null }, pageRows)).toEqual(under.ids);
    });

    it('cuts the keys into ranges that hold every row once', async () => {
      const ranges = await reader.split(table, 50, never);
      const ids: string[] = [];
      for (const range of ranges) ids.push(...(await idsOf(range, 1000)));
      expect(ids).toEqual(under.ids);
    });

    it('gives the same page for the same call', async () => {
      const range = { after: [under.ids[4] ?? ''], until: null };
      const [one, other] = [
        await reader.readPage(table, range, 5, never),
        await reader.readPage(table, range, 5, never),
      ];
      expect(textOf(one)).toEqual(textOf(other));
      expect(one.next).toEqual(other.next);
    });

    it('counts what is visible and, where it can know, what there is', async () => {
      const counted = await reader.count([table], never);
      expect(counted.get(`public.${under.table}`)).toEqual({
        visible: under.ids.length,
        total: under.helper ? under.ids.length : null,
      });
    });

    it('ends at once when aborted', async () => {
      const abort = new AbortController();
      abort.abort();
      await expect(reader.readPage(table, { after: null, until: null }, 10, abort.signal)).rejects.toMatchObject({
        name: 'AbortError',
      });
    });

    it('reads as the person the session began with, or not at all', async () => {
      const read = () => reader.readPage(table, { after: null, until: null }, 10, never);
      await under.project.signOut();
      expect(() => under.project.openSession()).toThrow(expect.objectContaining({ code: 'sign-in-required' }));
      await expect(read()).rejects.toMatchObject({ code: 'sign-in-required', retryable: true });
      const waiting = session.waitForSignIn(never);
      await under.project.signIn(under.admin.email, under.admin.password);
      await waiting;
      expect((await read()).starts.length).toBe(10);
      await under.project.signIn(under.otherAdmin.email, under.otherAdmin.password);
      await expect(read()).rejects.toMatchObject({ code: 'identity-changed' });
      await expect(session.waitForSignIn(never)).rejects.toMatchObject({ code: 'identity-changed' });
    });
  });
}

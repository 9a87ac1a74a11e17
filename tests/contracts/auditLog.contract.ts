import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChainLink } from '../../src/core/auditEntry.ts';
import { linkDigest, loadTextHash, noDigest, type TextHash } from '../../src/core/chainText.ts';
import { checkChain } from '../../src/core/checkChain.ts';
import type { AuditLog } from '../../src/ports/AuditLog.ts';
import { auditEntry, auditProject } from './auditEntries.ts';
import { callsOf, type SharedUnderTest } from './sharedUnderTest.ts';

const detailsOf = (entries: readonly { details: string }[]) => entries.map(({ details }) => details);

/** What every audit trail promises. */
export function auditLogContract(name: string, make: () => Promise<SharedUnderTest<AuditLog>>): void {
  describe(`audit log: ${name}`, () => {
    let under: SharedUnderTest<AuditLog>;
    let hash: TextHash;
    beforeEach(async () => {
      under = await make();
      hash = await loadTextHash();
    });
    afterEach(() => under.close());

    test('entries come back as they were written, the last appended first, from every tab', async () => {
      const first = auditEntry('first', { by: 'schedule', facts: [{ label: 'Tables', value: '10' }] });
      const second = auditEntry('second', { who: null, backupId: null, action: 'sign-in' });
      const written = [await under.here.append(first), await under.otherTab.append(second)];
      expect(written).toMatchObject([first, second]);
      expect(await under.here.list(auditProject)).toEqual(written.reverse());
      expect(written[0]).toMatchObject({ by: 'person', facts: [], own: true, shared: false });
    });

    test('the order is that of the appends, even when the wall clock was set back between them', async () => {
      await under.here.append(auditEntry('before', { at: '2026-01-25T15:00:00.000Z' }));
      await under.here.append(auditEntry('after', { at: '2026-01-25T14:00:00.000Z' }));
      expect(detailsOf(await under.here.list(auditProject))).toEqual(['after', 'before']);
    });

    test('equal entries are kept apart', async () => {
      await Promise.all([under.here.append(auditEntry('same')), under.here.append(auditEntry('same'))]);
      expect(await under.here.list(auditProject)).toHaveLength(2);
    });

    test('the list is of one project, ends at the limit, and goes on from there', async () => {
      for (const details of ['1', '2', '3', '4', '5']) await under.here.append(auditEntry(details));
      await under.here.append(auditEntry('foreign', { projectId: 'https://two.example' }));
      const page = await under.here.list(auditProject, 2);
      expect(detailsOf(page)).toEqual(['5', '4']);
      expect(detailsOf(await under.here.list(auditProject, 2, page[1]?.position))).toEqual(['3', '2']);
      expect(detailsOf(await under.here.list(auditProject, 1, page[1]?.position))).toEqual(['3']);
      expect(detailsOf(await under.here.list(auditProject, undefined, page[1]?.position))).toEqual(['3', '2', '1']);
      expect(await under.here.list(auditProject, 0)).toEqual([]);
      expect(await under.here.list(auditProject)).toHaveLength(5);
      expect(await under.here.count(auditProject)).toBe(5);
    });

    test('an append is told in this tab and in the other', async () => {
      const here = callsOf(under.here.subscribe);
      const there = callsOf(under.otherTab.subscribe);
      await under.here.append(auditEntry('news'));
      await Promise.all([here.until(1), there.until(1)]);
      here.end();
      there.end();
    });

    test('entries form a chain from the first on, one for each project, which anybody can check', async () => {
      for (const details of ['1', '2', '3']) await under.here.append(auditEntry(details));
      await under.here.append(auditEntry('foreign', { projectId: 'https://two.example' }));
      const [third, second, first] = await under.here.list(auditProject);
      const [foreign] = await under.here.list('https://two.example');
      expect([first, second, third].map((link) => link?.seq)).toEqual([1, 2, 3]);
      expect([first, second, third].map((link) => link?.previous)).toEqual([noDigest, first?.digest, second?.digest]);
      for (const link of [first, second, third, foreign]) expect(link && linkDigest(link, hash)).toBe(link?.digest);
      expect(foreign).toMatchObject({ seq: 1, previous: noDigest });
      expect(foreign?.chain).not.toBe(first?.chain);
    });

    test('two tabs that append at once never fork the chain', async () => {
      const tabs = [under.here, under.otherTab];
      await Promise.all(Array.from({ length: 40 }, (_, index) => tabs[index % 2]?.append(auditEntry(`${index}`))));
      const links: ChainLink[] = await under.here.list(auditProject);
      const [newest] = links;
      expect(newest?.seq).toBe(40);
      expect(checkChain(newest?.chain ?? '', links, newest ?? null, hash)).toMatchObject({
        unbroken: true,
        entries: 40,
      });
      expect(await under.here.check(auditProject)).toEqual({ entries: 40, chains: 1, faults: [] });
    });

    test('what an entry holds comes back, whatever people type', async () => {
      const details = 'line\nbreak, "quoted", \\, emoji 🧷, \u2028, a nul \u0000 and half a \ud83d';
      const [written] = [await under.here.append(auditEntry(details))];
      expect(written?.details).toBe('line\nbreak, "quoted", \\, emoji 🧷, \u2028, a nul \ufffd and half a \ufffd');
      expect(await under.otherTab.list(auditProject)).toEqual([written]);
      expect((await under.here.check(auditProject)).faults).toEqual([]);
    });

    test('a check can be stopped, says how far it is, and finds nothing wrong where there is nothing', async () => {
      expect(await under.here.check(auditProject)).toEqual({ entries: 0, chains: 0, faults: [] });
      await under.here.append(auditEntry('1'));
      const seen: number[] = [];
      await under.here.check(auditProject, undefined, (entries) => seen.push(entries));
      expect(seen.at(-1)).toBe(1);
      await expect(under.here.check(auditProject, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
}

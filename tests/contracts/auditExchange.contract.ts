import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendEntry, emptyHead } from '../../src/core/auditChain.ts';
import type { ChainLink } from '../../src/core/auditEntry.ts';
import { loadTextHash, type TextHash } from '../../src/core/chainText.ts';
import type { AuditLog } from '../../src/ports/AuditLog.ts';
import { auditEntry, auditProject, sentChain } from './auditEntries.ts';
import { callsOf, type SharedUnderTest } from './sharedUnderTest.ts';

const otherChain = '11111111-1111-4111-8111-111111111111';

const cursor = (id: number) => ({ id, digest: 'd'.repeat(64) });

/** What every audit trail promises to those who exchange it with the project. */
export function auditExchangeContract(name: string, make: () => Promise<SharedUnderTest<AuditLog>>): void {
  describe(`exchange of the audit trail: ${name}`, () => {
    let under: SharedUnderTest<AuditLog>;
    let log: AuditLog;
    let hash: TextHash;
    beforeEach(async () => {
      under = await make();
      log = under.here;
      hash = await loadTextHash();
    });
    afterEach(() => under.close());

    async function write(...details: string[]): Promise<string> {
      let chain = '';
      for (const each of details) ({ chain } = await log.append(auditEntry(each)));
      return chain;
    }
    const all = async () =>
      (await log.list(auditProject)).map(({ details, own, shared }) => ({ details, own, shared }));

    test('what the project lacks is given oldest first, until it is noted as shared', async () => {
      expect(await log.exchange(auditProject)).toEqual({ pending: 0, cursor: null, syncedAt: null });
      const chain = await write('1', '2', '3');
      expect((await log.exchange(auditProject)).pending).toBe(3);
      const first = await log.pending(auditProject, 2);
      expect(first.map(({ seq }) => seq)).toEqual([1, 2]);
      expect(Object.keys(first[0] ?? {}).sort()).toEqual(['chain', 'digest', 'previous', 'seq', 'text']);
      await log.setShared(auditProject, chain, 2);
      expect((await log.pending(auditProject, 9)).map(({ seq }) => seq)).toEqual([3]);
      expect((await log.exchange(auditProject)).pending).toBe(1);
      expect((await all()).map(({ shared }) => shared)).toEqual([false, true, true]);
      await log.setShared(auditProject, chain, 3);
      expect(await log.pending(auditProject, 9)).toEqual([]);
      await log.setShared(auditProject, chain, 2); // a tab that is later than another
      expect(await log.pending(auditProject, 9)).toEqual([]);
      await log.setShared(auditProject, chain, 0);
      expect(await log.pending(auditProject, 9)).toHaveLength(3);
    });

    test('entries of other browsers stand between ours by time, once, and are nobody’s to send', async () => {
      await write('ours, at half past two');
      const links = sentChain(['theirs 1', 'theirs 2'], otherChain);
      expect(await log.receive(auditProject, links, cursor(2))).toBe(2);
      expect(await log.receive(auditProject, links, cursor(2))).toBe(0);
      expect(await all()).toEqual([
        { details: 'ours, at half past two', own: true, shared: false },
        { details: 'theirs 2', own: false, shared: true },
        { details: 'theirs 1', own: false, shared: true },
      ]);
      expect(await log.exchange(auditProject)).toMatchObject({ pending: 1, cursor: cursor(2) });
      expect(await log.check(auditProject)).toEqual({ entries: 3, chains: 2, faults: [] });
      await write('and on');
      expect((await log.list(auditProject))[0]).toMatchObject({ details: 'and on', seq: 2, own: true });
    });

    test('our own entries that come back count as shared, and are not doubled', async () => {
      await write('1', '2');
      const links = await log.pending(auditProject, 1);
      expect(await log.receive(auditProject, links, cursor(1))).toBe(0);
      expect((await all()).map(({ shared }) => shared)).toEqual([false, true]);
      expect((await log.pending(auditProject, 9)).map(({ seq }) => seq)).toEqual([2]);
    });

    test('what was received and what was shared is told in every tab', async () => {
      const [here, there] = [callsOf(log.subscribe), callsOf(under.otherTab.subscribe)];
      await log.receive(auditProject, sentChain(['theirs'], otherChain), cursor(1));
      await Promise.all([here.until(1), there.until(1)]);
      await log.receive(auditProject, sentChain(['theirs'], otherChain), cursor(1));
      expect(here.count()).toBe(1); // nothing new
      here.end();
      there.end();
    });

    test.each<[string, (links: ChainLink[]) => ChainLink[], number, number]>([
      [
        'of which one was changed',
        (links) => links.map((each) => (each.seq === 2 ? { ...each, text: each.text.replace('b', 'x') } : each)),
        2,
        1,
      ],
      ['of which one is missing', (links) => links.filter(({ seq }) => seq !== 2), 3, 1],
      ['that begins too late', (links) => links.slice(1), 2, 0],
    ])('a copy in the project %s is taken up to there, and the check says so', async (_what, spoil, differs, taken) => {
      const links = spoil(sentChain(['a', 'b', 'c'], otherChain));
      expect(await log.receive(auditProject, links, cursor(3))).toBe(taken);
      expect((await log.check(auditProject)).faults).toMatchObject([
        { kind: 'differs', from: differs, chain: otherChain },
      ]);
      expect((await log.exchange(auditProject)).pending).toBe(0);
      await log.forgetExchange(auditProject);
      await log.receive(auditProject, sentChain(['a', 'b', 'c'], otherChain), cursor(3));
      expect(await log.check(auditProject)).toEqual({ entries: 3, chains: 1, faults: [] });
    });

    test('a copy in the project that says otherwise than ours is not taken, and the check says so', async () => {
      await log.receive(auditProject, sentChain(['a', 'b', 'c'], otherChain), cursor(3));
      expect(await log.receive(auditProject, sentChain(['a', 'B', 'c'], otherChain).slice(1), cursor(3))).toBe(0);
      expect((await all()).map(({ details }) => details)).toEqual(['c', 'b', 'a']);
      expect((await log.check(auditProject)).faults).toMatchObject([{ kind: 'differs', from: 2, own: false }]);
    });

    test('where the project was set back, everything is to be exchanged again, what others wrote included', async () => {
      const chain = await write('1', '2');
      await log.setShared(auditProject, chain, 2);
      await log.receive(auditProject, sentChain(['theirs 1', 'theirs 2'], otherChain), cursor(4));
      await log.setSynced(auditProject, '2026-01-25T15:00:00.000Z');
      await log.forgetExchange(auditProject);
      expect(await log.exchange(auditProject)).toEqual({
        pending: 4,
        cursor: null,
        syncedAt: '2026-01-25T15:00:00.000Z',
      });
      expect((await log.pending(auditProject, 9)).map((link) => [link.chain, link.seq])).toEqual([
        [chain, 1],
        [chain, 2],
      ]);
      await log.setShared(auditProject, chain, 2);
      expect(await log.pending(auditProject, 9)).toEqual(sentChain(['theirs 1', 'theirs 2'], otherChain));
    });

    test('entries of a browser whose copy went on first move to a chain of their own, in order, whole', async () => {
      const chain = await write('1', '2', '3', '4');
      await log.setShared(auditProject, chain, 2);
      const before = await log.list(auditProject);
      await log.resolveFork(auditProject, chain, auditEntry('a new chain', { action: 'trail-restarted' }));
      const after = await log.list(auditProject);
      expect(after.map(({ seq, details }) => [seq, details]).sort()).toEqual([
        [1, '1'],
        [1, '3'],
        [2, '2'],
        [2, '4'],
        [3, 'a new chain'],
      ]);
      expect(new Set(after.map((entry) => entry.chain)).size).toBe(2);
      expect(after.filter((entry) => entry.chain === chain).map(({ own, shared }) => ({ own, shared }))).toEqual([
        { own: false, shared: true },
        { own: false, shared: true },
      ]);
      expect(await log.check(auditProject)).toEqual({ entries: 5, chains: 2, faults: [] });
      expect((await log.exchange(auditProject)).pending).toBe(3);
      const moved = after.find(({ details }) => details === '4');
      expect(moved).toMatchObject({ ...auditEntry('4'), own: true });
      expect(moved?.digest).not.toBe(before[0]?.digest);
      expect(await log.append(auditEntry('5'))).toMatchObject({ seq: 4, chain: moved?.chain });
      // What the copy wrote is then taken as another browser's.
      const [shared] = before.filter(({ seq }) => seq === 2);
      const head = {
        ...emptyHead(auditProject, chain, false),
        seq: 2,
        digest: shared?.digest ?? '',
        lastAt: shared?.at ?? '',
      };
      const { kept } = appendEntry(head, auditEntry('the copy'), hash);
      expect(await log.receive(auditProject, [kept], cursor(3))).toBe(1);
      expect((await log.check(auditProject)).faults).toEqual([]);
    });

    test('a fork of another browser’s chain is told, and is not sent again', async () => {
      await log.receive(auditProject, sentChain(['a', 'b'], otherChain), cursor(2));
      await log.forgetExchange(auditProject);
      await log.setShared(auditProject, otherChain, 1);
      await log.resolveFork(auditProject, otherChain, auditEntry('unused'));
      expect((await log.exchange(auditProject)).pending).toBe(0);
      expect(await log.pending(auditProject, 9)).toEqual([]);
      expect((await log.check(auditProject)).faults).toMatchObject([{ kind: 'differs', from: 2 }]);
      expect(await log.count(auditProject)).toBe(2);
    });

    test('projects do not mix', async () => {
      await write('one');
      await log.receive('https://two.example', sentChain(['theirs'], otherChain), cursor(1));
      expect(await log.exchange(auditProject)).toEqual({ pending: 1, cursor: null, syncedAt: null });
      await log.forgetExchange('https://two.example');
      expect(await log.exchange('https://two.example')).toMatchObject({ pending: 1, cursor: null });
      expect((await log.check(auditProject)).entries).toBe(1);
    });
  });
}

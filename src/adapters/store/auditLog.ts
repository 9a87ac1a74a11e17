import {
  appendEntry,
  type ChainHead,
  emptyHead,
  type KeptLink,
  moveToNewChain,
  pendingOf,
  takeLink,
  trailEntry,
} from '../../core/auditChain.ts';
import type { AuditEntry, ChainLink, TrailEntry } from '../../core/auditEntry.ts';
import { loadTextHash, type TextHash } from '../../core/chainText.ts';
import { groupBy } from '../../core/groupBy.ts';
import type { AuditLog } from '../../ports/AuditLog.ts';
import { createChanges } from './changes.ts';
import { checkTrail } from './checkTrail.ts';
import type { Database, Transaction } from './database.ts';

const defaultLimit = 1000;

/** All keys that begin with these parts: arrays sort after every text and number. */
export function keysOf(...parts: (string | number)[]): IDBKeyRange {
  return IDBKeyRange.bound(parts, [...parts, []]);
}

type Mode = 'readonly' | 'readwrite';

async function ownHead(tx: Transaction<Mode>, projectId: string): Promise<ChainHead | null> {
  const heads = await tx.objectStore('auditHeads').getAll(keysOf(projectId));
  return heads.find(({ own }) => own) ?? null;
}

const placeOf = ({ chain, seq }: Pick<ChainLink, 'chain' | 'seq'>) => `${chain} ${seq}`;

/** What is kept in the places of these links: one request a chain, whose links follow one another, rather than one a link. */
async function readPlaces(
  tx: Transaction<Mode>,
  projectId: string,
  links: readonly ChainLink[],
): Promise<Map<string, KeptLink>> {
  const ranges = [...groupBy(links, ({ chain }) => chain)].map(([chain, own]) => {
    const places = own.map(({ seq }) => seq);
    return IDBKeyRange.bound([projectId, chain, Math.min(...places)], [projectId, chain, Math.max(...places)]);
  });
  const found = await Promise.all(ranges.map((range) => tx.objectStore('auditEntries').getAll(range)));
  return new Map(found.flat().map((link) => [placeOf(link), link]));
}

const linkOf = ({ chain, seq, previous, digest, text }: KeptLink): ChainLink => ({
  chain,
  seq,
  previous,
  digest,
  text,
});

/**
 * The audit trail, in IndexedDB: one chain of this browser for each project, and copies of the chains of other browsers. The head of each
 * chain is written in the same transaction as its links, which is what keeps tabs from forking it.
 */
export function createAuditLog(database: Database): AuditLog {
  const changes = createChanges(`${database.name}:audit`);
  let hashing: Promise<TextHash> | null = null;
  /** A transaction ends while one waits for anything else, so this comes before it. */
  const loadHash = () => {
    hashing ??= loadTextHash();
    return hashing;
  };
  const write = <T>(work: (tx: Transaction<'readwrite'>) => Promise<T>) =>
    database.write('write the audit trail', ['auditEntries', 'auditHeads', 'auditSync'], work);
  const read = <T>(work: (tx: Transaction<'readonly'>) => Promise<T>) =>
    database.read('read the audit trail', ['auditEntries', 'auditHeads', 'auditSync'], work);

  async function append(entry: AuditEntry): Promise<TrailEntry> {
    const hash = await loadHash();
    const newChain = crypto.randomUUID();
    let made: KeptLink | null = null;
    const [kept, head] = await write(async (tx) => {
      const end = (await ownHead(tx, entry.projectId)) ?? emptyHead(entry.projectId, newChain, true);
      // The connection may have died after the commit: then the entry is there already, and is not written again.
      const there =
        made === null ? undefined : await tx.objectStore('auditEntries').get([made.projectId, made.chain, made.seq]);
      if (there !== undefined && there.digest === made?.digest) return [there, end] as const;
      const added = appendEntry(end, entry, hash);
      made = added.kept;
      await Promise.all([tx.objectStore('auditEntries').add(added.kept), tx.objectStore('auditHeads').put(added.head)]);
      return [added.kept, added.head] as const;
    });
    changes.notify();
    return trailEntry(kept, head);
  }

  async function list(projectId: string, limit = defaultLimit, before?: string): Promise<TrailEntry[]> {
    if (limit < 1) return [];
    const [links, heads] = await read(async (tx) => {
      const byPosition = tx.objectStore('auditEntries').index('byPosition');
      const end = [projectId, before ?? []];
      // A cursor finds where the page begins without reading what stands between: that would be a request for each entry.
      const newest = await byPosition.openKeyCursor(IDBKeyRange.bound([projectId], end, false, true), 'prev');
      const oldest = limit > 1 ? await newest?.advance(limit - 1) : newest;
      const page = await byPosition.getAll(IDBKeyRange.bound(oldest?.key ?? [projectId], end, false, true));
      return [page.reverse(), await tx.objectStore('auditHeads').getAll(keysOf(projectId))] as const;
    });
    const headOf = new Map(heads.map((head) => [head.chain, head]));
    return links.map((link) => trailEntry(link, headOf.get(link.chain) ?? null));
  }

  async function changeHead(
    projectId: string,
    chain: string,
    change: (head: ChainHead) => Partial<ChainHead>,
  ): Promise<void> {
    await write(async (tx) => {
      const head = await tx.objectStore('auditHeads').get([projectId, chain]);
      if (head !== undefined) await tx.objectStore('auditHeads').put({ ...head, ...change(head) });
    });
    changes.notify();
  }

  async function receive(
    projectId: string,
    links: readonly ChainLink[],
    cursor: { id: number; digest: string },
  ): Promise<number> {
    const hash = await loadHash();
    const [added, changed] = await write(async (tx) => {
      const entries = tx.objectStore('auditEntries');
      const stored = await tx.objectStore('auditHeads').getAll(keysOf(projectId));
      const heads = new Map(stored.map((head) => [head.chain, head]));
      const known = await readPlaces(tx, projectId, links);
      const writes: Promise<unknown>[] = [];
      let fresh = 0;
      for (const link of links) {
        const there = known.get(placeOf(link)) ?? null;
        const taken = takeLink(heads.get(link.chain) ?? emptyHead(projectId, link.chain, false), link, there, hash);
        heads.set(link.chain, taken.head);
        if (taken.kept === null) continue;
        fresh += 1;
        known.set(placeOf(link), taken.kept);
        writes.push(entries.add(taken.kept));
      }
      const moved = [...heads.values()].filter((head) => !stored.includes(head));
      for (const head of moved) writes.push(tx.objectStore('auditHeads').put(head));
      const sync = await tx.objectStore('auditSync').get(projectId);
      writes.push(tx.objectStore('auditSync').put({ syncedAt: null, ...sync, cursor }, projectId));
      await Promise.all(writes);
      return [fresh, moved.length > 0] as const;
    });
    if (changed) changes.notify();
    return added;
  }

  async function resolveFork(projectId: string, chain: string, note: AuditEntry): Promise<void> {
    const hash = await loadHash();
    const newChain = crypto.randomUUID();
    await write(async (tx) => {
      const entries = tx.objectStore('auditEntries');
      const heads = tx.objectStore('auditHeads');
      const head = await heads.get([projectId, chain]);
      if (head === undefined) return;
      if (!head.own) {
        await heads.put({ ...head, differs: head.differs ?? head.shared + 1 });
        return;
      }
      const lastShared = (await entries.get([projectId, chain, head.shared])) ?? null;
      const pending = await entries.getAll(
        IDBKeyRange.bound([projectId, chain, head.shared + 1], [projectId, chain, []]),
      );
      const moved = moveToNewChain(head, lastShared, pending, newChain, note, hash);
      const sync = await tx.objectStore('auditSync').get(projectId);
      await Promise.all([
        ...pending.map(({ seq }) => entries.delete([projectId, chain, seq])),
        ...moved.kept.map((link) => entries.add(link)),
        heads.put(moved.left),
        heads.put(moved.head),
        // What was passed over, because it did not continue this chain, is fetched once more.
        tx.objectStore('auditSync').put({ syncedAt: null, ...sync, cursor: null }, projectId),
      ]);
    });
    changes.notify();
  }

  return {
    append,
    list,
    count: (projectId) => read((tx) => tx.objectStore('auditEntries').count(keysOf(projectId))),
    check: async (projectId, signal, onChecked) => checkTrail(read, await loadHash(), projectId, signal, onChecked),
    subscribe: changes.subscribe,

    exchange: (projectId) =>
      read(async (tx) => {
        const heads = await tx.objectStore('auditHeads').getAll(keysOf(projectId));
        const sync = await tx.objectStore('auditSync').get(projectId);
        const pending = heads.reduce((sum, head) => sum + pendingOf(head), 0);
        return { pending, cursor: sync?.cursor ?? null, syncedAt: sync?.syncedAt ?? null };
      }),

    pending: (projectId, limit) =>
      read(async (tx) => {
        const heads = await tx.objectStore('auditHeads').getAll(keysOf(projectId));
        const waiting = heads.filter((head) => pendingOf(head) > 0);
        const head = waiting.find(({ own }) => own) ?? waiting[0];
        if (head === undefined) return [];
        const range = IDBKeyRange.bound([projectId, head.chain, head.shared + 1], [projectId, head.chain, []]);
        return (await tx.objectStore('auditEntries').getAll(range, limit)).map(linkOf);
      }),

    setShared: (projectId, chain, seq) =>
      changeHead(projectId, chain, ({ shared }) => ({ shared: seq === 0 ? 0 : Math.max(shared, seq) })),
    receive,

    async setSynced(projectId, at) {
      await write(async (tx) => {
        const sync = await tx.objectStore('auditSync').get(projectId);
        await tx.objectStore('auditSync').put({ cursor: null, ...sync, syncedAt: at }, projectId);
      });
    },

    async forgetExchange(projectId) {
      await write(async (tx) => {
        const heads = await tx.objectStore('auditHeads').getAll(keysOf(projectId));
        await Promise.all(heads.map((head) => tx.objectStore('auditHeads').put({ ...head, shared: 0, differs: null })));
        const sync = await tx.objectStore('auditSync').get(projectId);
        await tx.objectStore('auditSync').put({ syncedAt: null, ...sync, cursor: null }, projectId);
      });
      changes.notify();
    },

    resolveFork,
  };
}

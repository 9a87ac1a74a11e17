import {
  appendEntry,
  type ChainHead,
  emptyHead,
  type KeptLink,
  moveToNewChain,
  pendingOf,
  takeLink,
  trailEntry,
} from '../../src/core/auditChain.ts';
import type { AuditEntry } from '../../src/core/auditEntry.ts';
import { loadTextHash } from '../../src/core/chainText.ts';
import { checkChain } from '../../src/core/checkChain.ts';
import type { AuditLog, TrailCursor } from '../../src/ports/AuditLog.ts';
import { createListeners } from './listeners.ts';

const loading = loadTextHash();

/** What lies in memory; tests may reach into it as something else than the app would. */
interface MemoryTrail {
  links: KeptLink[];
  heads: ChainHead[];
}

export interface MemoryAuditLog extends AuditLog {
  readonly trail: MemoryTrail;
  /** Another tab's view. */
  openTab(): AuditLog;
}

const isOf =
  (projectId: string, chain: string, seq?: number) =>
  (each: { projectId: string; chain: string; seq: number }): boolean =>
    each.projectId === projectId && each.chain === chain && (seq === undefined || each.seq === seq);

/** The audit trail in memory. */
export function createMemoryAuditLog(): MemoryAuditLog {
  const trail: MemoryTrail = { links: [], heads: [] };
  const syncs = new Map<string, { cursor: TrailCursor | null; syncedAt: string | null }>();
  const changes = createListeners();

  const headsOf = (projectId: string) => trail.heads.filter((head) => head.projectId === projectId);
  const headOf = (projectId: string, chain: string) => trail.heads.find(isOf(projectId, chain)) ?? null;
  const linksOf = (projectId: string, chain: string) =>
    trail.links.filter(isOf(projectId, chain)).sort((one, other) => one.seq - other.seq);
  const syncOf = (projectId: string) => syncs.get(projectId) ?? { cursor: null, syncedAt: null };

  function putHead(head: ChainHead): void {
    trail.heads = [...trail.heads.filter((each) => !isOf(head.projectId, head.chain)(each)), head];
  }

  const log: AuditLog = {
    async append(entry) {
      const hash = await loading;
      const { projectId } = entry;
      const end = headsOf(projectId).find(({ own }) => own) ?? emptyHead(projectId, crypto.randomUUID(), true);
      const { head, kept } = appendEntry(end, structuredClone(entry), hash);
      trail.links.push(kept);
      putHead(head);
      changes.notify();
      return trailEntry(kept, head);
    },

    async list(projectId, limit = 1000, before) {
      return trail.links
        .filter((link) => link.projectId === projectId && (before === undefined || link.position < before))
        .sort((one, other) => (one.position < other.position ? 1 : -1))
        .slice(0, Math.max(0, limit))
        .map((link) => trailEntry(link, headOf(projectId, link.chain)));
    },

    async count(projectId) {
      return trail.links.filter((link) => link.projectId === projectId).length;
    },

    async check(projectId, signal, onChecked = () => undefined) {
      const hash = await loading;
      signal?.throwIfAborted();
      const all = [...headsOf(projectId), ...trail.links.filter((link) => link.projectId === projectId)];
      const chains = [...new Set(all.map(({ chain }) => chain))];
      let entries = 0;
      const faults = chains.flatMap((chain) => {
        const head = headOf(projectId, chain);
        const check = checkChain(chain, linksOf(projectId, chain), head, hash);
        entries += check.entries;
        onChecked(entries);
        return check.faults.map((fault) => ({ ...fault, own: head?.own === true }));
      });
      return { entries, chains: chains.length, faults };
    },

    subscribe: changes.subscribe,

    async exchange(projectId) {
      return { pending: headsOf(projectId).reduce((sum, head) => sum + pendingOf(head), 0), ...syncOf(projectId) };
    },

    async pending(projectId, limit) {
      const waiting = headsOf(projectId).filter((head) => pendingOf(head) > 0);
      const head = waiting.find(({ own }) => own) ?? waiting[0];
      if (head === undefined) return [];
      const links = linksOf(projectId, head.chain).filter(({ seq }) => seq > head.shared);
      return links
        .slice(0, limit)
        .map(({ chain, seq, previous, digest, text }) => ({ chain, seq, previous, digest, text }));
    },

    async setShared(projectId, chain, seq) {
      const head = headOf(projectId, chain);
      if (head !== null) putHead({ ...head, shared: seq === 0 ? 0 : Math.max(head.shared, seq) });
      changes.notify();
    },

    async receive(projectId, links, cursor) {
      const hash = await loading;
      const before = trail.heads;
      let added = 0;
      for (const link of links) {
        const there = trail.links.find(isOf(projectId, link.chain, link.seq)) ?? null;
        const stored = headOf(projectId, link.chain);
        const taken = takeLink(stored ?? emptyHead(projectId, link.chain, false), link, there, hash);
        if (taken.head !== stored) putHead(taken.head);
        if (taken.kept === null) continue;
        trail.links.push(taken.kept);
        added += 1;
      }
      syncs.set(projectId, { ...syncOf(projectId), cursor });
      if (trail.heads !== before) changes.notify();
      return added;
    },

    async setSynced(projectId, at) {
      syncs.set(projectId, { ...syncOf(projectId), syncedAt: at });
    },

    async forgetExchange(projectId) {
      for (const head of headsOf(projectId)) putHead({ ...head, shared: 0, differs: null });
      syncs.set(projectId, { ...syncOf(projectId), cursor: null });
      changes.notify();
    },

    async resolveFork(projectId, chain, note: AuditEntry) {
      const hash = await loading;
      const head = headOf(projectId, chain);
      if (head === null) return;
      if (!head.own) {
        putHead({ ...head, differs: head.differs ?? head.shared + 1 });
      } else {
        const pending = linksOf(projectId, chain).filter(({ seq }) => seq > head.shared);
        const lastShared = trail.links.find(isOf(projectId, chain, head.shared)) ?? null;
        const moved = moveToNewChain(head, lastShared, pending, crypto.randomUUID(), note, hash);
        trail.links = [...trail.links.filter((link) => !pending.includes(link)), ...moved.kept];
        putHead(moved.left);
        putHead(moved.head);
        syncs.set(projectId, { ...syncOf(projectId), cursor: null });
      }
      changes.notify();
    },
  };
  return { ...log, trail, openTab: () => log };
}

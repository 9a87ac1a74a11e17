import type { AuditEntry, ChainLink, TrailEntry } from '../core/auditEntry.ts';
import type { ChainFault } from '../core/checkChain.ts';

/** What a check of the whole trail of a project found. */
export interface TrailCheck {
  /** Entries that were checked, of all chains. */
  entries: number;
  /** Chains: this browser's, and those of other browsers that were fetched. */
  chains: number;
  /** Where chains break; `own`: this browser's chain. Empty when all are unbroken. */
  faults: readonly (ChainFault & { own: boolean })[];
}

/** How far the trail was exchanged with the project. */
export interface TrailExchange {
  /** Entries that the project is not known to have: this browser's, and those of others that the project lost. */
  pending: number;
  /** The last entry that was fetched; null before the first. */
  cursor: TrailCursor | null;
  /** ISO instant of the last exchange that went through; null before. */
  syncedAt: string | null;
}

/** A place in the project's trail. The digest tells whether the project still has the same entry there. */
export interface TrailCursor {
  id: number;
  digest: string;
}

/** The trail of acts on data: append-only. This browser's entries form a chain; those of other browsers of the project have their own. */
export interface AuditLog {
  /**
   * Adds an entry to this browser's chain, in one transaction, so that several tabs never fork it; resolves once on disk.
   * @throws HoldfastError `storage-full` or `storage-failed`.
   */
  append(entry: AuditEntry): Promise<TrailEntry>;
  /**
   * Entries of one project, newest first, at most `limit` (default 1,000); with `before` (a `position`), those that come after it in this list.
   * The order of one chain is that of its appends, even where the wall clock was set back between them.
   */
  list(projectId: string, limit?: number, before?: string): Promise<TrailEntry[]>;
  /** How many entries `list` would give in all. */
  count(projectId: string): Promise<number>;
  /**
   * Checks every chain of the project from its first entry to its last. Reads a thousand at a time, so that the page stays alive;
   * `onChecked` gets the number of entries so far. What is appended meanwhile is checked too.
   * @throws HoldfastError `storage-failed`; AbortError.
   */
  check(projectId: string, signal?: AbortSignal, onChecked?: (entries: number) => void): Promise<TrailCheck>;
  /** Calls back after any change, made here or in another tab. Returns the function that ends it. */
  subscribe(listener: () => void): () => void;

  /** How far the trail was exchanged with the project. */
  exchange(projectId: string): Promise<TrailExchange>;
  /** Oldest first, at most `limit` links of one chain that the project is not known to have; this browser's chain before those of others. */
  pending(projectId: string, limit: number): Promise<ChainLink[]>;
  /** Notes that the project has the links of a chain up to `seq`; 0 when it turned out to lack some. */
  setShared(projectId: string, chain: string, seq: number): Promise<void>;
  /**
   * Takes links that the project has, in its order, and notes how far was read. Those that are here already stay as they are; where they
   * differ, or do not continue their chain, they are not taken, and `check` says so from then on. Repeating it is safe.
   * @returns how many were new.
   * @throws HoldfastError `storage-full` or `storage-failed`.
   */
  receive(projectId: string, links: readonly ChainLink[], cursor: TrailCursor): Promise<number>;
  /** Notes that an exchange went through; an ISO instant. */
  setSynced(projectId: string, at: string): Promise<void>;
  /** The project was set back: nothing counts as fetched or shared any more, until it is exchanged again. */
  forgetExchange(projectId: string): Promise<void>;
  /**
   * The project has other links in a chain than those that are pending here. This browser's chain: its data was copied, and the copy's
   * entries reached the project first. Those that the project lacks move, in order and with new digests, to a new chain, which goes on from
   * here; `note` is its next entry. Another browser's chain: `check` says from then on where it differs, and it is pending no more.
   * @throws HoldfastError `storage-full` or `storage-failed`.
   */
  resolveFork(projectId: string, chain: string, note: AuditEntry): Promise<void>;
}

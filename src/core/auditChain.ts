import type { AuditEntry, ChainLink, TrailEntry } from './auditEntry.ts';
import { entryText, linkDigest, noDigest, readText, type TextHash } from './chainText.ts';

/** A link as a browser keeps it. */
export interface KeptLink extends ChainLink {
  projectId: string;
  /** As `TrailEntry.position`. */
  position: string;
}

/** How a chain ends, kept apart from its links, so that links that were removed at its end are missed. */
export interface ChainHead {
  projectId: string;
  chain: string;
  /** This browser adds to it. */
  own: boolean;
  /** Place and digest of the last link; 0 and `noDigest` before the first. */
  seq: number;
  digest: string;
  /** The latest instant of its links; '' before the first. */
  lastAt: string;
  /** The project has the links up to this place. */
  shared: number;
  /** The first place at which the project's copy says otherwise; null when there is none. */
  differs: number | null;
}

/** The head of a chain without links. */
export function emptyHead(projectId: string, chain: string, own: boolean): ChainHead {
  return { projectId, chain, own, seq: 0, digest: noDigest, lastAt: '', shared: 0, differs: null };
}

const laterOf = (one: string, other: string) => (one > other ? one : other);

/**
 * Where a link stands in the list of the trail: by time, but never before the links of its own chain that came before it.
 * `lastAt` is the latest instant of its chain up to this link.
 */
export function positionOf(lastAt: string, { chain, seq }: Pick<ChainLink, 'chain' | 'seq'>): string {
  return `${lastAt} ${chain} ${String(seq).padStart(12, '0')}`;
}

/** The instant in a position. */
export const timeOf = (position: string) => position.slice(0, position.indexOf(' '));

interface Added {
  head: ChainHead;
  kept: KeptLink;
}

function add(head: ChainHead, link: ChainLink, at: string): Added {
  const lastAt = laterOf(head.lastAt, at);
  const { chain, seq, previous, digest, text } = link;
  return {
    head: { ...head, seq, digest, lastAt },
    kept: { projectId: head.projectId, chain, seq, previous, digest, text, position: positionOf(lastAt, link) },
  };
}

/** The next link of a chain. */
export function appendEntry(head: ChainHead, entry: AuditEntry, hash: TextHash): Added {
  const place = { chain: head.chain, seq: head.seq + 1 };
  const text = entryText(place, entry);
  const previous = head.digest;
  return add(head, { ...place, previous, text, digest: linkDigest({ previous, text }, hash) }, entry.at);
}

/**
 * What becomes of a chain when the project turns out to have this link. `there` is what is kept at its place; null when nothing is.
 * `kept` is the link when it is new. What does not fit is not taken, and noted as differing, but for what an own chain has not shared yet:
 * that a copy of this browser went on with it shows when those entries are sent.
 */
export function takeLink(
  head: ChainHead,
  link: ChainLink,
  there: KeptLink | null,
  hash: TextHash,
): { head: ChainHead; kept: KeptLink | null } {
  const unsent = head.own && link.seq > head.shared;
  const told = head.differs !== null && head.differs <= link.seq;
  const differing = { head: unsent || told ? head : { ...head, differs: link.seq }, kept: null };
  const said = readText(link.text);
  const sound = said?.chain === link.chain && said.seq === link.seq && linkDigest(link, hash) === link.digest;
  if (!sound || (there !== null && there.digest !== link.digest)) return differing;
  const shared = Math.max(head.shared, link.seq);
  if (there !== null && link.seq <= head.seq)
    return { head: shared === head.shared ? head : { ...head, shared }, kept: null };
  if (link.seq !== head.seq + 1 || link.previous !== head.digest) return differing;
  const added = add(head, link, said.at);
  return { head: { ...added.head, shared }, kept: there === null ? added.kept : null };
}

/**
 * Takes the links that the project lacks out of a chain which a copy of this browser has continued, and begins a new one with them; `note`
 * follows. `lastShared` is the link at `head.shared`; null when there is none.
 */
export function moveToNewChain(
  head: ChainHead,
  lastShared: KeptLink | null,
  pending: readonly KeptLink[],
  newChain: string,
  note: AuditEntry,
  hash: TextHash,
): { left: ChainHead; head: ChainHead; kept: KeptLink[] } {
  const left: ChainHead = {
    ...head,
    own: false,
    seq: lastShared?.seq ?? 0,
    digest: lastShared?.digest ?? noDigest,
    lastAt: lastShared === null ? '' : timeOf(lastShared.position),
  };
  let next = emptyHead(head.projectId, newChain, true);
  const kept: KeptLink[] = [];
  for (const entry of [...pending.map(entryOf), note]) {
    const added = appendEntry(next, entry, hash);
    next = added.head;
    kept.push(added.kept);
  }
  return { left, head: next, kept };
}

/** What a link says; a link whose text was spoilt is told as such. */
function entryOf({ projectId, text, position }: KeptLink): Required<AuditEntry> {
  const said = readText(text);
  if (said === null) {
    return {
      projectId,
      at: timeOf(position),
      who: null,
      by: 'person',
      action: 'unreadable',
      backupId: null,
      result: 'changed',
      details: 'This entry was changed and cannot be read any more.',
      facts: [{ label: 'Text', value: text }],
    };
  }
  const { at, who, by, action, backupId, result, details, facts } = said;
  return { projectId, at, who, by, action, backupId, result, details, facts };
}

/** A kept link as an entry of the trail; `head` is that of its chain, null when it is lost. */
export function trailEntry(link: KeptLink, head: ChainHead | null): TrailEntry {
  const { chain, seq, previous, digest, text, position } = link;
  const own = head?.own === true;
  const shared = head !== null && seq <= head.shared;
  return { ...entryOf(link), chain, seq, previous, digest, text, position, own, shared };
}

/** Entries of a chain that the project is not known to have. A chain of which the project's copy differs is left alone. */
export function pendingOf({ seq, shared, differs }: ChainHead): number {
  return differs === null ? Math.max(0, seq - shared) : 0;
}

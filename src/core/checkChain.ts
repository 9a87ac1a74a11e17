import { type ChainHead, type KeptLink, positionOf, timeOf } from './auditChain.ts';
import type { ChainLink } from './auditEntry.ts';
import { linkDigest, noDigest, readText, type TextHash } from './chainText.ts';
import { formatCount } from './retentionReasons.ts';

/** Where a chain of audit entries breaks. */
export interface ChainFault {
  chain: string;
  /** Entries meant: from this one … */
  from: number;
  /** … to this one, included. */
  to: number;
  /**
   * changed: it is not what was written. missing: it was removed. added: it stands after the end, or twice. head: how the chain ends is not
   * known. differs: the project's copy says otherwise.
   */
  kind: 'changed' | 'missing' | 'added' | 'head' | 'differs';
  /** In plain words: "Entries 12 to 14 are missing." */
  message: string;
}

/** The end that a chain must have, as it is kept apart from the links. */
export type ChainEnd = Pick<ChainHead, 'seq' | 'digest'> & Partial<Pick<ChainHead, 'differs'>>;

/** Links of one chain, with the positions under which they are kept; those of an exported trail have none. */
export type CheckedLink = ChainLink & Partial<Pick<KeptLink, 'position'>>;

/** Whether a chain is unbroken, and if not where it breaks, in order. */
export interface ChainCheck {
  unbroken: boolean;
  /** Links that were looked at. */
  entries: number;
  faults: ChainFault[];
}

/** Checks one chain, fed from its first link on, so that it need not be in memory as a whole. */
export class ChainChecker {
  /** Links that were looked at. */
  entries = 0;
  private readonly faults: ChainFault[] = [];
  private last: { seq: number; digest: string; sound: boolean } | null = null;
  /** The latest instant so far; null when it is not known for sure. */
  private lastAt: string | null = '';
  /** The last link does not name the one before; which of the two was rewritten shows in the next. */
  private torn = false;
  private readonly chain: string;
  private readonly hash: TextHash;

  constructor(chain: string, hash: TextHash) {
    this.chain = chain;
    this.hash = hash;
  }

  /** Takes the next link; the order is that of their places. */
  add(link: CheckedLink): void {
    this.entries += 1;
    const before = this.last;
    const expected = (before?.seq ?? 0) + 1;
    if (link.seq < expected) {
      this.note('added', link.seq);
      return;
    }
    const gap = link.seq > expected;
    const fits = !gap && link.previous === (before?.digest ?? noDigest);
    if (this.torn) this.settleTear(gap ? null : fits);
    if (gap) this.missLinks(expected, link.seq - 1);
    const sound = this.isSound(link);
    if (!sound) this.note('changed', link.seq);
    // A link that was changed visibly has been told; that the next one names what it was before tells nothing new.
    else if (!gap && !fits && before?.sound !== false) {
      if (before === null) this.note('changed', link.seq);
      else this.torn = true;
    }
    this.last = { seq: link.seq, digest: link.digest, sound };
  }

  /** What was found, once all links were added. `end` is null when it is lost. */
  finish(end: ChainEnd | null): ChainFault[] {
    const last = this.last;
    const sameEnd = end !== null && end.seq === last?.seq;
    if (this.torn) this.settleTear(sameEnd ? end.digest === last?.digest : null);
    else if (sameEnd && last?.sound === true && end.digest !== last.digest) this.note('changed', last.seq);
    const lastSeq = last?.seq ?? 0;
    if (end === null && last !== null) this.note('head', lastSeq);
    else if (end !== null && end.seq > lastSeq) this.missNewest(lastSeq + 1, end.seq);
    else if (end !== null && end.seq < lastSeq) this.note('added', end.seq + 1, lastSeq);
    if (typeof end?.differs === 'number') this.note('differs', end.differs);
    return this.faults.sort((one, other) => one.from - other.from);
  }

  private isSound(link: CheckedLink): boolean {
    const said = readText(link.text);
    const sound =
      said !== null &&
      link.chain === this.chain &&
      said.chain === link.chain &&
      said.seq === link.seq &&
      linkDigest(link, this.hash) === link.digest;
    if (!sound) {
      this.lastAt = null;
      return false;
    }
    const known = this.lastAt;
    // After what is missing or changed, the instant that counts is not known: any that is not too early may be right.
    const claimed = link.position === undefined || known !== null ? null : timeOf(link.position);
    const earliest = said.at > (known ?? '') ? said.at : (known ?? '');
    this.lastAt = claimed !== null && claimed > earliest ? claimed : earliest;
    return link.position === undefined || link.position === positionOf(this.lastAt, link);
  }

  /** `fits`: the next link, or the end, names the last one; null when nobody knows. */
  private settleTear(fits: boolean | null): void {
    const seq = this.last?.seq ?? 1;
    this.torn = false;
    if (fits === null)
      this.fault('changed', seq - 1, seq, `Entry ${formatCount(seq - 1)} or ${formatCount(seq)} was changed.`);
    else this.note('changed', fits ? seq - 1 : seq);
  }

  private missLinks(from: number, to: number): void {
    this.lastAt = null;
    this.note('missing', from, to);
  }

  private missNewest(from: number, to: number): void {
    const all = to === 1 ? 'The only entry is missing.' : `All ${formatCount(to)} entries are missing.`;
    const newest =
      from === to ? `entry, ${formatCount(to)}, is` : `entries, ${formatCount(from)} to ${formatCount(to)}, are`;
    this.fault('missing', from, to, from === 1 ? all : `The newest ${newest} missing.`);
  }

  private note(kind: ChainFault['kind'], from: number, to = from): void {
    const before = this.faults.at(-1);
    // Neighbours with the same fault are told together, and each is told once.
    const near = before !== undefined && before.to >= from - 1 && before.to <= from;
    const joins = near && before.kind === kind && (kind === 'changed' || kind === 'added');
    if (joins) this.faults.pop();
    const first = joins ? before.from : from;
    this.fault(kind, first, to, words(kind, first, to));
  }

  private fault(kind: ChainFault['kind'], from: number, to: number, message: string): void {
    this.faults.push({ chain: this.chain, kind, from, to, message });
  }
}

function words(kind: ChainFault['kind'], from: number, to: number): string {
  const many = from !== to;
  const entries = many ? `Entries ${formatCount(from)} to ${formatCount(to)}` : `Entry ${formatCount(from)}`;
  switch (kind) {
    case 'changed':
      return `${entries} ${many ? 'were' : 'was'} changed.`;
    case 'missing':
      return `${entries} ${many ? 'are' : 'is'} missing.`;
    case 'added':
      return `${entries} ${many ? 'were' : 'was'} added from outside.`;
    case 'head':
      return `Whether entries after ${formatCount(to)} are missing is not known, because the note of the newest is gone.`;
    case 'differs':
      return `From entry ${formatCount(from)} on, the project's copy says otherwise.`;
  }
}

/**
 * Checks one chain. Links may come in any order. `end` is what was kept apart from them; null when it is lost.
 */
export function checkChain(
  chain: string,
  links: readonly CheckedLink[],
  end: ChainEnd | null,
  hash: TextHash,
): ChainCheck {
  const checker = new ChainChecker(chain, hash);
  for (const link of [...links].sort((one, other) => one.seq - other.seq)) checker.add(link);
  const faults = checker.finish(end);
  return { unbroken: faults.length === 0, entries: checker.entries, faults };
}

import type { TrailEntry } from '../core/auditEntry.ts';
import type { Services } from '../ports/Services.ts';

/** What was read of the audit trail, newest first. */
export interface Trail {
  entries: readonly TrailEntry[];
  /** Entries that there are; more than `entries` where only the newest were read. */
  total: number;
  /** Older ones were left unread. */
  more: boolean;
}

interface Options {
  /** What was read before: entries that did not change stay the same objects, and what lies below them is not read again. */
  known?: Trail | null;
  /** Instant in ms since the epoch: nothing older is wanted. Null for all. */
  from: number | null;
  /** Gets what was read so far, after each page. */
  onPage?: (trail: Trail) => void;
}

/** Entries of the first page, which fills a screen, and of the others, each of which is one task of the main thread. */
const pageSizes = { first: 250, others: 1000 };

/** Entries do not stand strictly by time, since clocks are set back and browsers share a trail: so much further is read, ms. */
const slackMs = 24 * 3_600_000;

const keepKnown = (page: readonly TrailEntry[], known: ReadonlyMap<string, TrailEntry>): TrailEntry[] =>
  page.map((entry) => {
    const before = known.get(entry.position);
    return before !== undefined && before.digest === entry.digest && before.shared === entry.shared ? before : entry;
  });

/**
 * Reads the project's audit trail back to an instant, a page at a time.
 * @throws HoldfastError `storage-failed`.
 */
export async function readTrail(
  { audit, project }: Pick<Services, 'audit' | 'project'>,
  { known = null, from, onPage = () => undefined }: Options,
): Promise<Trail> {
  const total = await audit.count(project.id);
  const byPosition = new Map(known?.entries.map((entry) => [entry.position, entry]));
  const added = known === null ? 0 : total - known.total;
  let entries: TrailEntry[] = [];
  for (;;) {
    const size = entries.length === 0 ? pageSizes.first : pageSizes.others;
    const read = await audit.list(project.id, size, entries.at(-1)?.position);
    const page = keepKnown(read, byPosition);
    const start = entries.length - added; // where this page began before, if all that is new stands above it
    entries = [...entries, ...page];
    const ended = read.length < size;
    // Nothing in this page changed, and all that came since stands above it: so what lies below is as it was.
    const unchanged = known !== null && page.length > 0 && page.every((entry, i) => entry === known.entries[start + i]);
    if (!ended && unchanged) {
      entries = [...entries, ...known.entries.slice(start + page.length)];
      if (isEnough(entries, from) || !known.more) return { entries, total, more: known.more };
      continue;
    }
    const more = !ended && isEnough(entries, from);
    if (ended || more) return { entries, total: Math.max(total, entries.length), more };
    onPage({ entries, total, more: true });
  }
}

function isEnough(entries: readonly TrailEntry[], from: number | null): boolean {
  const last = entries.at(-1);
  return from !== null && last !== undefined && Date.parse(last.at) < from - slackMs;
}

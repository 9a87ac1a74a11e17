import { z } from 'zod';
import type { ChainLink } from '../../core/auditEntry.ts';
import type { SharedLink } from '../../ports/Project.ts';
import { callHelper } from './exportReader.ts';
import type { GuardedFetch } from './guardedFetch.ts';

const shared = z.array(
  z.object({
    id: z.int(),
    chain: z.string(),
    seq: z.int(),
    previous: z.string(),
    digest: z.string(),
    entry: z.string(),
  }),
);

/** Adds links to `holdfast.audit_log`; see `ProjectSession.appendTrail`. */
export async function appendTrail(send: GuardedFetch, links: readonly ChainLink[], signal: AbortSignal): Promise<void> {
  const entries = links.map(({ chain, seq, previous, digest, text }) => ({
    chain,
    seq,
    previous,
    digest,
    entry: text,
  }));
  await callHelper(send, 'holdfast_append_audit', { entries }, z.int(), signal);
}

/** Reads links of `holdfast.audit_log`; see `ProjectSession.readTrail`. */
export async function readTrail(
  send: GuardedFetch,
  after: number,
  limit: number,
  signal: AbortSignal,
): Promise<SharedLink[]> {
  const rows = await callHelper(send, 'holdfast_audit_entries', { after, page_rows: limit }, shared, signal);
  return rows.map(({ entry, ...link }) => ({ ...link, text: entry }));
}

import { appendEntry, emptyHead, type KeptLink } from '../../src/core/auditChain.ts';
import type { AuditEntry, ChainLink } from '../../src/core/auditEntry.ts';
import { loadTextHash } from '../../src/core/chainText.ts';

export const auditProject = 'https://one.example';

const hash = await loadTextHash();

/** A download, with these details. */
export function auditEntry(details: string, changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    projectId: auditProject,
    at: '2026-01-25T14:30:45.123Z',
    who: { id: 'u1', email: 'admin@example.com' },
    action: 'download',
    backupId: 'b1',
    result: 'done',
    details,
    ...changes,
  };
}

/** A link without what only its own browser keeps. */
export function bareLink({ chain, seq, previous, digest, text }: ChainLink): ChainLink {
  return { chain, seq, previous, digest, text };
}

/** A chain as a browser keeps it. */
export function keptChain(entries: readonly AuditEntry[], chain: string = crypto.randomUUID()): KeptLink[] {
  let head = emptyHead(auditProject, chain, true);
  return entries.map((entry) => {
    const added = appendEntry(head, entry, hash);
    head = added.head;
    return added.kept;
  });
}

/** A chain as another browser sends it, with an entry at each minute from ten o'clock on. */
export function sentChain(details: readonly string[], chain?: string): ChainLink[] {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 25, 10, minute)).toISOString();
  return keptChain(
    details.map((text, index) => auditEntry(text, { at: at(index) })),
    chain,
  ).map(bareLink);
}
